"""Twenty SGD-Nesterov steps of a small network on fixed batches: the loss of each step, the final weights and statistics."""
import copy
import sys

import torch
from torch.nn import functional as F

from common import randomize, require_agreement, save, seeded
from resnext import ResNeXt, Row

ROW = Row(blocks=(1, 1, 1), widths=(8, 16, 32), cardinality=4, base_width=16, stem="cifar", classes=10)
STEPS, BATCH, SIZE = 20, 16, 16
SGD = dict(lr=0.05, momentum=0.9, weight_decay=5e-4, nesterov=True)


def batches():
    """Ten random pictures, one a class, under as much noise: the loss can fall. uint8, to be divided by 255."""
    pictures = torch.randint(256, (ROW.classes, 3, SIZE, SIZE))
    labels = torch.randint(ROW.classes, (STEPS, BATCH))
    noise = torch.randint(256, (STEPS, BATCH, 3, SIZE, SIZE))
    return ((pictures[labels] + noise) // 2).to(torch.uint8), labels


def train(model, images, labels):
    model = copy.deepcopy(model).train()
    dtype = model.fc.weight.dtype
    optimizer = torch.optim.SGD(model.parameters(), **SGD)
    losses = []
    for x, y in zip(images, labels):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x.to(dtype) / 255), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return {"losses": torch.stack(losses), **{f"final.{name}": value for name, value in model.state_dict().items()}}


seeded(21)
model = randomize(ResNeXt(ROW))
images, labels = batches()
save(sys.argv[1], "sgd20.weights", model.state_dict())
single = train(model, images, labels)
results = train(model.double(), images, labels)
error = require_agreement("sgd20", single, results, 1e-3)
print("losses", " ".join(f"{loss:.3f}" for loss in results["losses"]))
optimizer = {"learningRate": SGD["lr"], "momentum": SGD["momentum"], "weightDecay": SGD["weight_decay"], "nesterov": SGD["nesterov"]}
save(
    sys.argv[1], "sgd20.golden", {"images": images, "labels": labels, **results},
    row=ROW.as_json(), optimizer=optimizer, float32Error=error,
)
