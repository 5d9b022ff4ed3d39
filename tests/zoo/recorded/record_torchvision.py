#!/usr/bin/env python3
"""Records torchvision's networks as text: record_torchvision.py > torchvision.txt

One line a module, in the order of named_modules(): path, class, settings that differ from torch.nn's defaults, and its
own entries of the state_dict with their shapes. Since a state_dict walks the modules in the same order, the entries read
from top to bottom are the state_dict. Checked here, so that the text cannot say otherwise.
"""
import torch
import torchvision

NETS = ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "wide_resnet50_2", "alexnet")


def two(size):
    height, width = size if isinstance(size, tuple) else (size, size)
    return f"{height}x{width}"


def settings(module):
    kind = type(module).__name__
    if kind == "Conv2d":
        assert module.padding_mode == "zeros" and module.dilation == (1, 1)
        yield "kernel=" + two(module.kernel_size)
        if module.stride != (1, 1):
            yield "stride=" + two(module.stride)
        if module.padding != (0, 0):
            yield "padding=" + two(module.padding)
        if module.groups != 1:
            yield f"groups={module.groups}"
    elif kind == "MaxPool2d":
        assert module.dilation == 1 and not module.ceil_mode
        yield "kernel=" + two(module.kernel_size)
        yield "stride=" + two(module.stride)
        if module.padding != 0:
            yield "padding=" + two(module.padding)
    elif kind == "AdaptiveAvgPool2d":
        yield "size=" + two(module.output_size)
    elif kind == "BatchNorm2d":
        assert (module.eps, module.momentum, module.affine, module.track_running_stats) == (1e-5, 0.1, True, True)
    elif kind == "ReLU" and module.inplace:
        yield "inplace"
    elif kind == "Dropout":
        assert (module.p, module.inplace) == (0.5, False)


def record(name):
    with torch.no_grad():
        net = getattr(torchvision.models, name)(weights=None)
    print("net", name, "parameters", sum(p.numel() for p in net.parameters()))
    seen = []
    for path, module in net.named_modules():
        words = [path or ".", type(module).__name__, *settings(module)]
        own = list(module.named_parameters(recurse=False)) + list(module.named_buffers(recurse=False))
        for entry, tensor in own:
            words.append(f"{entry}:{'x'.join(map(str, tensor.shape)) or 'scalar'}")
            seen.append((f"{path}.{entry}", tensor.shape))
        print(*words)
    assert seen == [(key, tensor.shape) for key, tensor in net.state_dict().items()]


if __name__ == "__main__":
    print(f"# torchvision {torchvision.__version__}, torch {torch.__version__}; made by record_torchvision.py")
    for name in NETS:
        record(name)
