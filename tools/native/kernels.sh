#!/usr/bin/env bash
# Checks every kernel in C++ on every instruction set of this machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/native/sets.sh
folder=node_modules/.cache/resnext-native/kernels
node tools/native/build.mjs "$folder"
for set in $sets; do
  RESNEXT_ISA=$set RESNEXT_THREADS=3 "$folder/kernels"
done
