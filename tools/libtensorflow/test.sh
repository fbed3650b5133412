#!/bin/sh
# Runs the suites that run on every backend on `tensorflow`, over the real library: with oneDNN, and without it but for
# the soak test. Leaves them out, and says why, where install.sh cannot install the library.
set -eu
cd "$(dirname "$0")/../.."

status=0
tools/libtensorflow/install.sh || status=$?
[ "$status" != 3 ] || exit 0
[ "$status" = 0 ] || exit "$status"

# One process for all files, since the library takes its time to load.
suites() {
  RESNEXT_TEST_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 npx vitest run --no-isolate --maxWorkers 1 \
    --exclude '**/{ciRecipes,embedInCi,htmlReport,killedTraining,recipes,serverPage,serving*,worseModel}.test.ts' "$@"
}
TF_ENABLE_ONEDNN_OPTS=1 suites --project @resnext/ops --project @resnext/test
TF_ENABLE_ONEDNN_OPTS=0 suites --project @resnext/ops --project @resnext/test --exclude '**/soak.test.ts'
