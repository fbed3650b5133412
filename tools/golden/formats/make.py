"""Small ResNeXts in every format, by writers that are none of resnext's, and what each computes:
make.py OUT writes the files, and
`formats.golden.safetensors` with the `logits.NAME` of each and the inputs; its metadata say which file has which input."""
import copy
import json
import os
import sys

import torch
from safetensors.torch import save_file

import caffe
import mxnet
import renamed
import t7
from networks import CIFAR, IMAGENET, SE, DataNorm, network, pictures, state, with_epsilon

OUT = sys.argv[1]
os.makedirs(OUT, exist_ok=True)
golden, inputs = {}, {}


def path(name):
    return os.path.join(OUT, name)


def keep(name, x, logits):
    """Inputs are shared: each is in the golden file once, and the metadata say whose it is."""
    known = next((key for key, value in golden.items() if key.startswith("x") and value.shape == x.shape and torch.equal(value, x)), None)
    inputs[name] = known or f"x{len(set(inputs.values()))}"
    golden[inputs[name]] = x.clone()
    golden[f"logits.{name}"] = logits.clone()


@torch.no_grad()
def expect(name, model, x):
    keep(name, x, copy.deepcopy(model).double()(x.double()).float())


def write(name, data):
    with open(path(name), "wb") as file:
        file.write(data)


def pytorch():
    model, x = network(IMAGENET), pictures()
    torch.save(model.state_dict(), path("zip.pth"))
    torch.save({"epoch": 3, "state_dict": {f"module.{k}": v for k, v in model.state_dict().items()}}, path("legacy.pth"),
               _use_new_zipfile_serialization=False)
    half = copy.deepcopy(model).half()
    torch.save({k: v.bfloat16() if i % 2 else v for i, (k, v) in enumerate(half.state_dict().items())}, path("half.pth"))
    rounded = copy.deepcopy(model)
    rounded.load_state_dict({k: v.float() for k, v in torch.load(path("half.pth")).items()})
    for name in ("zip.pth", "legacy.pth"):
        expect(name, model, x)
    expect("half.pth", rounded, x)
    save_file(model.state_dict(), path("plain.safetensors"))
    expect("plain.safetensors", model, x)
    se = network(SE)
    torch.save(se.state_dict(), path("se.pth"))
    expect("se.pth", se, x)


def names():
    large, small = network(IMAGENET), network(CIFAR)
    x, y = pictures(), pictures(16)
    for name, tensors, model, images in [
        ("clcarwin.pth", renamed.torch_numbers(state(large)), large, x),
        ("cadene.pth", renamed.torch_numbers(state(large), prefix="features.", head="last_linear", cadene=True), large, x),
        ("prlz77.pth", renamed.prlz77(state(small)), small, y),
        ("dxy.pth", renamed.dxy(state(small)), small, y),
        ("osmr.pth", renamed.osmr(state(small)), small, y),
    ]:
        torch.save(tensors, path(name))
        expect(name, model, images)


def torch7():
    large, small = network(IMAGENET), network(CIFAR)
    x, y = pictures(), pictures(16)
    write("form_c.t7", t7.dumps(t7.resnext(state(large), IMAGENET), gpu=True))
    write("form_b.t7", t7.dumps(t7.resnext(state(large), IMAGENET, form="B")))
    write("running_std.b32.t7", t7.dumps(t7.resnext(state(large), IMAGENET, running_std=True), mode="b32"))
    write("cifar.ascii.t7", t7.dumps({"model": t7.resnext(state(small), CIFAR), "epoch": 2}, mode="ascii"))
    for name in ("form_c.t7", "form_b.t7", "running_std.b32.t7"):
        expect(name, large, x)
    expect("cifar.ascii.t7", small, y)


def mxnet_and_caffe():
    x = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(9)) * 255
    for ceil, name in ((False, "padded"), (True, "caffe")):
        model = DataNorm(with_epsilon(network(IMAGENET), 2e-5), ceil).eval()
        tensors = renamed.mxnet(state(model.model))
        data = model.bn_data
        stored_gamma = torch.full((3,), 7.0)  # fix_gamma: what is stored means nothing
        tensors.update({"arg:bn_data_gamma": stored_gamma, "arg:bn_data_beta": data.bias.detach(),
                        "aux:bn_data_moving_mean": data.running_mean, "aux:bn_data_moving_var": data.running_var})
        write(f"{name}-0003.params", mxnet.params(tensors))
        norms = ["bn_data"] + [theirs for ours, theirs in renamed.mxnet_layers(state(model.model)).items() if "bn" in theirs]
        write(f"{name}-symbol.json", mxnet.symbol(norms, ceil).encode())
        expect(f"{name}-0003.params", model, x)
        if ceil:
            caffe.write(model, path("cypw"), None)
            expect("cypw.caffemodel", model, x)
    model = network(IMAGENET)
    write("gluoncv.params", mxnet.params(renamed.gluoncv(state(model))))
    expect("gluoncv.params", model, pictures())


def onnx_files():
    import onnx

    model, x = network(IMAGENET), pictures()
    axes = {"x": {0: "batch"}, "y": {0: "batch"}}
    torch.onnx.export(copy.deepcopy(model), (x,), path("folded.onnx"), input_names=["x"], output_names=["y"], opset_version=13,
                      dynamic_axes=axes, dynamo=False)
    torch.onnx.export(copy.deepcopy(model), (x,), path("norms.onnx"), input_names=["x"], output_names=["y"], opset_version=13,
                      dynamic_axes=axes, dynamo=False, do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE)
    # Numbers outside of the file, and as a list of floats.
    outside = onnx.load(path("folded.onnx"))
    for index, tensor in enumerate(outside.graph.initializer):
        if index % 2:
            values = onnx.numpy_helper.to_array(tensor)
            if values.dtype == "float32":
                tensor.ClearField("raw_data")
                tensor.float_data.extend(values.flatten().tolist())
    onnx.save_model(outside, path("outside.onnx"), save_as_external_data=True, location="outside.data", size_threshold=64)
    for name in ("folded.onnx", "norms.onnx", "outside.onnx"):
        onnx.checker.check_model(path(name))
        expect(name, model, x)
    se = network(SE)
    torch.onnx.export(copy.deepcopy(se), (x,), path("se.onnx"), input_names=["x"], output_names=["y"], opset_version=13, dynamo=False)
    expect("se.onnx", se, x)


def keras_files():
    import keras_models

    for name, model, images in [
        ("applications", keras_models.applications(), pictures()),
        ("qubvel", keras_models.qubvel(), torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(9)) * 255),
    ]:
        logits = torch.tensor(model.predict(images.permute(0, 2, 3, 1).numpy(), verbose=0))
        for ending in (".h5", ".keras", ".weights.h5"):
            if ending == ".weights.h5":
                model.save_weights(path(f"{name}{ending}"))
            else:
                model.save(path(f"{name}{ending}"))
            keep(f"{name}{ending}", images, logits)


for part in (pytorch, names, torch7, mxnet_and_caffe, onnx_files, keras_files):
    part()
save_file(golden, path("formats.golden.safetensors"), {"golden": json.dumps(inputs)})
for name in sorted(os.listdir(OUT)):
    print(f"{os.path.getsize(path(name)):>10,}  {name}")
