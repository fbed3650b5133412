"""The same state dict under the names of others."""
import re

MODULES = {"conv1": 0, "bn1": 1, "conv2": 3, "bn2": 4, "conv3": 6, "bn3": 7}
CADENE = {"conv1": "0.0", "bn1": "0.1", "conv2": "0.3", "bn2": "0.4", "conv3": "1", "bn3": "2"}
PORT = {"conv1": "conv_reduce", "bn1": "bn_reduce", "conv2": "conv_conv", "bn2": "bn", "conv3": "conv_expand", "bn3": "bn_expand"}


def parts(key):
    """(stage, block, layer, parameter) of a key within a block, or None."""
    found = re.fullmatch(r"layer(\d+)\.(\d+)\.(conv\d|bn\d|downsample\.\d|se\.fc\d)\.(\w+)", key)
    return (int(found[1]), int(found[2]), found[3], found[4]) if found else None


def rename(state, head, block):
    """`head` renames the layers outside of the blocks, `block` those within."""
    renamed = {}
    for key, value in state.items():
        inside = parts(key)
        if inside:
            renamed[block(*inside[:3]) + "." + inside[3]] = value
        else:
            layer, parameter = key.rsplit(".", 1)
            renamed[f"{head[layer]}.{parameter}"] = value
    return renamed


def torch_numbers(state, first=4, prefix="", head="10.1", cadene=False):
    def block(stage, index, layer):
        base = f"{prefix}{first - 1 + stage}.{index}.0"
        if layer.startswith("downsample"):
            return f"{base}.1.{layer[-1]}"
        return f"{base}.0.{(CADENE if cadene else MODULES)[layer]}"

    return rename(state, {"conv1": f"{prefix}0", "bn1": f"{prefix}1", "fc": head}, block)


def prlz77(state):
    def block(stage, index, layer):
        base = f"module.stage_{stage}.stage_{stage}_bottleneck_{index}"
        shortcuts = {"downsample.0": "shortcut.shortcut_conv", "downsample.1": "shortcut.shortcut_bn"}
        return f"{base}.{shortcuts.get(layer) or PORT[layer]}"

    return rename(state, {"conv1": "module.conv_1_3x3", "bn1": "module.bn_1", "fc": "module.classifier"}, block)


def dxy(state):
    return rename(state, {"conv1": "conv_1_3x3", "bn1": "bn_1", "fc": "classifier"},
                  lambda stage, index, layer: f"stage_{stage}.{index}.{PORT.get(layer, layer)}")


def osmr(state):
    def block(stage, index, layer):
        base = f"features.stage{stage}.unit{index + 1}"
        if layer.startswith("downsample"):
            return f"{base}.identity_conv.{['conv', 'bn'][int(layer[-1])]}"
        return f"{base}.body.conv{layer[-1]}.{layer[:-1]}"

    return rename(state, {"conv1": "features.init_block.conv", "bn1": "features.init_block.bn", "fc": "output"}, block)




def gluoncv(state):
    def block(stage, index, layer):
        base = f"features.{3 + stage}.{index}"
        return f"{base}.{layer}" if layer.startswith("downsample") else f"{base}.body.{MODULES[layer]}"

    renamed = rename(state, {"conv1": "features.0", "bn1": "features.1", "fc": "output"}, block)
    norms = {key.rsplit(".", 1)[0] for key in renamed if key.endswith("running_mean")}
    scale = {"weight": "gamma", "bias": "beta"}
    return {(f"{l}.{scale.get(p, p)}" if (l := key.rsplit(".", 1)[0]) in norms and (p := key.rsplit(".", 1)[1]) else key): value
            for key, value in renamed.items()}


def mxnet_layers(state):
    """cypw's and MXNet's names of our layers."""
    names = {"conv1": "conv0", "bn1": "bn0", "fc": "fc1"}
    for key in state:
        inside = parts(key)
        if inside:
            stage, index, layer, _ = inside
            theirs = {"downsample.0": "sc", "downsample.1": "sc_bn"}.get(layer, layer)
            names[f"layer{stage}.{index}.{layer}"] = f"stage{stage}_unit{index + 1}_{theirs}"
    return names


def mxnet(state):
    names, renamed = mxnet_layers(state), {}
    for key, value in state.items():
        layer, parameter = key.rsplit(".", 1)
        norm = f"{layer}.running_mean" in state
        theirs = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_var"}[parameter] if norm else parameter
        renamed[f"{'aux' if theirs.startswith('moving') else 'arg'}:{names[layer]}_{theirs}"] = value
    return renamed
