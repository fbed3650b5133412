"""Torch7's serialisation, byte by byte: binary with longs of 8 or 4 bytes, or text."""
import struct

TYPES = {"torch.float32": "Float", "torch.float64": "Double", "torch.int64": "Long", "torch.float16": "Half"}


class Module:
    """An object of a class: nn.* modules are a table of fields, `modules` among them."""

    def __init__(self, name, *children, **fields):
        self.name, self.fields = name, {**fields, **({"modules": list(children)} if children else {})}


class Writer:
    def __init__(self, mode="b64", gpu=False):
        self.out, self.mode, self.gpu, self.index, self.seen = bytearray(), mode, gpu, 0, {}

    def ints(self, *values):
        self.out += " ".join(map(str, values)).encode() + b"\n" if self.mode == "ascii" else struct.pack(f"<{len(values)}i", *values)

    def longs(self, *values):
        if self.mode == "ascii":
            self.out += " ".join(map(str, values)).encode() + b"\n" if values else b""
        else:
            self.out += struct.pack(f"<{len(values)}{'q' if self.mode == 'b64' else 'i'}", *values)

    def double(self, value):
        self.out += f"{value!r}\n".encode() if self.mode == "ascii" else struct.pack("<d", value)

    def string(self, text):
        data = text.encode()
        self.ints(len(data))
        self.out += data + (b"\n" if self.mode == "ascii" and data else b"")

    def again(self, value):
        """Objects are written once: the number of one that was, or of a new one."""
        known = id(value) in self.seen
        if not known:
            self.index += 1
            self.seen[id(value)] = (self.index, value)
        self.ints(self.seen[id(value)][0])
        return known

    def write(self, value):
        import torch

        if value is None:
            self.ints(0)
        elif isinstance(value, bool):
            self.ints(5)
            self.ints(int(value))
        elif isinstance(value, (int, float)):
            self.ints(1)
            self.double(float(value))
        elif isinstance(value, str):
            self.ints(2)
            self.string(value)
        elif isinstance(value, torch.Tensor):
            self.tensor(value)
        elif isinstance(value, Module):
            self.ints(4)
            if not self.again(value):
                self.string("V 1")
                self.string(value.name)
                self.write(value.fields)
        else:
            self.ints(3)
            if not self.again(value):
                pairs = list(enumerate(value, start=1)) if isinstance(value, list) else list(value.items())
                self.ints(len(pairs))
                for key, child in pairs:
                    self.write(key)
                    self.write(child)

    def tensor(self, tensor):
        kind = "Cuda" if self.gpu and str(tensor.dtype) == "torch.float32" else TYPES[str(tensor.dtype)]
        self.ints(4)
        if self.again(tensor):
            return
        self.string("V 1")
        self.string(f"torch.{kind}Tensor")
        self.ints(tensor.dim())
        self.longs(*tensor.shape)
        self.longs(*tensor.stride())
        self.longs(tensor.storage_offset() + 1)
        flat = tensor.as_strided((tensor.storage_offset() + 1 + sum((n - 1) * s for n, s in zip(tensor.shape, tensor.stride())),), (1,), 0)
        self.ints(4)
        if self.again(flat):
            return
        self.string("V 1")
        self.string(f"torch.{kind}Storage")
        self.longs(flat.numel())
        if self.mode == "ascii":
            self.out += " ".join(f"{v:.9g}" for v in flat.tolist()).encode() + b"\n"
        else:
            self.out += flat.numpy().tobytes()


def dumps(value, mode="b64", gpu=False):
    writer = Writer(mode, gpu)
    writer.write(value)
    return bytes(writer.out)


def resnext(state, row, form="C", running_std=False):
    """The modules that the authors' resnext.lua makes, with the weights of a state dict."""

    def conv(name, kernel, stride, pad, groups=None, weight=None):
        w = state[f"{name}.weight"] if weight is None else weight
        fields = {} if groups is None else {"groups": groups}
        return Module("cudnn.SpatialConvolution", weight=w, gradWeight=w * 0, nOutputPlane=w.shape[0], kW=kernel, kH=kernel,
                      dW=stride, dH=stride, padW=pad, padH=pad, **fields)

    def norm(name, part=slice(None)):
        fields = {k: state[f"{name}.{k}"][part] for k in ("weight", "bias", "running_mean", "running_var")}
        if running_std:
            fields["running_std"] = (fields.pop("running_var") + 1e-5).rsqrt()
        return Module("nn.SpatialBatchNormalization", eps=1e-5, momentum=0.1, **fields)

    def relu():
        return Module("cudnn.ReLU", inplace=True)

    def main(block, stride):
        paths = row.cardinality
        if form == "C":
            first = [conv(f"{block}.conv1", 1, 1, 0), norm(f"{block}.bn1"), relu(),
                     conv(f"{block}.conv2", 3, stride, 1, paths), norm(f"{block}.bn2"), relu()]
        else:
            width = state[f"{block}.conv2.weight"].shape[1]
            split = []
            for p in range(paths):
                part = slice(p * width, (p + 1) * width)
                split.append(Module("nn.Sequential",
                                    conv("", 1, 1, 0, weight=state[f"{block}.conv1.weight"][part]), norm(f"{block}.bn1", part), relu(),
                                    conv("", 3, stride, 1, weight=state[f"{block}.conv2.weight"][part]), norm(f"{block}.bn2", part), relu()))
            first = [Module("nn.ConcatTable", *split), Module("nn.JoinTable", dimension=2)]
        return Module("nn.Sequential", *first, conv(f"{block}.conv3", 1, 1, 0), norm(f"{block}.bn3"))

    def shortcut(block, stride):
        if f"{block}.downsample.0.weight" not in state:
            return Module("nn.Identity")
        return Module("nn.Sequential", conv(f"{block}.downsample.0", 1, stride, 0), norm(f"{block}.downsample.1"))

    modules = [conv("conv1", 7, 2, 3), norm("bn1"), relu(), Module("nn.SpatialMaxPooling", kW=3, kH=3, dW=2, dH=2, padW=1, padH=1)] \
        if row.stem == "imagenet" else [conv("conv1", 3, 1, 1), norm("bn1"), relu()]
    for stage, count in enumerate(row.blocks, start=1):
        blocks = []
        for index in range(count):
            name, stride = f"layer{stage}.{index}", 2 if stage > 1 and index == 0 else 1
            both = Module("nn.ConcatTable", main(name, stride), shortcut(name, stride))
            blocks.append(Module("nn.Sequential", both, Module("nn.CAddTable", inplace=True), relu()))
        modules.append(Module("nn.Sequential", *blocks))
    modules += [Module("cudnn.SpatialAveragePooling"), Module("nn.View", numElements=state["fc.weight"].shape[1]),
                Module("nn.Linear", weight=state["fc.weight"], bias=state["fc.bias"])]
    return Module("nn.Sequential", *modules)
