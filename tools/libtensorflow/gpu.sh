#!/bin/sh
# Runs the suites and a training benchmark on an NVIDIA GPU and prints the device and the figures, as docs/gpu.md records
# them. Wants @tensorflow/tfjs-node-gpu, CUDA and cuDNN installed, as docs/gpu.md says.
set -eu
cd "$(dirname "$0")/../.."

nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv
npx resnext backends
# TensorFloat-32 keeps 10 bits of a number's fraction; the suites expect float32's 23.
RESNEXT_TEST_BACKEND=tensorflow RESNEXT_TEST_DEVICE=gpu NVIDIA_TF32_OVERRIDE=0 \
  npx vitest run --no-isolate --maxWorkers 1 --project @resnext/ops --project @resnext/test
for batch in 32 64 128; do
  for tf32 in 0 1; do
    echo "batch $batch, NVIDIA_TF32_OVERRIDE=$tf32"
    NVIDIA_TF32_OVERRIDE=$tf32 npx resnext bench --backend tensorflow --device gpu --model resnext50_32x4d --train \
      --batch "$batch" --rounds 20
  done
done
npx resnext bench --backend tensorflow --device gpu --model resnext50_32x4d --batch 64 --rounds 20
