"""Twenty SGD-Nesterov steps of a small network on fixed batches: the loss of each step, the final weights and statistics."""
import sys

import torch
from torch.nn import functional as F

from common import require_small, run_with_errors, save, seeded, steady
from resnext import ResNeXt, Row

ROW = Row(blocks=(1, 1, 1), widths=(8, 16, 32), cardinality=4, base_width=16, stem="cifar", classes=10)
STEPS, BATCH, SIZE = 20, 16, 12
# The authors' 5e-4 would change these losses by less than the tolerance of a test, so that nobody would miss it: ten times that.
OPTIMIZER = {"learningRate": 0.02, "momentum": 0.9, "weightDecay": 5e-3, "nesterov": True}


def batches():
    """Ten random pictures, one a class, under some noise, so that the loss can fall. uint8, to be divided by 255."""
    pictures = torch.randint(256, (ROW.classes, 3, SIZE, SIZE))
    labels = torch.randint(ROW.classes, (STEPS, BATCH))
    noise = torch.randint(256, (STEPS, BATCH, 3, SIZE, SIZE))
    return ((3 * pictures[labels] + noise) // 4).to(torch.uint8), labels


seeded(22)
model = steady(ResNeXt(ROW))
images, labels = batches()


def train(model):
    model.train()
    dtype = model.fc.weight.dtype
    optimizer = torch.optim.SGD(
        model.parameters(), lr=OPTIMIZER["learningRate"], momentum=OPTIMIZER["momentum"],
        weight_decay=OPTIMIZER["weightDecay"], nesterov=OPTIMIZER["nesterov"],
    )
    losses = []
    for x, y in zip(images, labels):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x.to(dtype) / 255), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return {"losses": torch.stack(losses), **{f"final.{name}": value for name, value in model.state_dict().items()}}


save(sys.argv[1], "sgd20.weights", model.state_dict())
results, errors = run_with_errors(train, model)
rounding = {"losses": require_small("sgd20", {"losses": errors["losses"]}, 3e-4), "final": require_small("sgd20", errors, 5e-3)}
save(
    sys.argv[1], "sgd20.golden", {"images": images, "labels": labels, **results},
    row=ROW.as_json(), optimizer=OPTIMIZER, roundingError=rounding,
)
print("  losses", " ".join(f"{loss:.3f}" for loss in results["losses"]), rounding)
