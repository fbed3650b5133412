#!/bin/sh
# Runs the Python tritonclient, sync and aio, against `resnext serve`, and compares its answers with `resnext classify`.
#   tritonclient.sh CLIENT   a checkout of github.com/triton-inference-server/client, whose code is not ours to keep
#   PYTHON                   the Python to use (default /usr/bin/python3, which sees Debian's packages)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

library=${1-}/src/python/library
[ -d "$library/tritonclient" ] || {
  echo "expected a checkout of triton-inference-server/client but received '${1-}': the real client was not run" >&2
  exit 2
}
export PYTHONPATH="$library" PYTHONDONTWRITEBYTECODE=1
can_run() { "$python" -c 'import tritonclient.http, tritonclient.http.aio' >/dev/null 2>&1; }
can_run || {
  as_root apt-get update -qq
  as_root apt-get install -y -qq --no-install-recommends \
    python3-geventhttpclient python3-rapidjson python3-gevent python3-aiohttp python3-numpy >/dev/null
}
can_run || { echo "$python cannot import tritonclient.http, with Debian's packages or without" >&2; exit 1; }

cd "$here/../.."
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

model="$folder/models/digits/1/model.safetensors"
mkdir -p "$(dirname "$model")"
node --conditions=@resnext/source --import tsx --input-type=module -e '
  const { createModel, saveModel } = await import("@resnext/zoo");
  await saveModel(createModel("resnext11_digits", { seed: 1 }), process.argv[1]);
' "$model"
images="packages/data/test-assets/rocket.jpg packages/data/test-assets/chelsea.png"
# shellcheck disable=SC2086 # a list
node apps/cli/bin/resnext.js classify $images --weights "$model" --logits --json >"$folder/classified.json"

node apps/cli/bin/resnext.js serve --model-repository "$folder/models" --model-control-mode explicit --load-model digits \
  --port 0 --json --log-level error >"$folder/served.json" &
server=$!
for _ in $(seq 300); do
  [ ! -s "$folder/served.json" ] || break
  kill -0 "$server" || { echo 'resnext serve ended' >&2; exit 1; }
  sleep 0.1
done
"$python" "$here/check_tritonclient.py" "$folder/served.json" "$folder/classified.json"
kill "$server"
wait "$server" || { echo "resnext serve ended with $?" >&2; exit 1; }
server=
