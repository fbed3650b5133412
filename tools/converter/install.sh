#!/bin/sh
# Installs what check.sh compares with, into folders of their own that git ignores; does nothing for what is there.
# PyTorch comes from tools/golden/install.sh.
#   PYTHON  the Python to install for and to run (default /usr/bin/python3, which sees Debian's PyTorch)
set -u
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
fail() { echo "install.sh: $1" >&2; exit 1; }

"$here/../golden/install.sh" || exit 1

# onnxruntime's install script would only add CUDA's part; the CPU's is in the package.
[ -d "$here/.peers/node_modules/@tensorflow/tfjs" ] && [ -d "$here/.peers/node_modules/onnxruntime-node" ] ||
  ONNXRUNTIME_NODE_INSTALL=skip npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$here/.peers" \
    onnxruntime-node@1.30.0 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 ||
  fail "onnxruntime-node and @tensorflow/tfjs could not be installed with npm."

PYTHONPATH="$here/.python" "$python" -c 'import onnx' 2>/dev/null ||
  "$python" -m pip install --quiet --retries 1 --target "$here/.python" onnx 2>/dev/null ||
  fail "the package onnx could not be installed with pip for $python."
