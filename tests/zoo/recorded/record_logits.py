#!/usr/bin/env python3
"""Records logits of torchvision's networks for weights that C++ can make again: record_logits.py > logits.txt

Weights and input come from a formula over names and positions, the same as in tests/support/deterministic_fill.hpp; so
logits can be compared without a weights file. Networks, all that are small, are in evaluation mode, in fp32, on one image of the size
that they are made for.
Of the 1000 logits the first 32 are kept, and the sum and the largest magnitude of all. Auxiliary classifiers, which torchvision
runs in training only, are run here in evaluation mode: GoogLeNet's are `googlenet aux1` and `googlenet aux2`, Inception v3's is `inception_v3 AuxLogits`.
"""
import math
from pathlib import Path

import numpy
import torch
import torchvision

from catalogue import NAMES, input_size, make, versions



def is_small(name):
    """Whether it takes the tests little time and memory, by what networks.txt says. ../../parity/logits.py compares all."""
    line = next(line.split() for line in Path(__file__).with_name("networks.txt").read_text().splitlines() if line.startswith(name + " "))
    return int(line[1]) < 30e6 and int(line[2]) < 5e9


# Large, but of old, or of a kind of their own. Keras's ResNet v1 has the stride in conv1.
NETS = [*(name for name in NAMES if is_small(name) or name in ("alexnet", "vit_b_16", "vgg11")), "resnet50_v1"]
# Where an auxiliary classifier looks: the module behind which it is.
AUXILIARY = {"googlenet": {"aux1": "inception4a", "aux2": "inception4d"}, "inception_v3": {"AuxLogits": "Mixed_6e"}}


def fnv1a(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def fill(name, count, scale, offset):
    """Element i is offset + scale * u, with u in [-1, 1) from the i-th number of splitmix64 started at fnv1a(name)."""
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(fnv1a(name)) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    u = (z >> numpy.uint64(40)).astype(numpy.float64) / 2**23 - 1
    return (offset + numpy.float64(numpy.float32(scale)) * u).astype(numpy.float32)


def rule(name, shape):
    """Scale and offset of a tensor of the state_dict, or of the image, whose name is `input`."""
    kind = name.rsplit(".", 1)[-1]
    if kind == "input":
        return 1.0, 0.0
    if kind == "running_var":
        return 0.2, 1.0
    if kind == "weight" and len(shape) > 1:
        return math.sqrt(3.0 / math.prod(shape[1:])), 0.0
    if kind == "weight":
        return 0.1, 1.0
    return 0.1, 0.0


def tensor(name, shape):
    return torch.from_numpy(fill(name, math.prod(shape), *rule(name, shape)).reshape(shape))


def filled(net):
    state = net.state_dict()  # filled in place, since it also knows the version of each module
    state.update({key: tensor(key, tuple(old.shape)) for key, old in state.items() if old.is_floating_point()})
    net.load_state_dict(state)
    return net


def build(name):
    net = make(name.removesuffix("_v1"))
    if name.endswith("_v1"):
        for module in net.modules():
            if isinstance(module, torchvision.models.resnet.Bottleneck):
                module.conv1.stride, module.conv2.stride = module.conv2.stride, (1, 1)
    return filled(net).eval()


def digits(value):
    return format(float(value), ".9g")


def say(name, logits):
    print("net", *name.split(), "sum", digits(logits.double().sum()), "max_abs", digits(logits.abs().max()))
    print("logits", *map(digits, logits[:32]), flush=True)


def main():
    torch.set_num_threads(1)
    print(f"# {versions()}; made by record_logits.py")
    for name, shape in (("input", (1, 3, 224, 224)), ("conv1.weight", (64, 3, 7, 7)), ("layer1.0.bn1.weight", (64,)),
                        ("layer1.0.bn1.bias", (64,)), ("layer1.0.bn1.running_mean", (64,)),
                        ("layer1.0.bn1.running_var", (64,)), ("fc.weight", (1000, 2048)), ("fc.bias", (1000,))):
        values = tensor(name, shape).flatten()
        print("fill", name, "x".join(map(str, shape)), *(f"{i}={digits(values[i])}" for i in (0, 1, 2, len(values) - 1)))
    for name in NETS:
        net = build(name)
        side = input_size(name)
        image = tensor("input", (1, 3, side, side))
        inner = dict(net.named_modules())
        given = {}
        for auxiliary, behind in AUXILIARY.get(name, {}).items():
            inner[behind].register_forward_hook(lambda _, __, value, at=auxiliary: given.update({at: value}))
        with torch.no_grad():
            say(name, net(image)[0])
            for auxiliary, value in given.items():
                say(f"{name} {auxiliary}", inner[auxiliary](value)[0])


if __name__ == "__main__":
    main()
