#!/usr/bin/env python3
"""Compares what graft says of its networks and layers with the torchvision that is installed now: compare.py SAY_PROGRAM.

Every text under a heading of SAY_PROGRAM's must be what Python says under it (zoo/recorded/networks.py for all networks,
policy/recorded/dense.py for those of dense heads,
zoo/recorded/record_printed.py for edited ones, graph/recorded/record_kinds.py for layers). Ends with 77 and a message where torch
or torchvision is missing, with 1 at the first difference.
"""
import functools
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

try:
    import torchvision
except ImportError as missing:
    print(f"skipped: {missing.name} is not installed (Debian: python3-torchvision)")
    sys.exit(77)


def sections(text):
    parts = ("\n" + text).split("\n=== ")[1:]
    return {name: body.rstrip("\n") for name, body in (part.split("\n", 1) for part in parts)}


def load(path):
    file = Path(__file__).resolve().parents[1] / path
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def without_bias(text):
    """Later PyTorchs say that a norm has a bias, which those of torchvision's networks always have; graft's texts are of before."""
    return re.sub(r"(BatchNorm2d\(.*affine=True|elementwise_affine=True), bias=True", r"\1", text)


sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "zoo/recorded"))
networks = load("zoo/recorded/networks.py")
dense = load("policy/recorded/dense.py")
dense_texts_of = functools.lru_cache(maxsize=1)(dense.texts)
texts_of = functools.lru_cache(maxsize=1)(networks.texts)
python = sections(without_bias("".join(load("zoo/recorded/record_printed.py").texts)))
kinds = load("graph/recorded/record_kinds.py")
ours = sections(subprocess.run([sys.argv[1]], capture_output=True, text=True, check=True).stdout)
if len(ours) < 45:
    sys.exit(f"{sys.argv[1]} said {len(ours)} texts, expected 45 at least")
for name, text in ours.items():
    first_word, _, rest = name.partition(" ")
    if first_word in kinds.MODULES:
        python[name] = without_bias(kinds.text_of(name))
    elif rest in dense.NAMES:
        python[name] = without_bias(dense_texts_of(rest)[first_word])
    elif first_word in ("modules", "printed", "summary"):
        python[name] = without_bias(texts_of(rest)[first_word])
    if text != python[name]:
        first = next((pair for pair in zip(text.splitlines(), python[name].splitlines()) if pair[0] != pair[1]), ("its length", ""))
        sys.exit(f"{name}: graft prints\n  {first[0]}\nand torchvision {torchvision.__version__}\n  {first[1]}")
print(f"{len(ours)} texts equal torchvision {torchvision.__version__}'s")
