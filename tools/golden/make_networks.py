"""Small networks: eval logits, stage outputs, the loss and all parameter gradients of one training step."""
import copy
import sys

import torch
from torch.nn import functional as F

from common import gradients, randomize, require_small, run_with_errors, save, seeded
from resnext import ResNeXt, Row

CIFAR = dict(widths=(8, 16, 32), cardinality=4, base_width=16, stem="cifar", classes=10)

# name: (row, [height, width], seed)
CASES = {
    "tiny_cifar": (Row(**{**CIFAR, "base_width": 32}, blocks=(1, 1, 1)), [16, 16], 61),
    "tiny_imagenet": (Row(blocks=(1, 1, 2, 2), widths=(8, 16, 24, 32), cardinality=4, base_width=10, classes=10), [64, 48], 22),
    "tiny_se": (Row(**CIFAR, blocks=(1, 1, 1), se=True), [12, 10], 13),
    "tiny_shortcut_a": (Row(**CIFAR, blocks=(2, 1, 1), shortcut="A"), [12, 10], 44),
    "tiny_shortcut_c": (Row(**CIFAR, blocks=(2, 1, 1), shortcut="C"), [12, 10], 15),
    "tiny_preact": (Row(**CIFAR, blocks=(2, 1, 1), pre_activation=True), [12, 10], 16),
}


def training_step(model, x, labels):
    model = copy.deepcopy(model).train()
    logits = model(x)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    smooth = F.cross_entropy(logits, labels, label_smoothing=0.1)
    running = {f"after.{name}": buffer for name, buffer in model.named_buffers()}
    return {"train.logits": logits, "loss": loss, "smooth.loss": smooth, **gradients(model), **running}


@torch.no_grad()
def evaluation(model, x):
    if model.row.stem == "cifar":
        return {"logits": model.eval()(x)}
    first = x[:1]
    results = {"logits": model.eval()(x), **stages(model, first)}
    for stride in 16, 8:
        dilated = ResNeXt(model.row, stride).to(x.dtype).eval()
        dilated.load_state_dict(model.state_dict())
        changed = {name: c for name, c in stages(dilated, first).items() if c.shape != results[name].shape}
        results.update({f"os{stride}.{name}": c for name, c in changed.items()})
        results[f"os{stride}.logits"] = dilated(first)
    return results


def stages(model, x):
    return {f"c{i}": c for i, c in enumerate(model.features(x), start=2)}


for name, (row, size, seed) in CASES.items():
    seeded(seed)
    model = randomize(ResNeXt(row), last_gain=0.5)
    x = torch.randn(4, 3, *size)
    labels = torch.randint(row.classes, (4,))
    save(sys.argv[1], f"{name}.weights", model.state_dict())

    def run(model):
        inputs = x.to(model.fc.weight.dtype)
        return {**evaluation(model, inputs), **training_step(model, inputs, labels)}

    results, errors = run_with_errors(run, model)
    error = require_small(name, errors, 2e-4)
    save(sys.argv[1], f"{name}.golden", {"x": x, "labels": labels, **results}, row=row.as_json(), roundingError=error)
