#!/bin/sh
# Installs the peers that `npm run bench` compares with, into folders of their own that git ignores. Does nothing for
# what is there: any Python that imports torch will do.
#   RESNEXT_PYTHON  the Python to install for and to run (default python3)
set -u
here=$(cd "$(dirname "$0")" && pwd)
python=${RESNEXT_PYTHON:-python3}
export PYTHONPATH="$here/.python${PYTHONPATH:+:$PYTHONPATH}"

has() { "$python" -c "import $1" >/dev/null 2>&1; }
fail() { echo "install.sh: $1" >&2; exit 1; }
pip_install() { "$python" -m pip install --quiet --target "$here/.python" "$@"; }

# Its install script would only add CUDA's part; the CPU's is in the package.
[ -d "$here/.peers/node_modules/onnxruntime-node" ] ||
  ONNXRUNTIME_NODE_INSTALL=skip npm install --no-audit --no-fund --prefix "$here/.peers" onnxruntime-node@1.30.0 ||
  fail "onnxruntime-node could not be installed with npm."

has torch || pip_install torch==2.13.0
has torch || fail "PyTorch could not be installed for $python. Name a Python that has it in RESNEXT_PYTHON."

# torch.compile imports these, and numpy and onnx write the models for onnxruntime.
has 'filelock, sympy, networkx, jinja2, fsspec' || pip_install filelock sympy networkx jinja2 fsspec
has onnx || pip_install onnx
has onnx || fail "the package onnx could not be installed with pip for $python."
command -v g++ >/dev/null || echo "install.sh: there is no g++, so torch.compile will not take part." >&2
