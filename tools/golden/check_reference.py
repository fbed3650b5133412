"""Proves resnext.py against torchvision and timm: same state dict in, same logits out; and the published parameter counts."""
import torch
from torchvision.models import resnet

from common import randomize, relative_error, seeded
from models import BUILDERS, timm
from resnext import ResNeXt, Row

RESNEXT50 = dict(blocks=(3, 4, 6, 3), cardinality=32, base_width=4)


def parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


@torch.no_grad()
def compare(name, theirs, ours, count):
    randomize(theirs, last_gain=0.2, shift=0.2).double().eval()
    ours.double().eval().load_state_dict(theirs.state_dict(), strict=True)
    if parameters(theirs) != count or parameters(ours) != count:
        raise SystemExit(f"{name}: expected {count:,} parameters but got {parameters(theirs):,} and {parameters(ours):,}")
    x = torch.randn(1, 3, 64, 96, dtype=torch.float64)
    error = relative_error(ours(x), theirs(x))
    if not error < 1e-10:
        raise SystemExit(f"{name}: resnext.py strays from the reference by {error:.1e}")
    print(f"resnext.py = {name}: {count:,} parameters, logits to {error:.0e}", flush=True)


seeded(1)
compare("torchvision resnext50_32x4d", resnet.resnext50_32x4d(weights=None), ResNeXt(Row(**RESNEXT50)), 25_028_904)
for stride, dilate in (16, [False, False, True]), (8, [False, True, True]):
    theirs = resnet.resnext50_32x4d(weights=None, replace_stride_with_dilation=dilate)
    compare(f"torchvision resnext50_32x4d, output stride {stride}", theirs, ResNeXt(Row(**RESNEXT50), stride), 25_028_904)
if timm:
    compare("timm seresnext50_32x4d", timm.create_model("seresnext50_32x4d"), ResNeXt(Row(**RESNEXT50, se=True)), 27_559_896)
else:
    print("timm is not installed: the SE module is unchecked")
cifar = parameters(BUILDERS["resnext29_8x64d_cifar"]())
if cifar != 34_426_698:
    raise SystemExit(f"resnext29_8x64d: expected 34,426,698 parameters but got {cifar:,}")
