#!/usr/bin/python3
"""Records what torchsummary's table says of torchvision's networks, into summary.txt: a line for each call of a module that is
neither a Sequential nor the network itself, in the order in which the calls end, and the totals.

The counting is that of the package torchsummary (hooks on every module), with its own convention of memory: 4 bytes a number,
every output twice (forward and backward). Needs torch and torchvision.
"""
from pathlib import Path

import torch
import torch.nn as nn
from torchvision import models

OUT = Path(__file__).with_name("summary.txt")
lines = []
for name in ("resnet18", "resnet50", "alexnet"):
    model, rows = getattr(models, name)(weights=None).eval(), []

    def hook(module, _, output):
        own = sum(p.numel() for p in module.parameters(recurse=False))
        rows.append((type(module).__name__, list(output.shape[1:]), own))

    for module in model.modules():
        if not isinstance(module, nn.Sequential) and module is not model:
            module.register_forward_hook(hook)
    with torch.no_grad():
        model(torch.zeros(1, 3, 224, 224))
    lines.append(f"=== {name}")
    outputs = 0
    for number, (kind, shape, own) in enumerate(rows, 1):
        outputs += torch.Size(shape).numel()
        lines.append(f"{kind}-{number} {'x'.join(map(str, shape))} {own}")
    total = sum(p.numel() for p in model.parameters())
    lines.append(f"total {total} {2 * outputs * 4 / 2**20:.2f} {total * 4 / 2**20:.2f}")
OUT.write_text("\n".join(lines) + "\n")
