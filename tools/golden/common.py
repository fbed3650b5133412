"""What every golden script needs: seeds, non-trivial weights, files."""
import copy
import json
import os

import torch
from safetensors.torch import save_file
from torch import nn


def seeded(seed):
    torch.manual_seed(seed)


def randomize(model, last_gain, shift=1.0):
    """He-sized weights, and BN statistics that no default could imitate. For deep networks, `last_gain` scales the last BN
    of each block, so that the sums stay of order 1, and `shift` scales the BN means and biases, which would drown the input."""
    for name, module in model.named_modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            gain = 1 if isinstance(module, nn.Linear) else 2
            nn.init.normal_(module.weight, std=(gain / module.weight[0].numel()) ** 0.5)
            if module.bias is not None:
                nn.init.normal_(module.bias, std=0.3)
        elif isinstance(module, nn.BatchNorm2d):
            gain = last_gain if name.endswith(".bn3") else 1.0
            nn.init.uniform_(module.weight, 0.5 * gain, 1.5 * gain)
            nn.init.normal_(module.bias, std=0.3 * shift)
            nn.init.normal_(module.running_mean, std=0.5 * shift)
            nn.init.uniform_(module.running_var, 0.5, 2.0)
    return model


def steady(model):
    """The same with large filters, for trainings of many steps: BN makes a convolution's scale indifferent, but large filters
    turn more slowly, and then rounding errors don't grow."""
    randomize(model, last_gain=0.5)
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            module.weight.data *= 3
    return model


def gradients(model):
    return {f"grad.{name}": parameter.grad for name, parameter in model.named_parameters()}


def save(folder, name, tensors, **metadata):
    """Writes `name`.safetensors: float64 results as float32, everything else as it is. The metadata are one JSON text under
    the key `golden`: safetensors writes several keys in a random order, and the file would change without a reason."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, f"{name}.safetensors")
    stored = {
        key: (value.float() if value.dtype == torch.float64 else value).detach().clone().contiguous()
        for key, value in tensors.items()
    }
    for key, value in stored.items():
        if not torch.isfinite(value.float()).all():
            raise SystemExit(f"{name}: {key} is not finite")
    save_file(stored, path, {"golden": json.dumps(metadata)} if metadata else None)
    print(f"{os.path.getsize(path):>10,}  {os.path.basename(path)}", flush=True)


def relative_error(actual, expected):
    """The largest difference, relative to the largest expected value."""
    return ((actual.double() - expected.double()).abs().max() / expected.double().abs().max().clamp_min(1e-30)).item()


def run_with_errors(run, model):
    """run(model) in float64: a dictionary of tensors; and for each the largest relative error that rounding can cause.

    A ReLU whose input is almost zero flips on a rounding error, and then two correct programs disagree. So the same is run in
    float32, and from weights with a noise of 3e-6. Where the error is large, the case is no fair test."""
    results = run(copy.deepcopy(model).double())
    others = [run(copy.deepcopy(model))]
    for _ in range(4):
        noisy = copy.deepcopy(model).double()
        for parameter in noisy.parameters():
            parameter.data *= 1 + 3e-6 * torch.randn_like(parameter)
        others.append(run(noisy))
    return results, {key: max(relative_error(other[key], results[key]) for other in others) for key in results}


def require_small(what, errors, tolerance):
    """The largest of the errors (two digits of it), which must not exceed the tolerance."""
    worst, where = max((error, key) for key, error in errors.items())
    if not worst <= tolerance:
        raise SystemExit(f"{what}: rounding changes {where} by {worst:.1e} (allowed {tolerance:.0e}); choose another seed")
    return float(f"{worst:.1e}")
