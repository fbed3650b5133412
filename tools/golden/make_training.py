"""Fifty training steps of a small network on CIFAR-shaped images, once for each thing a recipe can ask for: their losses."""
import sys

import torch
from torch import nn
from torch.nn import functional as F
from torch.optim import lr_scheduler
from torch.optim.swa_utils import AveragedModel

from common import require_small, run_with_errors, save, seeded, steady
from resnext import ResNeXt, Row

ROW = Row(blocks=(1, 1, 1), widths=(8, 16, 32), cardinality=4, base_width=16, stem="cifar", classes=10)
STEPS, STEPS_AN_EPOCH, BATCH, IMAGES, SIZE = 50, 10, 16, 48, 32
# As in make_sgd.py, a decay that nobody would miss the lack of is no test of it.
BASE = {
    "learningRate": 0.02, "momentum": 0.9, "weightDecay": 5e-3, "decaysVectors": True, "labelSmoothing": 0.0, "mixup": None,
    "averageDecay": None, "clipNorm": None, "accumulate": 1, "warmUp": None,
}
VARIANTS = {
    "nesterov": {},
    "no_norm_decay": {"decaysVectors": False, "weightDecay": 2e-2},
    "label_smoothing": {"labelSmoothing": 0.1},
    "mixup": {"mixup": 0.3},
    "average": {"averageDecay": 0.9},
    "clip": {"clipNorm": 0.5},
    "accumulate": {"accumulate": 2},
    "cosine_warm_up": {"warmUp": {"epochs": 1, "from": 0.1}},
}


def pictures():
    """Random pictures, one a class, coarse as photographs are, under some noise, so that the loss can fall."""
    coarse = torch.randint(256, (ROW.classes, 3, 8, 8)).repeat_interleave(4, 2).repeat_interleave(4, 3)
    labels = torch.arange(IMAGES) % ROW.classes
    noise = torch.randint(256, (IMAGES, 3, SIZE, SIZE))
    order = torch.stack([torch.randperm(IMAGES)[:BATCH] for _ in range(STEPS)])
    return ((2 * coarse[labels] + noise) // 3).to(torch.uint8), labels, order


seeded(61)
start = steady(ResNeXt(ROW))
images, labels, order = pictures()


def optimizer_of(model, settings):
    decay, lr = settings["weightDecay"], settings["learningRate"]
    parameters = list(model.parameters())
    vectors = [p for p in parameters if p.ndim == 1]
    others = [p for p in parameters if p.ndim > 1]
    groups = [{"params": others, "weight_decay": decay}, {"params": vectors, "weight_decay": decay if settings["decaysVectors"] else 0.0}]
    return torch.optim.SGD(groups, lr=lr, momentum=settings["momentum"], nesterov=True)


def scheduler_of(optimizer, settings):
    warm_up = settings["warmUp"]
    if warm_up is None:
        return lr_scheduler.ConstantLR(optimizer, factor=1.0)
    rising = warm_up["epochs"] * STEPS_AN_EPOCH
    return lr_scheduler.SequentialLR(
        optimizer,
        [
            lr_scheduler.LinearLR(optimizer, start_factor=warm_up["from"], total_iters=rising),
            lr_scheduler.CosineAnnealingLR(optimizer, T_max=STEPS - rising),
        ],
        milestones=[rising],
    )


def averaged(model, decay):
    """An average that begins with the first weights and soon forgets them, as TensorFlow's ExponentialMovingAverage(num_updates)."""
    def average(old, new, updates):
        kept = min(decay, (1 + float(updates)) / (10 + float(updates)))
        return kept * old + (1 - kept) * new

    result = AveragedModel(model, avg_fn=average, use_buffers=True)
    result.n_averaged.fill_(1)  # the first update, too, is an average and no copy
    return result


def train_as(settings):
    def train(model):
        model.train()
        dtype = model.fc.weight.dtype
        optimizer = optimizer_of(model, settings)
        scheduler = scheduler_of(optimizer, settings)
        average = averaged(model, settings["averageDecay"]) if settings["averageDecay"] else None
        losses, judged = [], []
        for indices in order:
            optimizer.zero_grad()
            total = 0
            for micro in indices.chunk(settings["accumulate"]):
                x, y = images[micro].to(dtype) / 255, F.one_hot(labels[micro], ROW.classes).to(dtype)
                if settings["mixup"] is not None:
                    share = settings["mixup"]
                    x, y = share * x + (1 - share) * x.flip(0), share * y + (1 - share) * y.flip(0)
                loss = F.cross_entropy(model(x), y, label_smoothing=settings["labelSmoothing"]) / settings["accumulate"]
                loss.backward()
                total += loss.detach()
            if settings["clipNorm"] is not None:
                nn.utils.clip_grad_norm_(model.parameters(), settings["clipNorm"])
            optimizer.step()
            scheduler.step()
            losses.append(total)
            if average is not None:
                average.update_parameters(model)
                average.eval()
                with torch.no_grad():
                    judged.append(F.cross_entropy(average(images[order[0]].to(dtype) / 255), labels[order[0]]))
        return {"losses": torch.stack(losses), **({"judged": torch.stack(judged)} if judged else {})}

    return train


results, rounding = {}, {}
for name, changes in VARIANTS.items():
    of_variant, errors = run_with_errors(train_as({**BASE, **changes}), start)
    rounding[name] = require_small(name, errors, 3e-4)
    results.update({f"{name}.{key}": value for key, value in of_variant.items()})
    losses = of_variant["losses"]
    print(f"  {name}: losses from {losses[0]:.3f} to {losses[-1]:.3f}, rounding {rounding[name]}")
    if name != "average" and name != "nesterov" and (losses - results["nesterov.losses"]).abs().max() < 1e-2:
        raise SystemExit(f"{name} makes no difference that a test would see")

save(sys.argv[1], "training50.weights", start.state_dict())
save(
    sys.argv[1], "training50.golden", {"images": images, "labels": labels, "order": order, **results},
    row=ROW.as_json(), stepsAnEpoch=STEPS_AN_EPOCH, variants={name: {**BASE, **changes} for name, changes in VARIANTS.items()},
    roundingError=rounding,
)
