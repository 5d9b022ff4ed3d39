#!/usr/bin/env python3
"""Compares what graft's networks compute with the torchvision that is installed now: logits.py PROGRAM [--training] [--size=PIXELS] NAME...

PROGRAM is that of logits.cpp; without names, all of the catalogue and those of ../policy/recorded/dense.py, whose images have two
sizes. Else images have the size of the network's own, or PIXELS. Logits in evaluation mode may differ by 1e-5 of the largest;
with --training, logits in training mode and gradients of three parameters, in double precision, by 1e-8. Ends with 77 where torchvision is missing.
"""
import subprocess
import sys
from pathlib import Path

try:
    import torch
    import torchvision
except ImportError as missing:
    print(f"skipped: {missing.name} is not installed (Debian: python3-torchvision)")
    sys.exit(77)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "zoo/recorded"))
from catalogue import NAMES, input_size, make
from record_logits import filled, tensor
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "policy/recorded"))
import dense


def silenced(net):
    for module in net.modules():
        if isinstance(module, (torch.nn.Dropout, torchvision.ops.StochasticDepth)):
            module.p = 0.0
    return net


def expected(name, training, pixels):
    if name in dense.NAMES:
        yield from dense.outputs(name)
        return
    net = filled(silenced(make(name)))
    side = pixels or input_size(name)
    images = tensor("input", (2, 3, side, side))
    with torch.no_grad():
        yield "logits", net.eval()(images[:1])
    if not training:
        return
    result = net.double().train()(images.double())
    result = result if isinstance(result, torch.Tensor) else result.logits
    yield "trained", result
    (result * torch.linspace(-1, 1, result.numel(), dtype=torch.double).view_as(result)).sum().backward()
    learned = [(key, parameter.grad) for key, parameter in net.named_parameters() if parameter.grad is not None]
    for which in (0, len(learned) // 2, len(learned) - 1):
        yield f"gradient {learned[which][0]}", learned[which][1].flatten()[:64]


def main():
    program, *arguments = sys.argv[1:]
    options = [argument for argument in arguments if argument.startswith("--")]
    training = "--training" in options
    pixels = next((int(option[7:]) for option in options if option.startswith("--size=")), None)
    failed = False
    for name in [argument for argument in arguments if argument not in options] or [*NAMES, *dense.NAMES]:
        said = subprocess.run([program, *options, name], capture_output=True, text=True, check=True).stdout.splitlines()
        lines = iter(said)
        if next(lines, "") != f"net {name}":
            sys.exit(f"{program} does not know {name}")
        for heading, wanted in expected(name, training, pixels):
            line = next(lines)
            if not line.startswith(heading + " "):
                sys.exit(f"{name}: expected '{heading}', got '{line[:60]}'")
            got = torch.tensor([float(word) for word in line[len(heading):].split()], dtype=torch.double)
            wanted = wanted.detach().double().flatten()
            difference = ((got - wanted).abs().max() / wanted.abs().max().clamp(min=1e-30)).item()
            fine = difference < (1e-8 if heading.startswith(("trained", "gradient")) else 1e-5)
            failed |= not fine
            print(f"{name} {heading}: {difference:.1e}" + ("" if fine else "  DIFFERS"), flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
