#!/usr/bin/env bash
# On a machine without a compiler the install must succeed, say what to do, and leave wasm to compute: seen
# in a copy of the repository, with a PATH of node alone.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files --cached --others --exclude-standard -z | xargs -0 cp --parents -t "$copy"

# Its packages are its own, what they depend on is shared.
mkdir -p "$copy/node_modules/@resnext" "$copy/bin"
for package in node_modules/*; do
  [ "$package" = node_modules/@resnext ] || ln -s "$root/$package" "$copy/$package"
done
for nested in packages/*/node_modules apps/*/node_modules; do
  [ ! -d "$nested" ] || ln -s "$root/$nested" "$copy/$nested"
done
for package in "$copy"/packages/*; do ln -s "$package" "$copy/node_modules/@resnext/"; done
ln -s "$(command -v node)" "$copy/bin/node"

# expect TEXT COMMAND...: the command succeeds and prints the text.
expect() {
  local output
  output=$(env -u CXX -u RESNEXT_NATIVE_ADDON -u RESNEXT_BACKEND PATH="$copy/bin" "${@:2}" 2>&1)
  grep -q -- "$1" <<< "$output" || { printf "expected '%s' but received:\n%s\n" "$1" "$output"; exit 1; }
}
cd "$copy"
expect 'no C++ compiler was found' node packages/backend-native/install/build.mjs
expect 'native on cpu: no C++ compiler was found.*npm rebuild' node apps/cli/bin/resnext.js backends
expect '"backend":"wasm"' node apps/cli/bin/resnext.js bench --model resnext11_digits --rounds 1 --json
echo 'without a compiler: installed, explained, and computed by wasm'
