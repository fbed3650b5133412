"""Loads a safetensors file that resnext wrote into torchvision's (or timm's) model, strictly, and runs it.

check_load.py --weights FILE --model resnext50_32x4d --input GOLDEN --out OUT.safetensors
reads the tensor `x` [N, 3, H, W] of GOLDEN, writes OUT with the tensor `logits`, and prints one line of JSON:
{"model", "source", "parameters", "shape", "relativeError"}, the last against GOLDEN's `logits`, or null if it has none."""
import argparse
import json
import sys

import torch
from safetensors.torch import load_file, save_file

from common import relative_error
from models import BUILDERS, source

parser = argparse.ArgumentParser()
parser.add_argument("--weights", required=True)
parser.add_argument("--model", required=True, choices=sorted(BUILDERS))
parser.add_argument("--input", required=True)
parser.add_argument("--out", required=True)
options = parser.parse_args()

model = BUILDERS[options.model]()
try:
    model.load_state_dict(load_file(options.weights), strict=True)
except RuntimeError as error:
    sys.exit(f"{options.weights} does not load into {source(model)}'s {options.model}: {error}")

golden = load_file(options.input)
with torch.no_grad():
    logits = model.eval()(golden["x"])
save_file({"logits": logits}, options.out)
print(json.dumps({
    "model": options.model, "source": source(model), "parameters": sum(p.numel() for p in model.parameters()),
    "shape": list(logits.shape), "relativeError": relative_error(logits, golden["logits"]) if "logits" in golden else None,
}))
