"""A caffemodel under cypw's names, with its prototxt."""
from protobuf import block, number, packed_floats, single, varint


def blob(tensor, old=False):
    values = tensor.flatten().tolist()
    if old:  # four dimensions, and a tag before each number
        shape = [1] * (4 - tensor.dim()) + list(tensor.shape)
        return b"".join(number(i + 1, size) for i, size in enumerate(shape)) + b"".join(single(5, v) for v in values)
    return block(7, block(1, b"".join(map(varint, tensor.shape)))) + packed_floats(5, values)


class Net:
    def __init__(self):
        self.layers, self.text, self.old = [], ["name: \"tiny\"", "input: \"data\""], 0

    def layer(self, name, kind, bottoms, top, blobs=(), extra=b"", text=""):
        self.old += 1
        data = block(1, name) + block(2, kind) + b"".join(block(3, b) for b in bottoms) + block(4, top)
        data += b"".join(block(7, blob(t, self.old % 2 == 0)) for t in blobs) + extra
        self.layers.append(block(100, data))
        bottoms_text = " ".join(f'bottom: "{b}"' for b in bottoms)
        self.text.append(f'layer {{\n  name: "{name}"\n  type: "{kind}"\n  {bottoms_text} top: "{top}"\n  {text}\n}}')
        return top

    def conv(self, name, x, weight, stride, pad, groups=1):
        parameters = f"convolution_param {{ num_output: {weight.shape[0]} kernel_size: {weight.shape[-1]} pad: {pad} stride: {stride} group: {groups} bias_term: false }}"
        return self.layer(name, "Convolution", [x], name, [weight], block(106, number(5, groups)), parameters)

    def norm(self, name, x, bn, relu=False):
        factor = bn["mean"].new_tensor([0.5])
        blobs = [bn["mean"] * factor, bn["var"] * factor, factor]
        # The epsilon is in the prototxt alone.
        self.layer(name, "BatchNorm", [x], name, blobs, b"", f"batch_norm_param {{ use_global_stats: true eps: {bn['eps']} }}")
        self.layer(f"{name}_scale", "Scale", [name], name, [bn["gamma"], bn["beta"]], b"", "scale_param { bias_term: true }")
        if relu:
            self.layer(f"{name}_relu", "ReLU", [name], name)
        return name

    def finish(self):
        return block(1, "tiny") + b"".join(self.layers), "\n".join(self.text) + "\n"


def write(model, path, names):
    """`model` is a DataNorm with Caffe's pool; `names` maps our layers to cypw's."""
    net = Net()
    tensors = {k: v.detach() for k, v in model.model.state_dict().items()}

    def norm_of(ours):
        return {"mean": tensors[f"{ours}.running_mean"], "var": tensors[f"{ours}.running_var"], "gamma": tensors[f"{ours}.weight"],
                "beta": tensors[f"{ours}.bias"], "eps": 2e-5}

    data = model.bn_data
    x = net.norm("bn_data", "data", {"mean": data.running_mean, "var": data.running_var, "gamma": data.weight.detach(),
                                     "beta": data.bias.detach(), "eps": 2e-5})
    x = net.norm("bn0", net.conv("conv0", x, tensors["conv1.weight"], 2, 3), norm_of("bn1"), relu=True)
    x = net.layer("pool0", "Pooling", [x], "pool0", (), block(121, number(1, 0) + number(2, 3) + number(3, 2)),
                  "pooling_param { pool: MAX kernel_size: 3 stride: 2 }")
    row = model.model.row
    for stage, count in enumerate(row.blocks, start=1):
        for index in range(count):
            ours, theirs = f"layer{stage}.{index}", f"stage{stage}_unit{index + 1}"
            stride = 2 if stage > 1 and index == 0 else 1
            y = net.norm(f"{theirs}_bn1", net.conv(f"{theirs}_conv1", x, tensors[f"{ours}.conv1.weight"], 1, 0), norm_of(f"{ours}.bn1"), True)
            y = net.conv(f"{theirs}_conv2", y, tensors[f"{ours}.conv2.weight"], stride, 1, row.cardinality)
            y = net.norm(f"{theirs}_bn2", y, norm_of(f"{ours}.bn2"), True)
            y = net.norm(f"{theirs}_bn3", net.conv(f"{theirs}_conv3", y, tensors[f"{ours}.conv3.weight"], 1, 0), norm_of(f"{ours}.bn3"))
            if index == 0:
                x = net.norm(f"{theirs}_sc_bn", net.conv(f"{theirs}_sc", x, tensors[f"{ours}.downsample.0.weight"], stride, 0), norm_of(f"{ours}.downsample.1"))
            x = net.layer(f"{theirs}_plus", "Eltwise", [y, x], f"{theirs}_plus")
            net.layer(f"{theirs}_relu", "ReLU", [x], x)
    x = net.layer("pool1", "Pooling", [x], "pool1", (), block(121, number(1, 1) + number(12, 1)), "pooling_param { pool: AVE global_pooling: true }")
    net.layer("fc1", "InnerProduct", [x], "fc1", [tensors["fc.weight"], tensors["fc.bias"]], b"", f"inner_product_param {{ num_output: {row.classes} }}")
    weights, text = net.finish()
    with open(f"{path}.caffemodel", "wb") as file:
        file.write(weights)
    with open(f"{path}.prototxt", "w") as file:
        file.write(text)
