"""Single operations: outputs and gradients, case by case. Inputs are float32; results are computed in float64."""
import sys

import torch
from torch.nn import functional as F

from common import save, seeded

CONV = [  # padding = dilation * (kernel // 2) unless given
    dict(inputs=6, outputs=8, kernel=[1, 1], groups=1, stride=1, dilation=1, size=[7, 5]),
    dict(inputs=8, outputs=12, kernel=[1, 1], groups=4, stride=1, dilation=1, size=[6, 9]),
    dict(inputs=8, outputs=16, kernel=[1, 1], groups=1, stride=2, dilation=1, size=[7, 8]),
    dict(inputs=3, outputs=8, kernel=[3, 3], groups=1, stride=1, dilation=1, size=[9, 6], bias=True),
    dict(inputs=16, outputs=16, kernel=[3, 3], groups=4, stride=1, dilation=1, size=[8, 11]),
    dict(inputs=16, outputs=16, kernel=[3, 3], groups=4, stride=2, dilation=1, size=[9, 12], bias=True),
    dict(inputs=8, outputs=8, kernel=[3, 3], groups=8, stride=1, dilation=1, size=[6, 7]),
    dict(inputs=16, outputs=24, kernel=[3, 3], groups=8, stride=2, dilation=1, size=[8, 5]),
    dict(inputs=8, outputs=8, kernel=[3, 3], groups=4, stride=1, dilation=2, size=[10, 7]),
    dict(inputs=8, outputs=16, kernel=[3, 3], groups=8, stride=2, dilation=2, size=[11, 8]),
    dict(inputs=3, outputs=8, kernel=[7, 7], groups=1, stride=2, dilation=1, size=[16, 13]),
    dict(inputs=8, outputs=8, kernel=[7, 7], groups=4, stride=1, dilation=1, size=[9, 8]),
    dict(inputs=4, outputs=8, kernel=[3, 3], groups=1, stride=1, dilation=1, size=[7, 8], padding=[0, 0]),
    dict(inputs=8, outputs=4, kernel=[1, 3], groups=4, stride=1, dilation=1, size=[5, 9], padding=[0, 1]),
    dict(inputs=128, outputs=128, kernel=[3, 3], groups=32, stride=1, dilation=1, size=[5, 4], batch=1),
]
FUSED = [
    dict(inputs=8, outputs=8, kernel=[1, 1], groups=1, stride=1, dilation=1, size=[5, 6], bias=True, residual=False, activation="relu"),
    dict(inputs=16, outputs=16, kernel=[3, 3], groups=4, stride=2, dilation=1, size=[9, 7], bias=True, residual=False, activation="relu"),
    dict(inputs=8, outputs=16, kernel=[1, 1], groups=1, stride=1, dilation=1, size=[6, 5], bias=True, residual=True, activation="relu"),
    dict(inputs=8, outputs=16, kernel=[3, 3], groups=2, stride=1, dilation=1, size=[6, 5], bias=True, residual=True, activation="none"),
]
BATCH_NORM = [
    dict(shape=[4, 6, 5, 7], residual=False, relu=False),
    dict(shape=[4, 6, 5, 7], residual=False, relu=True),
    dict(shape=[3, 8, 6, 4], residual=True, relu=False),
    dict(shape=[3, 8, 6, 4], residual=True, relu=True),
    dict(shape=[2, 5, 3, 2], residual=False, relu=False, offset=100),
]
POOL = [dict(shape=[2, 3, 8, 8]), dict(shape=[2, 4, 9, 7]), dict(shape=[1, 2, 11, 6])]
AVERAGE_POOL = [dict(shape=[3, 5, 7, 4]), dict(shape=[2, 4, 1, 1])]
CROSS_ENTROPY = [
    dict(shape=[6, 10], labels="index", smoothing=0, scale=1),
    dict(shape=[6, 10], labels="index", smoothing=0.1, scale=1),
    dict(shape=[5, 7], labels="soft", smoothing=0, scale=1),
    dict(shape=[5, 7], labels="soft", smoothing=0.1, scale=1),
    dict(shape=[4, 12], labels="index", smoothing=0.1, scale=200),
]
SGD = [
    dict(momentum=0, weightDecay=0, nesterov=False, learningRates=[0.1, 0.1, 0.01]),
    dict(momentum=0.9, weightDecay=0, nesterov=False, learningRates=[0.1, 0.1, 0.01]),
    dict(momentum=0.9, weightDecay=5e-4, nesterov=True, learningRates=[0.1, 0.1, 0.01]),
]


def leaf(*shape, scale=1.0, offset=0.0):
    """A float64 variable that holds exact float32 values."""
    return (torch.randn(shape) * scale + offset).double().requires_grad_()


