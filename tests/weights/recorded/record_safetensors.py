#!/usr/bin/env python3
"""Records state.safetensors with torch and Python's library safetensors (0.8.0, Debian's python3-safetensors): run it in this
folder.
"""
import torch
from safetensors.torch import save_file

tensors = {
    "float": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4,
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
    "conv.weight": torch.arange(24, dtype=torch.float32).reshape(2, 3, 2, 2),
    "gr\u00fc\u00df": torch.ones(1),
}
save_file(tensors, "state.safetensors", metadata={"note": 'gr\u00fc\u00df "e"\n'})
