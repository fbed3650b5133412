#!/bin/sh
# Installs what the golden-file scripts import. Does nothing when everything is there.
#   PYTHON             the Python to install for (default /usr/bin/python3, which sees Debian's PyTorch)
#   GOLDEN_PYTHON_DIR  where pip puts its packages (default tools/golden/.python)
set -u
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
packages=${GOLDEN_PYTHON_DIR:-$here/.python}
export PYTHONPATH="$packages${PYTHONPATH:+:$PYTHONPATH}"

has() { "$python" -c "import $1" >/dev/null 2>&1; }
fail() { echo "install.sh: $1" >&2; exit 1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

has 'torch, torchvision, safetensors.torch, timm' && exit 0

if ! has 'torch, torchvision'; then
  log=$(mktemp)
  # Without the threaded OpenBLAS, Debian's PyTorch falls back to a reference BLAS that is some 20 times slower.
  { as_root apt-get update -q &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
      python3 python3-pip python3-torch python3-torchvision libopenblas0-pthread; } >"$log" 2>&1 || tail -n 5 "$log" >&2
  rm -f "$log"
  has 'torch, torchvision' ||
    fail "PyTorch could not be had for $python. Install torch and torchvision, or set PYTHON to a Python that has them."
fi

pip_install() { "$python" -m pip install --quiet --retries 1 --no-deps --upgrade --target "$packages" "$1" 2>/dev/null; }

has safetensors.torch || pip_install safetensors==0.8.0
has safetensors.torch || fail "the package safetensors could not be installed with pip for $python."

# --no-deps: timm only needs PyTorch, torchvision, PyYAML and safetensors to build a model, and pip must not bring another PyTorch.
has timm || pip_install timm==1.0.29
has timm || echo "install.sh: timm could not be installed; the SE models will come from tools/golden/resnext.py instead." >&2
exit 0
