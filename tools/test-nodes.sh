#!/usr/bin/env bash
# Runs the tests of packages and apps on every Node that is supported, with the binaries of the npm package `node`. Those
# across packages, which train for minutes, are left to `npm test`.
# Usage: tools/test-nodes.sh [VERSION ...] [-- OPTION ...], options of vitest in place of all those projects
set -euo pipefail
cd "$(dirname "$0")/.."
versions=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do versions+=("$1"); shift; done
[ ${#versions[@]} -gt 0 ] || versions=(20.19 22 24)
[ $# -gt 0 ] && shift
options=("$@")
[ ${#options[@]} -gt 0 ] || options=(--project '!@resnext/test')

nodes=$(mktemp -d)
trap 'rm -rf "$nodes"' EXIT
for version in "${versions[@]}"; do
  mkdir "$nodes/$version"
  # Its install script only copies the binary into place, from a package of the machine's platform.
  npm install --silent --no-audit --no-fund --prefix "$nodes/$version" "node@$version"
  bin=$(dirname "$(find "$nodes/$version" -name node -type f -perm -u+x | head -n 1)")
  echo "== Node $("$bin/node" --version)"
  PATH="$bin:$PATH" "$bin/node" node_modules/vitest/vitest.mjs run "${options[@]}"
done
