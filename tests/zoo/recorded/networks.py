#!/usr/bin/python3
"""What torchvision says of its networks: networks.py > networks.txt records it in short, `texts(name)` has it whole.

A line a network: name, number of parameters, multiply-adds for one image, and the FNV-1a hashes (64 bits) of three texts:
- modules: a line a module, in the order of named_modules(): path, class and settings as Python prints them, and its own entries
  of the state_dict with their shapes. A state_dict walks the modules in the same order, so the entries from top to bottom are it.
- printed: what Python prints of the network.
- summary: a line for each call of a module that is neither a Sequential nor the network itself, in the order in which the calls
  end, then the totals, as the package torchsummary has them: 4 bytes a number, every output twice (forward and backward). A line
  has the parameters of what is inside a module and never called by itself, too, such as an attention's `out_proj`; an attention
  is one call, whatever is inside it.
Multiply-adds are counted in LibTorch's convolutions and matrix products. Networks are in evaluation mode, without auxiliary
classifiers for the summary; nothing is computed (tensors are on PyTorch's device `meta`). ../../parity/compare.py compares whole
texts and says where they differ. Needs torch and torchvision (Debian: python3-torchvision).
"""
import warnings

import torch
import torch.nn as nn
from torch.utils._python_dispatch import TorchDispatchMode

from catalogue import NAMES, input_size, make, versions, without_auxiliary


ATTENTIONS = ("Attention", "ShiftedWindowAttention", "ShiftedWindowAttentionV2", "RelativePositionalMultiHeadAttention")


def modules_text(net):
    lines, seen = [], []
    for path, module in net.named_modules():
        own_repr = type(module).__repr__ not in (nn.Module.__repr__, nn.Sequential.__repr__)  # StochasticDepth has one
        words = [path or ".", repr(module) if own_repr else f"{type(module).__name__}({module.extra_repr()})"]
        for entry, tensor in [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]:
            words.append(f"{entry}:{'x'.join(map(str, tensor.shape)) or 'scalar'}")
            seen.append((f"{path}.{entry}" if path else entry, tensor.shape))
        lines.append(" ".join(words))
    assert seen == [(key, tensor.shape) for key, tensor in net.state_dict().items()]
    return "\n".join(lines)


class MultiplyAdds(TorchDispatchMode):
    """Counts those of convolutions and matrix products."""
    total = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        output = function(*args, **(kwargs or {}))
        operation = function.overloadpacket.__name__
        if operation == "convolution":
            self.total += output.numel() * args[1][0].numel()
        elif operation in ("mm", "bmm", "addmm"):
            self.total += output.numel() * args[1 if operation == "addmm" else 0].shape[-1]
        return output


def summary_text(name):
    """The summary, and the multiply-adds of the network."""
    model, calls = without_auxiliary(make(name).eval()).to("meta"), []

    def hook(module, _, output):
        first = output[0] if isinstance(output, tuple) else output
        calls.append((module, list(first.shape[1:])))

    inside = {inner for module in model.modules() if type(module).__name__ in ATTENTIONS for inner in module.modules() if inner is not module}
    for module in model.modules():
        if module is not model and module not in inside:
            module.register_forward_hook(hook)
    side = input_size(name)
    with torch.no_grad(), MultiplyAdds() as counted:
        model(torch.empty(1, 3, side, side, device="meta"))
    called = {module for module, _ in calls}

    def own(module):
        inner = sum(own(child) for child in module.children() if child not in called)
        return sum(p.numel() for p in module.parameters(recurse=False)) + inner

    lines, outputs = [], 0
    for number, (module, shape) in enumerate((call for call in calls if not isinstance(call[0], nn.Sequential)), 1):
        outputs += torch.Size(shape).numel()
        lines.append(f"{type(module).__name__}-{number} {'x'.join(map(str, shape))} {own(module)}")
    total = sum(p.numel() for p in model.parameters())
    lines.append(f"total {total} {2 * outputs * 4 / 2**20:.2f} {total * 4 / 2**20:.2f} {counted.total}")
    return "\n".join(lines), counted.total


def texts(name):
    net = make(name)
    summary, _ = summary_text(name)
    return {"modules": modules_text(net), "printed": str(net), "summary": summary}


def fnv1a(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    print(f"# {versions()}; made by networks.py")
    for name in NAMES:
        net = make(name)
        summary, multiply_adds = summary_text(name)
        print(name, sum(p.numel() for p in net.parameters()), multiply_adds, *map(fnv1a, (modules_text(net), str(net), summary)), flush=True)
