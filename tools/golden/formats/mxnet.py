"""MXNet's NDArray files, byte by byte, and the symbol that belongs to one."""
import json
import struct

V1, V2, V3 = 0xF993FAC8, 0xF993FAC9, 0xF993FACA


def array(tensor, version):
    shape = list(tensor.shape)
    if version == 0:
        head = struct.pack(f"<I{len(shape)}I", len(shape), *shape)
    elif version == V1:
        head = struct.pack(f"<Ii{len(shape)}q", V1, len(shape), *shape)
    else:
        head = struct.pack(f"<Iii{len(shape)}q", version, 0, len(shape), *shape)
    return head + struct.pack("<iii", 1, 0, 0) + tensor.contiguous().numpy().astype("<f4").tobytes()


def params(tensors):
    """Every version in turn, since a reader must know all of them."""
    versions = [0, V1, V2, V3]
    out = struct.pack("<QQQ", 0x112, 0, len(tensors))
    out += b"".join(array(t, versions[i % 4]) for i, t in enumerate(tensors.values()))
    out += struct.pack("<Q", len(tensors))
    for name in tensors:
        encoded = name.encode()
        out += struct.pack("<Q", len(encoded)) + encoded
    return out


def symbol(norms, caffe_pool):
    """As much of a symbol as a reader of weights needs: the settings of batch norms and of the pool."""
    nodes = [{"op": "null", "name": "data", "inputs": []}]
    for index, name in enumerate(norms):
        settings = {"eps": "2e-05", "momentum": "0.9", "fix_gamma": "True" if name == "bn_data" else "False"}
        nodes.append({"op": "BatchNorm", "name": name, ["attrs", "attr", "param"][index % 3]: settings, "inputs": []})
    pool = {"kernel": "(3, 3)", "stride": "(2, 2)", "pool_type": "max", "pad": "(0, 0)" if caffe_pool else "(1, 1)",
            "pooling_convention": "full" if caffe_pool else "valid"}
    nodes.append({"op": "Pooling", "name": "pooling0", "attrs": pool, "inputs": []})
    return json.dumps({"nodes": nodes, "arg_nodes": [0], "heads": []}, indent=1)
