#!/usr/bin/python3
"""Records what Python prints of a module of each kind, into kinds.txt: behind `=== KIND name=value ...` the text.

The headings are those that tests/graph/every_kind.cpp asks for, and are taken from kinds.txt itself: for a new kind add its two
headings there, and its module here. Sizes that are equal were given as one number. Needs torch and torchvision (Debian: python3-torchvision).
"""
import re
from pathlib import Path

from torch import nn
from torchvision import ops
from torchvision.models import convnext, maxvit, swin_transformer

OUT = Path(__file__).with_name("kinds.txt")


def named(text, base):
    return type(text, (base,), {})() if text else base()


def windows(f):
    window = f["window"] if isinstance(f["window"], tuple) else (f["window"], f["window"])
    return list(window), [size // 2 if f["shifted"] else 0 for size in window]


MODULES = {
    "Sequential": lambda f: named(f["class"], nn.Sequential),
    "Block": lambda f: type(f["class"], (nn.Module,), {})(),
    "Conv2d": lambda f: nn.Conv2d(f["in"], f["out"], f["kernel"], f["stride"], f["padding"], f["dilation"], f["groups"], bool(f["bias"])),
    "BatchNorm2d": lambda f: nn.BatchNorm2d(f["channels"], f["eps"], f["momentum"]),
    "ReLU": lambda f: nn.ReLU(bool(f["inplace"])),
    "MaxPool2d": lambda f: nn.MaxPool2d(f["kernel"], f["stride"] or None, f["padding"], f["dilation"], ceil_mode=bool(f["ceil_mode"])),
    "AdaptiveAvgPool2d": lambda f: nn.AdaptiveAvgPool2d(f["size"]),
    "Linear": lambda f: (nn.modules.linear.NonDynamicallyQuantizableLinear if f["in_attention"] else nn.Linear)(f["in"], f["out"], bool(f["bias"])),
    "Dropout": lambda f: nn.Dropout(f["p"], bool(f["inplace"])),
    "Flatten": lambda f: nn.Flatten(),
    "Hardswish": lambda f: nn.Hardswish(),
    "Hardsigmoid": lambda f: nn.Hardsigmoid(),
    "GELU": lambda f: nn.GELU(),
    "SiLU": lambda f: nn.SiLU(bool(f["inplace"])),
    "ReLU6": lambda f: nn.ReLU6(bool(f["inplace"])),
    "Sigmoid": lambda f: nn.Sigmoid(),
    "Tanh": lambda f: nn.Tanh(),
    "Identity": lambda f: nn.Identity(),
    "StochasticDepth": lambda f: ops.StochasticDepth(f["p"], "row"),
    "AvgPool2d": lambda f: nn.AvgPool2d(f["kernel"], f["stride"] or None, f["padding"], bool(f["ceil_mode"]), bool(f["count_include_pad"])),
    "GroupNorm": lambda f: nn.GroupNorm(f["groups"], f["channels"], f["eps"]),
    "LayerNorm2d": lambda f: convnext.LayerNorm2d(f["channels"], f["eps"]),
    "Permute": lambda f: type(f["class"] or "Permute", (ops.Permute,), {})([0, *(axis + 1 for axis in f["axes"])]),
    # Their projections, which are lines of their own, aside.
    "ShiftedWindowAttention": lambda f: swin_transformer.ShiftedWindowAttention(f["embed_dim"], *windows(f), f["heads"]),
    "ShiftedWindowAttentionV2": lambda f: swin_transformer.ShiftedWindowAttentionV2(f["embed_dim"], *windows(f), f["heads"]),
    "RelativePositionalMultiHeadAttention": lambda f: maxvit.RelativePositionalMultiHeadAttention(f["feat_dim"], f["head_dim"], f["size"] ** 2),
    # timm's, which Debian does not have: the class's name is all that it prints.
    "Attention": lambda f: named("Attention", nn.Module),
    "WindowPartition": lambda f: maxvit.WindowPartition(),
    "WindowDepartition": lambda f: maxvit.WindowDepartition(),
    "LayerNorm": lambda f: nn.LayerNorm(f["shape"], f["eps"]),
    # Its out_proj, which is a line of its own, aside.
    "MultiheadAttention": lambda f: nn.MultiheadAttention(f["embed_dim"], f["heads"], f["dropout"], batch_first=True),
}


def value(text):
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if match := re.fullmatch(r"(\d+)x(\d+)", text):
        height, width = map(int, match.groups())
        return height if height == width else (height, width)
    if text.startswith("("):
        return tuple(int(part) for part in text[1:-1].split(",") if part.strip())
    if re.match(r"-?0x", text):
        return float.fromhex(text)
    return text


def text_of(heading):
    kind = heading.split(" ")[0]
    fields = {name: value(text) for name, text in re.findall(r" (\w+)=((?:\([^)]*\)|[^ ])*)", heading)}
    module = MODULES[kind](fields)
    own = type(module).__repr__ not in (nn.Module.__repr__, nn.Sequential.__repr__)  # StochasticDepth has one
    return repr(module) if own else f"{type(module).__name__}({module.extra_repr()})"


if __name__ == "__main__":
    headings = [line[4:] for line in OUT.read_text().splitlines() if line.startswith("=== ")]
    OUT.write_text("".join(f"=== {heading}\n{text_of(heading)}\n" for heading in headings))
