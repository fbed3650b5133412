"""Whole models with random weights: the state dict as its library writes it, an input, and the eval logits."""
import sys

import torch
from torch.nn import functional as F

from common import randomize, relative_error, require_small, save, seeded
from models import BUILDERS, source


def pictures(count, size):
    """Smooth colours under noise. The mean of white noise alone is the same for every picture, and so would the logits be."""
    smooth = F.interpolate(torch.randn(count, 3, 4, 4), size, mode="bicubic", align_corners=False)
    return smooth + 0.5 * torch.randn(count, 3, size, size)


@torch.no_grad()
def make(folder, name, seed):
    seeded(seed)
    model = randomize(BUILDERS[name](), last_gain=0.2, shift=0.2).eval()
    x = pictures(2, 32 if name.endswith("_cifar") else 224)
    save(folder, f"{name}.weights", model.state_dict())
    single = model(x)
    logits = model.double()(x.double())
    error = require_small(name, {"logits": relative_error(single, logits)}, 1e-5)
    save(folder, f"{name}.golden", {"x": x, "logits": logits}, model=name, source=source(model), roundingError=error)
    print(f"  {source(model)}: logits' deviation {logits.std():.2f}, between the inputs {(logits[0] - logits[1]).std():.2f}; float32 to {error:.0e}")


for seed, name in enumerate(BUILDERS, start=41):
    make(sys.argv[1], name, seed)
