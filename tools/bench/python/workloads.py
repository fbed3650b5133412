"""The modules and inputs of a workload, as src/workloads.ts describes it in JSON. Weights and images are made up."""
import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "golden"))
from resnext import ResNeXt, Row  # noqa: E402  (proven equal to torchvision's by check_reference.py)


def network(row):
    """A zoo's row as a PyTorch module. Its weights keep activations near 1, far from denormal numbers."""
    assert row["form"] == "C" and "reduction" not in row, f"expected a plain form C network but received {row['name']}"
    model = ResNeXt(
        Row(
            blocks=tuple(row["blocks"]), cardinality=row["cardinality"], base_width=row["baseWidth"],
            widths=tuple(row["stageWidths"]), stem=row["stem"], shortcut=row["shortcut"], classes=row["classes"],
            pre_activation=row["preActivation"],
        )
    )
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_in", nonlinearity="relu")
    return model


def images(workload):
    size = workload["row"]["preprocessing"]["inputSize"]
    return torch.randn(workload["batch"], workload["row"]["channels"], size, size)


def convolution(workload):
    channels = workload["channels"]
    return nn.Conv2d(channels, channels, 3, padding=1, groups=workload["groups"], bias=False)


def features(workload):
    """What the convolution reads, or the gradient of what it writes."""
    return torch.randn(workload["batch"], workload["channels"], workload["size"], workload["size"])


def forward_module(workload):
    """What is run forward, in evaluation mode, and its input."""
    if workload["kind"] == "inference":
        return network(workload["row"]).eval(), images(workload)
    return convolution(workload).eval(), features(workload)
