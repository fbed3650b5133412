#!/usr/bin/env bash
# Under the sanitizers of addresses and of undefined behaviour: the checks in C++ on every instruction set of
# this machine, then the package's tests with an addon of their own. Under that of threads: the checks.
# Usage: tools/native/sanitize.sh [FILTER...], filters of vitest
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/native/sets.sh
cache=$PWD/node_modules/.cache/resnext-native

step() { printf '\n-- %s\n' "$*"; }

step threads
node tools/native/build.mjs "$cache/threads" -- -O1 -g -fsanitize=thread
RESNEXT_THREADS=3 "$cache/threads/kernels"

node tools/native/build.mjs "$cache/addresses" --addon -- \
  -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
export UBSAN_OPTIONS=print_stacktrace=1
# The sanitizer's library must be the first of a process, and Node was linked without it.
library=$("${CXX:-g++}" -print-file-name=libasan.so)
for set in $sets; do
  step "addresses and undefined behaviour, $set"
  RESNEXT_ISA=$set RESNEXT_THREADS=3 "$cache/addresses/kernels"
done

step 'addresses and undefined behaviour, the package'
# Node leaves much to the system when it ends. Workers are processes, since C++ reads the process's environment.
LD_PRELOAD=$library ASAN_OPTIONS=detect_leaks=0 RESNEXT_THREADS=3 \
  RESNEXT_NATIVE_ADDON=$cache/addresses/resnext.node \
  node node_modules/vitest/vitest.mjs run --project @resnext/backend-native --pool=forks "$@"
