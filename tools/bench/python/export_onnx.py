"""Writes a workload's module as an ONNX file: export_onnx.py WORKLOAD_JSON FILE."""
import json
import os
import sys
import warnings
from pathlib import Path

import torch

from workloads import forward_module


def main():
    workload, path = json.loads(sys.argv[1]), Path(sys.argv[2])
    torch.manual_seed(0)
    module, x = forward_module(workload)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    warnings.simplefilter("ignore")
    # The exporter that traces: the other one needs a package more for the same graph.
    torch.onnx.export(module, (x,), str(unfinished), input_names=["x"], output_names=["y"], opset_version=17, dynamo=False)
    unfinished.rename(path)


if __name__ == "__main__":
    main()
