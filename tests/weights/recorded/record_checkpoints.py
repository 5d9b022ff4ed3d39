#!/usr/bin/env python3
"""Records the checkpoints of training scripts that tests/weights reads, with torch 1.13: run it in this folder."""
import argparse
import collections
import datetime
import decimal
import enum
import functools
import pathlib
import sys
import types
import zipfile

import numpy
import torch

WEIGHTS = collections.OrderedDict([("conv1.weight", torch.arange(12.0).reshape(2, 2, 1, 3)), ("bn1.num_batches_tracked", torch.tensor(7))])

# Classes of a module that nobody who reads the files has.
own = types.ModuleType("somebodys_training")
sys.modules["somebodys_training"] = own


def of_training(kind):
    kind.__module__ = own.__name__
    kind.__qualname__ = kind.__name__
    setattr(own, kind.__name__, kind)
    return kind


@of_training
class Color(enum.Enum):
    RED = 1


@of_training
class Slots:
    __slots__ = ("a", "b")


@of_training
class Keywords:
    def __new__(cls, *, x):
        made = object.__new__(cls)
        made.x = x
        return made

    def __getnewargs_ex__(self):
        return (), {"x": self.x}


@of_training
class State(collections.OrderedDict):
    pass


@of_training
class Meters(dict):
    pass


@of_training
class Losses(list):
    pass


@of_training
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)


def optimizer():
    net = torch.nn.Linear(2, 2)
    adam = torch.optim.Adam(net.parameters())
    net(torch.ones(1, 2)).sum().backward()
    adam.step()
    return adam.state_dict()


def beside():
    slots = Slots()
    slots.a, slots.b = 1, (2, 3)
    return {
        "epoch": 3,
        "args": argparse.Namespace(lr=0.1, output=pathlib.PosixPath("runs/1"), device=torch.device("cuda:0"), resume=None),
        "best": numpy.float64(71.5), "history": numpy.arange(5), "names": numpy.array(["a", None], dtype=object),
        "is_best": numpy.bool_(True), "path": pathlib.PosixPath("runs/1"), "when": datetime.datetime(2026, 1, 1),
        "took": datetime.timedelta(3), "color": Color.RED, "partial": functools.partial(int, base=2), "set": {1, 2},
        "frozen": frozenset({"a"}), "big": 1 << 200, "negative": -(1 << 77), "slots": slots, "keywords": Keywords(x=1),
        "bytes": b"abc", "bytearray": bytearray(b"xyz"), "complex": 1 + 2j, "decimal": decimal.Decimal("1.5"),
        "queue": collections.deque([1, 2], maxlen=3), "counter": collections.Counter("aab"),
        "nested": collections.defaultdict(functools.partial(collections.defaultdict, int), a={}), "meters": Meters(a=1),
        "losses": Losses([0.5]), "dtype": torch.float16, "size": torch.Size([1, 2]), "activation": torch.nn.functional.relu,
        "criterion": torch.nn.CrossEntropyLoss(), "parameter": torch.nn.Parameter(torch.ones(1)), "sparse": torch.eye(2).to_sparse(),
        "complexes": torch.ones(2, dtype=torch.complex64), "again": {1: {2: (3, [4])}}, "optimizer": optimizer(),
    }


def legacy(thing, name):
    torch.save(thing, name, _use_new_zipfile_serialization=False)


for protocol in (2, 3, 4, 5):
    torch.save({**beside(), "state_dict": WEIGHTS}, f"checkpoint_{protocol}.pth", pickle_protocol=protocol)
legacy({**beside(), "state_dict": WEIGHTS}, "checkpoint_legacy.pth")
torch.save(State(WEIGHTS), "subclass.pth", pickle_protocol=4)
torch.save(Net(), "own_class.pth")
torch.save({"weight": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)}, "quantized.pth")
torch.save(optimizer(), "optimizer.pth")
for name in ("net", "ema", "model_ema", "weights"):
    torch.save({name: WEIGHTS, "epoch": 3}, f"wrapper_{name}.pth")


def changed(add):
    weights = collections.OrderedDict(WEIGHTS)
    weights["conv1.weight"] = weights["conv1.weight"] + torch.tensor([add] + [0] * 2)[None, None, None] * torch.eye(2)[:, :, None, None] / 2
    return weights


torch.save({"student": WEIGHTS, "nets": {"teacher": changed(1.0), "old": changed(2.0)}, "criterion": {"weight": torch.ones(3)}}, "several.pth")


class Program(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = torch.nn.Parameter(torch.full((2,), 3.0))
        self.register_buffer("counter", torch.zeros(1))
        self.constant = torch.ones(3)
        self.names = ["a", "b"]
        self.conv = torch.nn.Conv2d(1, 2, 3)
        self.bn = torch.nn.BatchNorm2d(2)
        self.seq = torch.nn.Sequential(torch.nn.Linear(2, 3, bias=False), torch.nn.ReLU())

    def forward(self, x):
        return self.seq(self.bn(self.conv(x)).mean((2, 3))) * self.scale[0] + self.constant[0] + self.counter


program = Program().eval()
torch.jit.script(program).save("script.pt")
torch.jit.trace(program, torch.ones(1, 1, 5, 5)).save("trace.pt")
torch.jit.freeze(torch.jit.script(program)).save("frozen_script.pt")

with zipfile.ZipFile("state_zip.pth") as stored, zipfile.ZipFile("state_deflated.pth", "w", zipfile.ZIP_DEFLATED) as packed:
    for entry in stored.infolist():
        packed.writestr(entry.filename, stored.read(entry))
with zipfile.ZipFile("zip_of_a_file.zip", "w", zipfile.ZIP_DEFLATED) as packed:
    packed.writestr("inner.pth", pathlib.Path("one_tensor.pth").read_bytes())
