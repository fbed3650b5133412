#!/bin/sh
# Makes @tensorflow/tfjs-node work in this clone, over the TensorFlow library of a Python wheel, where the package's own
# installer cannot download one. It is an optional peer: nothing of it enters package.json, and `npm ci` takes it away.
# Does nothing for what is there. Exit code 3: there is no wheel for this machine, as the one line printed says.
#   RESNEXT_PYTHON         a Python with pip (default python3)
#   RESNEXT_LIBTENSORFLOW  where library and addon are kept (default ~/.cache/resnext/libtensorflow)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${RESNEXT_PYTHON:-python3}
cache=${RESNEXT_LIBTENSORFLOW:-${XDG_CACHE_HOME:-$HOME/.cache}/resnext/libtensorflow}
wheel=tensorflow-cpu==2.21.0
npm_package=@tensorflow/tfjs-node@4.22.0
package=$root/node_modules/@tensorflow/tfjs-node

skip() { echo "tensorflow: not installed, $1" >&2; exit 3; }

# The library, and the headers of its C interface.
library() {
  [ -f "$cache/deps/done" ] && return
  [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || skip "the wheel $wheel is for Linux on x86-64"
  "$python" -m pip --version > /dev/null 2>&1 || skip "$python has no pip: name a Python that does in RESNEXT_PYTHON"
  mkdir -p "$cache"
  fresh=$(mktemp -d "$cache/unpacking.XXXXXX")
  trap 'rm -rf "$fresh"' EXIT
  "$python" -m pip download --quiet --retries 1 --no-deps --only-binary :all: --dest "$fresh" "$wheel" \
    > "$fresh/log" 2>&1 || skip "pip cannot give $wheel: $(grep -v WARNING "$fresh/log" | tail -n 1)"
  "$python" "$here/unpack.py" "$fresh"/*.whl "$fresh/deps"
  # The names under which the addon links them.
  ln -s libtensorflow_cc.so.2 "$fresh/deps/lib/libtensorflow.so"
  ln -s libtensorflow_framework.so.2 "$fresh/deps/lib/libtensorflow_framework.so"
  touch "$fresh/deps/done"
  rm -rf "$cache/deps"
  mv "$fresh/deps" "$cache/deps"
}

# The package without its installer, in the workspace's own node_modules so that there is one tfjs-core.
peer() {
  [ -f "$package/package.json" ] ||
    npm install --prefix "$root" --no-save --ignore-scripts --no-audit --no-fund --loglevel error "$npm_package" > /dev/null
}

# Its addon, which speaks to Node through Node-API alone and so serves every version of it.
addon() {
  if [ ! -f "$cache/tfjs_binding.node" ]; then
    type g++ > /dev/null 2>&1 || skip 'there is no g++'
    g++ -O2 -std=c++17 -fPIC -shared -w -DNAPI_VERSION=8 \
      -I"$package" -I"$cache/deps/include" -I"$root/node_modules/node-api-headers/include" "$package"/binding/*.cc \
      -L"$cache/deps/lib" -ltensorflow -ltensorflow_framework "-Wl,-rpath,\$ORIGIN/../../deps/lib" \
      -o "$cache/tfjs_binding.node.$$"
    mv "$cache/tfjs_binding.node.$$" "$cache/tfjs_binding.node"
  fi
  mkdir -p "$package/lib/napi-v8"
  cp "$cache/tfjs_binding.node" "$package/lib/napi-v8/"
  ln -sfn "$cache/deps" "$package/deps"
}

library
peer
addon
