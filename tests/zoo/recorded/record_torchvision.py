#!/usr/bin/env python3
"""Records torchvision's networks as text: record_torchvision.py > torchvision.txt

One line a module, in the order of named_modules(): path, class and settings as Python prints them, and its own entries of the
state_dict with their shapes. Since a state_dict walks the modules in the same order, the entries read from top to bottom are
the state_dict. Checked here, so that the text cannot say otherwise.
"""
from catalogue import NAMES, make, versions


def record(name):
    net = make(name)
    print("net", name, "parameters", sum(p.numel() for p in net.parameters()))
    seen = []
    for path, module in net.named_modules():
        words = [path or ".", f"{type(module).__name__}({module.extra_repr()})"]
        own = list(module.named_parameters(recurse=False)) + list(module.named_buffers(recurse=False))
        for entry, tensor in own:
            words.append(f"{entry}:{'x'.join(map(str, tensor.shape)) or 'scalar'}")
            seen.append((f"{path}.{entry}" if path else entry, tensor.shape))
        print(*words)
    assert seen == [(key, tensor.shape) for key, tensor in net.state_dict().items()]


if __name__ == "__main__":
    print(f"# {versions()}; made by record_torchvision.py")
    for name in NAMES:
        record(name)
