"""The named models of the large golden files, and who builds each."""
from torchvision.models import resnet

from resnext import ResNeXt, Row

try:
    import timm
except ImportError:
    timm = None


def torchvision_resnext(layers, groups, width_per_group):
    return resnet.ResNet(resnet.Bottleneck, layers, groups=groups, width_per_group=width_per_group)


def seresnext50_32x4d():
    if timm:
        return timm.create_model("seresnext50_32x4d", pretrained=False)
    return ResNeXt(Row(blocks=(3, 4, 6, 3), cardinality=32, base_width=4, se=True))


BUILDERS = {
    "resnext50_32x4d": lambda: resnet.resnext50_32x4d(weights=None),
    "resnext101_32x4d": lambda: torchvision_resnext([3, 4, 23, 3], 32, 4),
    "resnext101_64x4d": lambda: torchvision_resnext([3, 4, 23, 3], 64, 4),
    "seresnext50_32x4d": seresnext50_32x4d,
    "resnext29_8x64d_cifar": lambda: ResNeXt(
        Row(blocks=(3, 3, 3), widths=(64, 128, 256), cardinality=8, base_width=64, stem="cifar", classes=10)
    ),
}


def source(model):
    """The library that wrote the model's code: torchvision, timm or this folder's resnext."""
    return type(model).__module__.split(".")[0]
