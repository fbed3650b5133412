"""The small network that every format is written with, and its variants: what sources compute differently."""
import os
import sys

import torch
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common import randomize, seeded  # noqa: E402
from resnext import ResNeXt, Row  # noqa: E402

IMAGENET = Row(blocks=(2, 1), widths=(4, 8), cardinality=2, base_width=64, classes=5)
CIFAR = Row(blocks=(2, 1, 1), widths=(4, 4, 8), cardinality=2, base_width=64, stem="cifar", classes=5)
SE = Row(blocks=(1, 1), widths=(4, 8), cardinality=2, base_width=64, classes=5, se=True)


def network(row, seed=7):
    seeded(seed)
    return randomize(ResNeXt(row), last_gain=0.5).eval()


def pictures(size=32):
    seeded(3)
    return torch.randn(2, 3, size, size)


def with_epsilon(model, epsilon):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eps = epsilon
    return model


class DataNorm(nn.Module):
    """A network behind a batch norm of the image, fed 0-255, with Caffe's pool if `ceil`."""

    def __init__(self, model, ceil):
        super().__init__()
        self.model, self.ceil = model, ceil
        self.bn_data = nn.BatchNorm2d(3, eps=2e-5)
        seeded(11)
        with torch.no_grad():
            self.bn_data.running_mean.copy_(torch.tensor([120.0, 118.0, 105.0]))
            self.bn_data.running_var.copy_(torch.tensor([3500.0, 3300.0, 3700.0]))
            self.bn_data.bias.copy_(torch.tensor([0.1, -0.2, 0.3]))

    def forward(self, x):
        model = self.model
        x = F.relu(model.bn1(model.conv1(self.bn_data(x))))
        x = F.max_pool2d(x, 3, 2, 0, ceil_mode=True) if self.ceil else F.max_pool2d(x, 3, 2, 1)
        for stage in model.stages:
            x = getattr(model, stage)(x)
        return model.fc(x.mean((2, 3)))


def state(model):
    """Without the counters, which only PyTorch has."""
    return {k: v.detach() for k, v in model.state_dict().items() if not k.endswith("num_batches_tracked")}
