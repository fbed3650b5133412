"""Lets Python's libraries read what resnext wrote, for check.ts:
onnx FILE            checks an ONNX file with all of its shapes
pth FILE X OUT       loads a .pth with weights_only, strictly, and writes the logits of X's `x` [N, H, W, C]
save FILE OUT FORM   writes the tensors of a safetensors file as torch.save does, in the form `zip` or `legacy`"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden"))


def check_onnx(path):
    import onnx

    onnx.checker.check_model(path, full_check=True)
    graph = onnx.load(path).graph
    batch = graph.input[0].type.tensor_type.shape.dim[0]
    print(f"ok   onnx.checker: full check; {len(graph.node)} nodes, batch '{batch.dim_param}'")


def row_of(state):
    """The row of a form C network, by names and shapes."""
    from resnext import Row

    blocks, widths = [], []
    while f"layer{len(blocks) + 1}.0.conv2.weight" in state or f"layer{len(blocks) + 1}.0.conv2.bias" in state:
        stage = len(blocks) + 1
        count = 0
        while f"layer{stage}.{count}.conv3.weight" in state:
            count += 1
        blocks.append(count)
        widths.append(state[f"layer{stage}.0.conv3.weight"].shape[0] // 4)
    inner, per_path = state["layer1.0.conv2.weight"].shape[:2]
    return Row(blocks=tuple(blocks), widths=tuple(widths), cardinality=inner // per_path, base_width=per_path * 64 // widths[0],
               stem="imagenet" if state["conv1.weight"].shape[-1] == 7 else "cifar", classes=state["fc.weight"].shape[0],
               se="layer1.0.se.fc1.weight" in state)


def run_pth(path, x_path, out):
    import torch
    from safetensors.torch import load_file, save_file

    from resnext import ResNeXt

    state = torch.load(path, weights_only=True)
    model = ResNeXt(row_of(state))
    if "bn1.weight" not in state:  # batch norms were merged into convolutions with biases
        for name, module in list(model.named_modules()):
            if isinstance(module, torch.nn.BatchNorm2d):
                parent = model.get_submodule(name.rpartition(".")[0]) if "." in name else model
                setattr(parent, name.rpartition(".")[2], torch.nn.Identity())
            elif isinstance(module, torch.nn.Conv2d):
                module.bias = torch.nn.Parameter(torch.zeros(module.out_channels))
    model.load_state_dict(state, strict=not any(k.endswith("running_mean") and f"{k[:-12]}num_batches_tracked" not in state for k in state))
    with torch.no_grad():
        x = load_file(x_path)["x"].permute(0, 3, 1, 2).contiguous()
        save_file({"logits": model.eval()(x)}, out)


def save_pth(path, out, form):
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(path), out, _use_new_zipfile_serialization=form == "zip")


{"onnx": check_onnx, "pth": run_pth, "save": save_pth}[sys.argv[1]](*sys.argv[2:])
