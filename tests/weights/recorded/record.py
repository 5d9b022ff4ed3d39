#!/usr/bin/env python3
"""Records the files that tests/weights reads, with torch 1.13 and torchvision 0.14: run it in this folder."""
import collections
import os
import pickle
import zipfile

import torch
import torchvision


def state():
    """Every kind of tensor; the values are simple enough to be repeated in the tests."""
    whole = torch.arange(12, dtype=torch.float32)
    tensors = collections.OrderedDict()
    tensors["float"] = torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4
    tensors["transposed"] = torch.arange(6, dtype=torch.float32).reshape(2, 3).t()
    tensors["double"] = torch.arange(3, dtype=torch.float64) / 8
    tensors["half"] = (torch.arange(5) / 2).half()
    tensors["bfloat16"] = (torch.arange(5) / 2).bfloat16()
    tensors["int64"] = torch.arange(4) - 2
    tensors["int32"] = torch.arange(4, dtype=torch.int32) - 2
    tensors["int16"] = torch.arange(4, dtype=torch.int16) - 2
    tensors["int8"] = torch.arange(4, dtype=torch.int8) - 2
    tensors["uint8"] = torch.arange(4, dtype=torch.uint8) + 250
    tensors["bool"] = torch.tensor([True, False, True])
    tensors["scalar"] = torch.tensor(7)
    tensors["empty"] = torch.zeros(0, 3)
    tensors["shared.whole"] = whole
    tensors["shared.part"] = whole[4:8]
    tensors["shared.columns"] = whole.reshape(3, 4)[:, 1:3]
    tensors["expanded"] = torch.ones(1).expand(2, 3)
    tensors["parameter"] = torch.nn.Parameter(torch.ones(2))
    return tensors




def model():
    torch.manual_seed(0)
    down = torch.nn.Sequential(torch.nn.Conv2d(4, 8, 1, bias=False), torch.nn.BatchNorm2d(8))
    block = torchvision.models.resnet.Bottleneck(4, 2, downsample=down)
    whole = torch.nn.Sequential(collections.OrderedDict(block=block, flatten=torch.nn.Flatten(), fc=torch.nn.Linear(8, 2)))
    whole.fc.register_buffer("kept", torch.arange(3.0))
    whole.fc.register_buffer("not_kept", torch.arange(3.0), persistent=False)
    whole.fc.register_parameter("absent", None)
    return whole


class Evil:
    def __reduce__(self):
        return os.system, ("touch graft_was_here",)


def big_endian(source, target):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in [entry for entry in old.infolist() if not entry.filename.endswith("byteorder")]:
            new.writestr(item.filename, old.read(item))
        new.writestr("state_zip/byteorder", "big")


def legacy(thing, name):
    torch.save(thing, name, _use_new_zipfile_serialization=False)


torch.save(state(), "state_zip.pth")
legacy(state(), "state_legacy.pth")
torch.save(state(), "state_protocol4.pth", pickle_protocol=4)
torch.save(model(), "model_zip.pth")
legacy(model(), "model_legacy.pth")
torch.save(model().state_dict(), "model_state.pth")
torch.save({"epoch": 3, "best": 0.5, "optimizer": {"state": {0: torch.ones(2)}}, "state_dict": torch.nn.DataParallel(model()).state_dict()},
           "wrapped.pth")
torch.save({"model": torch.nn.DataParallel(model()), "tags": {"a", "b"}}, "data_parallel.pth")
torch.save({"weight": torch.ones(2), "hook": Evil()}, "evil_zip.pth")
legacy({"weight": torch.ones(2), "hook": Evil()}, "evil_legacy.pth")
torch.save({"fine": torch.ones(2), "broken": torch.tensor([1.0, float("nan")]), "text": torch.ones(1)}, "nan.pth")
torch.save({"weight": torch.ones(2), "names": ["a", "b"]}, "not_only_tensors.pth")
torch.save(torch.ones(2), "one_tensor.pth")
big_endian("state_zip.pth", "big_endian.pth")
torch.jit.script(torch.nn.Linear(1, 1)).save("torchscript.pt")
with open("plain_pickle.pth", "wb") as file:
    pickle.dump({"a": 1}, file, protocol=2)
