#!/usr/bin/env bash
# What neon.sh needs beside a C++ compiler: a cross-compiler for ARM and an emulator.
set -euo pipefail
if [ "$(uname -m)" = aarch64 ] || { type aarch64-linux-gnu-g++ qemu-aarch64 > /dev/null 2>&1; }; then exit; fi
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
as_root apt-get install -y -qq --no-install-recommends g++-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
