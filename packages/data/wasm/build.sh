#!/bin/sh
# Compiles pixels.ts, which is AssemblyScript, into assets/pixels.wasm. That is kept in the repository, so that only those
# who change pixels.ts need the compiler (100 MB), which is fetched here. With --check it compares instead.
set -eu
folder=$(cd "$(dirname "$0")" && pwd)
kept=$folder/../assets/pixels.wasm
target=$kept
[ "${1:-}" != --check ] || target=$(mktemp)
npx --yes --package assemblyscript@0.28.20 asc "$folder/pixels.ts" -o "$target" \
  -O3 --converge --enable simd --runtime stub --noAssert
[ "${1:-}" != --check ] || cmp "$target" "$kept"
