#!/usr/bin/env python3
"""Checks the file that tests/weights/write_safetensors.cpp has written: with a reader of the format in a few lines, and with
the library safetensors where it is installed.

Usage: python_reads_safetensors.py FILE. Exit status: 0 right, 1 wrong, 77 if torch is not installed.
"""
import json
import struct
import sys

try:
    import torch
except ImportError:
    sys.exit(77)

TYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64,
    "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool,
}


def read(path):
    """The tensors and the metadata."""
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    assert length % 8 == 0
    header, data = json.loads(data[8 : 8 + length].decode("utf-8")), data[8 + length :]
    metadata = header.pop("__metadata__", None)
    begins, ends = (sorted(entry["data_offsets"][i] for entry in header.values()) for i in (0, 1))
    assert begins == [0] + ends[:-1] and ends[-1] == len(data)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = torch.tensor([], dtype=TYPES[entry["dtype"]])
        if end > begin:
            values = torch.frombuffer(bytearray(data[begin:end]), dtype=values.dtype)
        tensors[name] = values.reshape(entry["shape"])
    return tensors, metadata


def read_with_library(path):
    with safe_open(path, framework="pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        return tensors, file.metadata()


def expected():
    whole = torch.arange(12, dtype=torch.float32)
    return {
        "bool": torch.tensor([True, False, True]),
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
        "scalar": torch.tensor(7),
        "empty": torch.zeros(0, 3),
        "shared.whole": whole,
        "shared.columns": whole.reshape(3, 4)[:, 1:3],
        "parameter": torch.ones(2),
        'gr\u00fc\u00df "\\\n\x01': torch.ones(1),
    }


def check(tensors, metadata):
    want = expected()
    assert set(tensors) == set(want), list(tensors)
    for name, tensor in want.items():
        assert tensors[name].dtype == tensor.dtype and torch.equal(tensors[name], tensor), name
    assert metadata == {"format": "pt", "gr\u00fc\u00df": '"\\\n\x01\U0001f600'}, metadata


check(*read(sys.argv[1]))
assert list(read(sys.argv[1])[0]) == list(expected())
try:
    from safetensors import __version__, safe_open  # not the folder of that name beside this script
except ImportError:
    print("checked without safetensors")
    sys.exit(0)
check(*read_with_library(sys.argv[1]))
print("checked with safetensors", __version__)
