#!/usr/bin/python3
"""Records what Python prints of a module of each kind, into kinds.txt: behind `=== KIND name=value ...` the text.

The headings are those that tests/graph/every_kind.cpp asks for, and are taken from kinds.txt itself: for a new kind add its two
headings there, and its module here. Sizes that are equal were given as one number. Needs torch (Debian: python3-torch).
"""
import re
from pathlib import Path

from torch import nn

OUT = Path(__file__).with_name("kinds.txt")


def named(text, base):
    return type(text, (base,), {})() if text else base()


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
    return f"{type(module).__name__}({module.extra_repr()})"


if __name__ == "__main__":
    headings = [line[4:] for line in OUT.read_text().splitlines() if line.startswith("=== ")]
    OUT.write_text("".join(f"=== {heading}\n{text_of(heading)}\n" for heading in headings))
