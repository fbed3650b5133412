"""PyTorch as a contender: runs one workload in one variant, a timed turn for every line `run` on stdin (see src/protocol.ts)."""
import argparse
import json
import math
import os
import resource
import sys
import time

import torch
from torch.nn import functional as F

from workloads import convolution, features, forward_module, images, network

FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


def forward(workload, mode, memory_format):
    module, x = forward_module(workload)
    module, x = module.to(memory_format=memory_format), x.contiguous(memory_format=memory_format)
    for parameter in module.parameters():
        parameter.requires_grad_(False)
    if mode == "frozen":
        module = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(module, x)))
    if mode == "compiled":
        from torch._inductor import config

        config.freezing = True
        module = torch.compile(module)

    def repetition():
        with torch.no_grad():
            module(x)

    return repetition


def backward(workload, mode, memory_format):
    weight = convolution(workload).weight.detach().contiguous(memory_format=memory_format)
    x, dy = (features(workload).contiguous(memory_format=memory_format) for _ in range(2))

    def gradients():
        return torch.ops.aten.convolution_backward(
            dy, x, weight, None, [1, 1], [1, 1], [1, 1], False, [0, 0], workload["groups"], [True, True, False]
        )

    return gradients


def training(workload, mode, memory_format):
    model, x = network(workload["row"]).train(), images(workload)
    model, x = model.to(memory_format=memory_format), x.contiguous(memory_format=memory_format)
    labels = torch.arange(workload["batch"]) % workload["row"]["classes"]
    # So small a rate that the weights of a network fed with noise stay finite.
    optimiser = torch.optim.SGD(model.parameters(), lr=1e-6, momentum=0.9, weight_decay=1e-4, fused=True)
    module = torch.compile(model) if mode == "compiled" else model

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss = F.cross_entropy(module(x), labels)
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


KINDS = {"inference": forward, "grouped-forward": forward, "grouped-backward": backward, "training": training}


def peak_rss():
    """In bytes, where the system tells."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except OSError:
        return None


def timed(repetition, count):
    faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    start = time.perf_counter()
    for _ in range(count):
        repetition()
    milliseconds = (time.perf_counter() - start) * 1000
    faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults
    return {"ms": milliseconds / count, "minorFaults": faults / count, "peakRss": peak_rss()}


# As long as the other contenders' processes take.
WARM_UP_SECONDS = 3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--workload", type=json.loads, required=True)
    parser.add_argument("--variant", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--turn", type=float, required=True, help="milliseconds that a turn should last at least")
    arguments = parser.parse_args()

    # Answers have stdout to themselves: whatever libraries print goes to stderr.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    answer = lambda value: print(json.dumps(value), file=answers, flush=True)  # noqa: E731

    torch.manual_seed(0)
    torch.set_num_threads(arguments.threads)
    mode, memory_format = arguments.variant.split(" ")
    repetition = KINDS[arguments.workload["kind"]](arguments.workload, mode, FORMATS[memory_format])
    warm = timed(repetition, 1)
    rounds, end = 0, time.perf_counter() + WARM_UP_SECONDS
    while rounds < 2 or time.perf_counter() < end:
        warm = timed(repetition, 1)
        rounds += 1
    count = max(1, math.ceil(arguments.turn / warm["ms"]))
    answer({"ready": f"torch {torch.__version__}"})
    for line in sys.stdin:
        if line.strip() == "run":
            repetition()
            answer(timed(repetition, count))


if __name__ == "__main__":
    main()
