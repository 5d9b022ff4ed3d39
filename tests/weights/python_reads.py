#!/usr/bin/env python3
"""Checks with PyTorch the files that tests/weights/write_pth.cpp has written.

Usage: python_reads.py STATE MODEL RECORDED_MODEL. Exit status: 0 right, 1 wrong, 77 if torch is not installed.
"""
import collections
import inspect
import sys
import zipfile

try:
    import torch
except ImportError:
    sys.exit(77)


def ways_to_load(path):
    """torch.load as it is, and with weights_only=True where this version has it."""
    if "weights_only" in inspect.signature(torch.load).parameters:
        yield torch.load(path, weights_only=False)
        yield torch.load(path, weights_only=True)
    else:
        yield torch.load(path)


def expected():
    whole = torch.arange(12, dtype=torch.float32)
    return {
        "float": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4,
        "transposed": torch.arange(6, dtype=torch.float32).reshape(2, 3).t(),
        "part": torch.tensor([10.0, 11.0]),
        "double": torch.arange(3, dtype=torch.float64) / 8,
        "half": (torch.arange(5) / 2).half(),
        "bfloat16": (torch.arange(5) / 2).bfloat16(),
        "int64": torch.arange(4) - 2,
        "int32": torch.arange(4, dtype=torch.int32) - 2,
        "int16": torch.arange(4, dtype=torch.int16) - 2,
        "int8": torch.arange(4, dtype=torch.int8) - 2,
        "uint8": torch.arange(4, dtype=torch.uint8) + 250,
        "bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(7),
        "empty": torch.zeros(0, 3),
        "shared.whole": whole,
        "shared.columns": whole.reshape(3, 4)[:, 1:3],
        "parameter": torch.ones(2),
        "gr\u00fc\u00df": torch.ones(1),
    }


state_path, model_path, recorded_path = sys.argv[1:]
assert zipfile.ZipFile(state_path).testzip() is None
for state in ways_to_load(state_path):
    want = expected()
    assert isinstance(state, collections.OrderedDict), type(state)
    assert list(state) == list(want), list(state)
    for name, tensor in want.items():
        assert state[name].dtype == tensor.dtype and torch.equal(state[name], tensor), name
    state["shared.whole"][1] = 100
    assert state["shared.columns"][0, 0] == 100

try:
    import torchvision  # noqa: F401  the recorded model is made of its blocks
except ImportError:
    sys.exit(0)
options = {"weights_only": False} if "weights_only" in inspect.signature(torch.load).parameters else {}
model = torch.load(recorded_path, **options).eval()
images = torch.rand(2, 4, 6, 6)
before = model.block(images)
want = {name: tensor.clone() for name, tensor in model.state_dict().items()}
for parameter in model.parameters():
    parameter.data.zero_()
for state in ways_to_load(model_path):
    assert list(state) == list(want), list(state)
    print(model.load_state_dict(state))
    assert torch.equal(model.block(images), before)
