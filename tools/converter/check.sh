#!/usr/bin/env bash
# What @resnext/converter reads and writes, held against PyTorch, onnx, onnxruntime and stock TensorFlow.js.
# Usage: check.sh [GOLDEN], the folder that `tools/golden/make.sh --large` filled, for ResNeXt-50 32x4d too.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/install.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHON=${PYTHON:-/usr/bin/python3} PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH="$here/.python:${GOLDEN_PYTHON_DIR:-$here/../golden/.python}${PYTHONPATH:+:$PYTHONPATH}"
export RESNEXT_ONNXRUNTIME=$here/.peers
cd "$here/../.."
node --conditions=@resnext/source --import tsx tools/converter/check.ts "$work" "${1:-}"
