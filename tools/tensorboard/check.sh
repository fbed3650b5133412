#!/bin/sh
# Reads what a training writes for TensorBoard with TensorBoard's own reader.
#   PYTHON   the Python to use (default python3)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$python" -m pip install --quiet --target "$folder/python" tensorboard 2>/dev/null ||
  { echo "tensorboard could not be installed with pip for $python: nothing was checked" >&2; exit 0; }
cd "$here/../.."
train() { node apps/cli/bin/resnext.js train "$@" > "$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }; }
train --dataset digits --model resnext11_digits --epochs 2 --limit-train-batches 3 --out "$folder/run"
PYTHONPATH="$folder/python" "$python" "$here/check_events.py" "$folder/run/events" 6
