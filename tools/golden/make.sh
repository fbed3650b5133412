#!/bin/sh
# Makes the golden files. Without arguments: the small ones, into test/golden. --large DIR: the big ones, into DIR.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
packages=${GOLDEN_PYTHON_DIR:-$here/.python}
usage() { echo 'usage: make.sh [--large DIR]' >&2; exit 2; }

case "${1-}" in
  '') [ $# = 0 ] || usage ;;
  --large) [ $# = 2 ] && [ -n "$2" ] || usage ;;
  *) usage ;;
esac

"$here/install.sh"
export PYTHONPATH="$packages${PYTHONPATH:+:$PYTHONPATH}" PYTHONDONTWRITEBYTECODE=1
"$python" "$here/check_reference.py"
if [ $# = 2 ]; then
  "$python" "$here/make_large.py" "$2"
else
  out="$here/../../test/golden"
  "$python" "$here/make_ops.py" "$out"
  "$python" "$here/make_networks.py" "$out"
  "$python" "$here/make_sgd.py" "$out"
  "$python" "$here/make_training.py" "$out"
fi
