"""ResNeXt in plain PyTorch, for the cases that torchvision can't build: narrow stages, the CIFAR stem, shortcuts A and C,
pre-activation, squeeze and excitation. Parameters have torchvision's names (SE: timm's). check_reference.py proves it against both."""
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Row:
    """One network. A block of stage width n has cardinality * floor(n * base_width / 64) inner and 4n output channels."""

    blocks: tuple
    cardinality: int
    base_width: int
    widths: tuple = (64, 128, 256, 512)
    stem: str = "imagenet"
    shortcut: str = "B"
    classes: int = 1000
    pre_activation: bool = False
    se: bool = False

    def as_json(self):
        return {
            "blocks": self.blocks, "widths": self.widths, "cardinality": self.cardinality, "baseWidth": self.base_width,
            "form": "C", "stem": self.stem, "shortcut": self.shortcut, "classes": self.classes, "inputChannels": 3,
            "preActivation": self.pre_activation, "se": self.se,
        }


def stage_geometry(row, output_stride=None):
    """(stride, dilation of the first block, dilation of the others) of each stage. As torchvision's
    replace_stride_with_dilation: a stage that keeps its resolution multiplies the dilation, but its first block
    still runs with the dilation of the stage before."""
    reached = 4 if row.stem == "imagenet" else 1
    dilation = 1
    for stage in range(len(row.blocks)):
        stride, first = (1 if stage == 0 else 2), dilation
        if output_stride and reached * stride > output_stride:
            dilation, stride = dilation * stride, 1
        reached *= stride
        yield stride, first, dilation


def conv(inputs, outputs, kernel, stride=1, dilation=1, groups=1):
    return nn.Conv2d(inputs, outputs, kernel, stride, dilation * (kernel // 2), dilation, groups, bias=False)


class SqueezeExcitation(nn.Module):
    def __init__(self, channels):
        super().__init__()
        # timm's make_divisible(channels / 16, 8, round_limit=0): to the nearest multiple of 8, at least 8.
        hidden = max(8, int(channels / 16 + 4) // 8 * 8)
        self.fc1 = nn.Conv2d(channels, hidden, 1)
        self.fc2 = nn.Conv2d(hidden, channels, 1)

    def forward(self, x):
        return x * torch.sigmoid(self.fc2(F.relu(self.fc1(x.mean((2, 3), keepdim=True)))))


class ShortcutA(nn.Module):
    """Strided identity; the missing channels are zeros at the end."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.stride, self.missing = stride, outputs - inputs

    def forward(self, x):
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.missing))


def shortcut(row, inputs, outputs, stride):
    changes = inputs != outputs or stride != 1
    if row.shortcut == "A" and changes:
        return ShortcutA(inputs, outputs, stride)
    if row.shortcut == "C" or (row.shortcut == "B" and changes):
        projection = [conv(inputs, outputs, 1, stride)]
        return nn.Sequential(*projection if row.pre_activation else projection + [nn.BatchNorm2d(outputs)])
    return None


class Bottleneck(nn.Module):
    def __init__(self, row, inputs, width, stride, dilation):
        super().__init__()
        inner, outputs = row.cardinality * (width * row.base_width // 64), 4 * width
        self.conv1 = conv(inputs, inner, 1)
        self.bn1 = nn.BatchNorm2d(inputs if row.pre_activation else inner)
        self.conv2 = conv(inner, inner, 3, stride, dilation, row.cardinality)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3 = conv(inner, outputs, 1)
        self.bn3 = nn.BatchNorm2d(inner if row.pre_activation else outputs)
        self.se = SqueezeExcitation(outputs) if row.se else nn.Identity()
        self.downsample = shortcut(row, inputs, outputs, stride)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.se(self.bn3(self.conv3(y)))
        return F.relu(y + (self.downsample(x) if self.downsample else x))


class PreActivationBottleneck(Bottleneck):
    def forward(self, x):
        activated = F.relu(self.bn1(x))
        y = self.conv1(activated)
        y = self.conv2(F.relu(self.bn2(y)))
        y = self.se(self.conv3(F.relu(self.bn3(y))))
        if isinstance(self.downsample, nn.Sequential):  # a projection reads the activated input
            return y + self.downsample(activated)
        return y + (self.downsample(x) if self.downsample else x)


class ResNeXt(nn.Module):
    def __init__(self, row, output_stride=None):
        super().__init__()
        self.row = row
        channels = row.widths[0]
        self.conv1 = nn.Conv2d(3, channels, 7, 2, 3, bias=False) if row.stem == "imagenet" else conv(3, channels, 3)
        if not row.pre_activation:
            self.bn1 = nn.BatchNorm2d(channels)
        self.stages = []
        block = PreActivationBottleneck if row.pre_activation else Bottleneck
        geometry = stage_geometry(row, output_stride)
        for stage, (count, width, (stride, first, others)) in enumerate(zip(row.blocks, row.widths, geometry), start=1):
            layers = [block(row, channels, width, stride, first)]
            channels = 4 * width
            layers += [block(row, channels, width, 1, others) for _ in range(count - 1)]
            self.add_module(f"layer{stage}", nn.Sequential(*layers))
            self.stages.append(f"layer{stage}")
        if row.pre_activation:
            self.norm = nn.BatchNorm2d(channels)
        self.fc = nn.Linear(channels, row.classes)

    def features(self, x):
        """The output of every stage: c2, c3, ..."""
        x = self.conv1(x)
        if not self.row.pre_activation:
            x = F.relu(self.bn1(x))
        if self.row.stem == "imagenet":
            x = F.max_pool2d(x, 3, 2, 1)
        outputs = []
        for stage in self.stages:
            x = getattr(self, stage)(x)
            outputs.append(x)
        return outputs

    def forward(self, x):
        x = self.features(x)[-1]
        if self.row.pre_activation:
            x = F.relu(self.norm(x))
        return self.fc(x.mean((2, 3)))