def backward(y, variables):
    """A random dy of y's shape, and d<name> of each variable."""
    dy = leaf(*y.shape)
    grads = torch.autograd.grad(y, list(variables.values()), dy)
    return {"y": y, "dy": dy, **{f"d{name}": grad for name, grad in zip(variables, grads)}}


def convolution(case):
    """x, w, b: the variables of a case; and the function that convolves them."""
    case.setdefault("batch", 2)
    case.setdefault("bias", False)
    case.setdefault("padding", [case["dilation"] * (k // 2) for k in case["kernel"]])
    fan_in = case["inputs"] // case["groups"] * case["kernel"][0] * case["kernel"][1]
    variables = {
        "x": leaf(case["batch"], case["inputs"], *case["size"]),
        "w": leaf(case["outputs"], case["inputs"] // case["groups"], *case["kernel"], scale=fan_in**-0.5),
    }
    if case["bias"]:
        variables["b"] = leaf(case["outputs"])
    y = F.conv2d(
        variables["x"], variables["w"], variables.get("b"),
        case["stride"], tuple(case["padding"]), case["dilation"], case["groups"],
    )
    return variables, y


def conv(case):
    variables, y = convolution(case)
    return {**variables, **backward(y, variables)}


def fused(case):
    variables, y = convolution(case)
    if case["residual"]:
        variables["residual"] = leaf(*y.shape)
        y = y + variables["residual"]
    return {**variables, "y": F.relu(y) if case["activation"] == "relu" else y}


def batch_norm(case):
    channels = case["shape"][1]
    variables = {
        "x": leaf(*case["shape"], scale=2.0, offset=case.setdefault("offset", 0)),
        "weight": (torch.rand(channels) + 0.5).double().requires_grad_(),
        "bias": leaf(channels, scale=0.3),
    }
    mean, variance = leaf(channels).detach(), (torch.rand(channels) + 0.5).double()
    before = {"running_mean": mean.clone(), "running_var": variance.clone()}
    y = F.batch_norm(variables["x"], mean, variance, variables["weight"], variables["bias"], True, 0.1, 1e-5)
    if case["residual"]:
        variables["residual"] = leaf(*case["shape"])
        y = y + variables["residual"]
    y = F.relu(y) if case["relu"] else y
    return {**variables, **before, **backward(y, variables), "after.running_mean": mean, "after.running_var": variance}


def max_pool(case):
    # All negative, so that a pool which pads with zeros instead of minus infinity is found out. Distinct, so that no window has a tie.
    count = torch.Size(case["shape"]).numel()
    x = (-1 - torch.randperm(count).reshape(case["shape"]) / 64).double().requires_grad_()
    return {"x": x, **backward(F.max_pool2d(x, 3, 2, 1), {"x": x})}


def global_average_pool(case):
    x = leaf(*case["shape"])
    return {"x": x, **backward(x.mean((2, 3)), {"x": x})}


def cross_entropy(case):
    logits = leaf(*case["shape"], scale=case["scale"])
    if case["labels"] == "index":
        labels = torch.randint(case["shape"][1], (case["shape"][0],))
    else:
        labels = leaf(*case["shape"]).detach().softmax(1).float().double()
    loss = F.cross_entropy(logits, labels, label_smoothing=case["smoothing"])
    return {"logits": logits, "labels": labels, "loss": loss, "dlogits": torch.autograd.grad(loss, logits)[0]}


def sgd(case):
    weight = leaf(3, 5)
    results = {"w": weight.detach().clone(), "g": torch.randn(len(case["learningRates"]), 3, 5)}
    optimizer = torch.optim.SGD(
        [weight], lr=1, momentum=case["momentum"], weight_decay=case["weightDecay"], nesterov=case["nesterov"]
    )
    after = []
    for rate, gradient in zip(case["learningRates"], results["g"]):
        optimizer.param_groups[0]["lr"] = rate
        weight.grad = gradient.double()
        optimizer.step()
        after.append(weight.detach().clone())
    return {**results, "after": torch.stack(after)}


seeded(31)
TABLES = {
    "conv": (conv, CONV), "fused": (fused, FUSED), "bn": (batch_norm, BATCH_NORM), "pool": (max_pool, POOL),
    "gap": (global_average_pool, AVERAGE_POOL), "ce": (cross_entropy, CROSS_ENTROPY), "sgd": (sgd, SGD),
}
tensors = {
    f"{table}.{index}.{name}": tensor
    for table, (run, cases) in TABLES.items()
    for index, case in enumerate(cases)
    for name, tensor in run(case).items()
}
save(sys.argv[1], "ops", tensors, **{table: cases for table, (_, cases) in TABLES.items()})
