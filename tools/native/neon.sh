#!/usr/bin/env bash
# Checks every kernel on NEON: on ARM as it is, elsewhere by a cross-compiler and an emulator (install.sh).
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(uname -m)" = aarch64 ] && exec tools/native/kernels.sh
folder=node_modules/.cache/resnext-native/neon
CXX=aarch64-linux-gnu-g++ node tools/native/build.mjs "$folder" --arch arm64 -- -static
RESNEXT_THREADS=2 qemu-aarch64 "$folder/kernels"
