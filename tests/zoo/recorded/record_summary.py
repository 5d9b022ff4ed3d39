#!/usr/bin/python3
"""Records what torchsummary's table says of torchvision's networks, into summary.txt: a line for each call of a module that is
neither a Sequential nor the network itself, in the order in which the calls end, and the totals.

The counting is that of the package torchsummary (hooks on every module), with its own convention of memory: 4 bytes a number,
every output twice (forward and backward). A module's line has the parameters of what is inside it and never called by itself,
too, such as an attention's `out_proj`; an attention in windows is one call, whatever is inside it. Networks are in evaluation
mode, without auxiliary classifiers. Last in the line of totals come the multiply-adds of convolutions, linear layers and
attentions, as fvcore counts them. Needs torch and torchvision.
"""
import math
from pathlib import Path

import torch
import torch.nn as nn
from catalogue import NAMES, input_size, make, without_auxiliary
from torchvision.models.maxvit import RelativePositionalMultiHeadAttention
from torchvision.models.swin_transformer import ShiftedWindowAttention, ShiftedWindowAttentionV2

OUT = Path(__file__).with_name("summary.txt")
IN_WINDOWS = (ShiftedWindowAttention, RelativePositionalMultiHeadAttention)


def multiply_adds(module, output):
    if isinstance(module, nn.Conv2d):
        return output.numel() * module.in_channels // module.groups * module.kernel_size[0] * module.kernel_size[1]
    if isinstance(module, nn.Linear):
        return output.numel() * module.in_features
    if isinstance(module, nn.MultiheadAttention):
        positions, features = output.shape[1:]
        # queries, keys, values and what is projected out of them; scores, and the values that they weight
        return 4 * positions * features**2 + 2 * positions**2 * features
    if isinstance(module, RelativePositionalMultiHeadAttention):
        return output.numel() * (4 * output.shape[-1] + 2 * module.max_seq_len)
    if isinstance(module, ShiftedWindowAttention):
        window, features = math.prod(module.window_size), output.shape[-1]
        padded = window * math.prod(math.ceil(size / side) for size, side in zip(output.shape[1:3], module.window_size))
        adds = padded * features * (4 * features + 2 * window)
        if isinstance(module, ShiftedWindowAttentionV2):  # and the network that computes the biases
            adds += module.relative_coords_table[..., 0].numel() * 512 * (2 + module.num_heads)
        return adds
    return 0


def record(name):
    model, calls = without_auxiliary(make(name).eval()), []

    def hook(module, _, output):
        first = output[0] if isinstance(output, tuple) else output
        calls.append((module, list(first.shape[1:]), multiply_adds(module, first)))

    inside = {inner for module in model.modules() if isinstance(module, IN_WINDOWS) for inner in module.modules() if inner is not module}
    for module in model.modules():
        if module is not model and module not in inside:
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
