#!/usr/bin/python3
"""Records what torchsummary's table says of torchvision's networks, into summary.txt: a line for each call of a module that is
neither a Sequential nor the network itself, in the order in which the calls end, and the totals.

The counting is that of the package torchsummary (hooks on every module), with its own convention of memory: 4 bytes a number,
every output twice (forward and backward). A module's line has the parameters of what is inside it and never called by itself,
too, such as an attention's `out_proj`. Networks are in evaluation mode, without auxiliary classifiers. Last in the line of totals
come the multiply-adds of convolutions, linear layers and attentions, as fvcore counts them. Needs torch and torchvision.
"""
from pathlib import Path

import torch
import torch.nn as nn
from catalogue import NAMES, input_size, make, without_auxiliary

OUT = Path(__file__).with_name("summary.txt")


def multiply_adds(module, output):
    if isinstance(module, nn.Conv2d):
        return output.numel() * module.in_channels // module.groups * module.kernel_size[0] * module.kernel_size[1]
    if isinstance(module, nn.Linear):
        return output.numel() * module.in_features
    if isinstance(module, nn.MultiheadAttention):
        positions, features = output.shape[1:]
        # queries, keys, values and what is projected out of them; scores, and the values that they weight
        return 4 * positions * features**2 + 2 * positions**2 * features
    return 0


def record(name):
    model, calls = without_auxiliary(make(name).eval()), []

    def hook(module, _, output):
        first = output[0] if isinstance(output, tuple) else output
        calls.append((module, list(first.shape[1:]), multiply_adds(module, first)))

    for module in model.modules():
        if module is not model:
            module.register_forward_hook(hook)
    with torch.no_grad():
        model(torch.zeros(1, 3, input_size(name), input_size(name)))
    called = {module for module, _, _ in calls}

    def own(module):
        inner = sum(own(child) for child in module.children() if child not in called)
        return sum(p.numel() for p in module.parameters(recurse=False)) + inner

    yield f"=== {name}"
    outputs = 0
    for number, (module, shape, _) in enumerate((call for call in calls if not isinstance(call[0], nn.Sequential)), 1):
        outputs += torch.Size(shape).numel()
        yield f"{type(module).__name__}-{number} {'x'.join(map(str, shape))} {own(module)}"
    total = sum(p.numel() for p in model.parameters())
    yield f"total {total} {2 * outputs * 4 / 2**20:.2f} {total * 4 / 2**20:.2f} {sum(adds for _, _, adds in calls)}"


if __name__ == "__main__":
    OUT.write_text("\n".join(line for name in NAMES for line in record(name)) + "\n")
