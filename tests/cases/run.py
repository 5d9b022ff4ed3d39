#!/usr/bin/env python3
"""Reads files that others made, with graft and with Python, and compares: run.py SAY_PROGRAM [FOLDER...].

A FOLDER holds files at any depth; without one, it is `shared/cases` beside the checkout. What torch.load makes of a file of
weights is right: graft must give the names, shapes, types and sums of the largest state_dict in it, or, where there are
several of a size, an error that names them all; and it must load into a network whose names lack the prefix that all have.
Of an image, the pixels of Pillow's convert("RGB") are right; a library that this build of graft lacks is not graft's fault.
Ends with 77 and a message where torch, Pillow or the folder is missing, with 1 where a file is read otherwise.
"""
import inspect
import math
import pickle
import re
import subprocess
import sys
from collections import abc
from pathlib import Path

BESIDE = ("optim", "criterion", "loss", "sched", "scaler", "metric")


class AnyMember(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Stub()


class Stub(dict, metaclass=AnyMember):
    """Stands for a class that is not installed here: made of anything, and added to."""

    def __init__(self, *args, **kwargs):
        super().__init__()

    def __setstate__(self, state):
        self.state = state

    def append(self, value):
        pass

    extend = add = append


class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        try:
            return super().find_class(module, name)
        except (ImportError, AttributeError):
            return Stub


pickle.Unpickler = Unpickler  # torch.load looks it up there; its own pickle_module is ignored by some versions


def states(thing, path=""):
    """The state_dicts in what torch.load gives, by the names that lead to them."""
    if isinstance(thing, torch.nn.Module):
        tensors = dict(thing.state_dict())  # none of a frozen TorchScript program; those of a LibTorch optimizer are no model's
        return {path: tensors} if tensors and not any(name.startswith("param_groups.") for name in tensors) else {}
    if isinstance(thing, torch.Tensor) and not path:
        return {path: {"0": thing}}
    if isinstance(thing, (list, tuple)) and not path:
        tensors = {str(i): one for i, one in enumerate(thing) if isinstance(one, torch.Tensor)}
        return {path: tensors} if tensors else {name: one for i, part in enumerate(thing) for name, one in states(part, str(i)).items()}
    if not isinstance(thing, abc.Mapping) or {"state", "param_groups"} <= set(thing):
        return {}
    own = {str(name): one for name, one in thing.items() if isinstance(one, torch.Tensor)}
    inner = {}
    for name, one in thing.items():
        inner.update(states(one, f"{path}.{name}" if path else str(name)))
    return {path: own} if likeness(own) > max(map(likeness, inner.values()), default=(0, 0)) else inner


def likeness(tensors):
    """How much they look like a model's: by the names that are those of modules, then by all."""
    return sum("." in name for name in tensors), len(tensors)


def choices(found):
    models = {path: one for path, one in found.items() if not any(part in path.split(".")[-1].lower() for part in BESIDE)} or found
    largest = max(map(likeness, models.values()), default=(0, 0))
    place = 0 if largest[0] else 1
    return {path: one for path, one in models.items() if 4 * likeness(one)[place] >= largest[place]}


def said(program, arguments):
    """What graft says of each file: the kind and the text of each line."""
    run = subprocess.run([program, *arguments], capture_output=True, text=True)
    parts = ("\n" + run.stdout).split("\n=== ")[1:]
    answers = {}
    for part in parts:
        file, *lines = part.splitlines()
        answers[file] = [tuple(line.split(" ", 1)) for line in lines]
    if run.returncode != 0:
        sys.exit(f"{program} ended with {run.returncode} at {list(answers)[-1:]}: {run.stderr[-500:]}")
    return answers


def close(a, b):
    return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def line_of(name, tensor):
    kind = str(tensor.dtype).removeprefix("torch.")
    return name, list(tensor.shape), kind, float(tensor.double().sum())


def parsed(line):
    name, sizes, kind, total = re.fullmatch(r"(.*) \[(.*?)\] (\S+) (\S+)", line).groups()
    return name, [int(size) for size in sizes.split(", ") if size], kind, float(total)


def network_of(names):
    """The network's name of each, without the parts that all of them begin with; names without a dot are beside such a prefix."""
    dotted = [name for name in names if "." in name]
    parts = {name: name.split(".") for name in dotted}
    while parts and len({one[0] for one in parts.values()}) == 1 and min(map(len, parts.values())) > 2:
        parts = {name: one[1:] for name, one in parts.items()}
    plain = {name: ".".join(one) for name, one in parts.items()}
    return plain if any(name != short for name, short in plain.items()) else {name: name for name in names}


def weights_of(file):
    """The state_dicts that Python finds in a file, or the exception that it ends with."""
    options = {"weights_only": False} if "weights_only" in inspect.signature(torch.load).parameters else {}
    try:
        return choices(states(torch.load(file, map_location="cpu", **options)))
    except Exception as error:
        return error


def wrong_tensors(found, lines):
    """What is wrong with graft's reading of a file of weights; nothing if it is right."""
    if lines and lines[0][0] == "error":
        if len(found) == 1:
            return f"graft refuses it: {lines[0][1]}"
        missing = [path for path in found if f"'{path}'" not in lines[0][1]]
        return f"graft's refusal does not name {missing}: {lines[0][1]}" if missing else None
    if len(found) != 1:
        return f"graft reads it, though it holds {len(found)} models, {list(found)}"
    (python,) = found.values()
    got = [parsed(text) for kind, text in lines if kind == "tensor"]
    want = [line_of(name, tensor) for name, tensor in python.items()]
    if [one[0] for one in got] != [one[0] for one in want]:
        return f"graft has the names {[one[0] for one in got][:6]}, Python {[one[0] for one in want][:6]}"
    for ours, theirs in zip(got, want):
        if ours[:3] != theirs[:3] or not close(ours[3], theirs[3]):
            return f"graft has {ours}, Python {theirs}"
    return None


def wrong_load(python, lines):
    """What is wrong with what graft loads into a network; nothing if it is right."""
    if not lines or lines[-1][0] == "error":
        return f"graft does not load it: {lines[-1][1] if lines else 'nothing said'}"
    wanted = {short: float(python[name].double().sum()) for name, short in network_of(python).items()}
    for kind, text in lines:
        name, _, total = text.rpartition(" ")
        if kind == "loaded" and not close(float(total), wanted.pop(name)):
            return f"graft loads {text}, Python has another sum"
    return f"graft does not load {list(wanted)}" if wanted else None


def compare_weights(program, files):
    """Yields each file that graft reads otherwise than Python, with what is wrong."""
    python = {file: weights_of(file) for file in files}
    for file, found in python.items():
        if isinstance(found, Exception):
            print(f"{file}: Python does not read it: {found}")
    python = {file: found for file, found in python.items() if not isinstance(found, Exception)}
    answers = said(program, list(python))
    loads = {}
    for file, found in python.items():
        if problem := wrong_tensors(found, answers.get(file, [])):
            yield file, problem
        elif len(found) == 1:
            (tensors,) = found.values()
            if all(bool(torch.isfinite(one.double()).all()) for one in tensors.values()):
                loads[file] = tensors
    arguments = []
    for file, tensors in loads.items():
        into = [f"{short}:{','.join(map(str, tensors[name].shape))}" for name, short in network_of(tensors).items()]
        arguments += [file, "--into", *into, "--"]
    answers = said(program, arguments)
    for file, tensors in loads.items():
        if problem := wrong_load(tensors, answers.get(file, [])):
            yield file, problem


def pixels_of(file):
    """What Pillow sees in a file, in the words of say.cpp, or the exception that it ends with."""
    try:
        with Image.open(file) as image:
            rgb = image.convert("RGB")
    except Exception as error:
        return error
    code = 0xCBF29CE484222325
    for byte in rgb.tobytes():
        code = (code ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{rgb.width} {rgb.height} {code}"


def compare_images(program, files):
    """Yields each image that graft sees otherwise than Pillow, with what is wrong."""
    answers = said(program, [argument for file in files for argument in (file, "--image", "--")])
    for file in files:
        python, (kind, text) = pixels_of(file), answers[file][0]
        if kind == "error" and "graft was built without" in text:
            print(f"{file}: not looked at, {text}")
        elif isinstance(python, Exception):
            if kind != "error":
                yield file, f"graft reads it, Pillow does not: {python}"
        elif kind == "error":
            yield file, f"graft refuses it: {text}"
        elif text != python:
            yield file, f"graft sees {text}, Pillow {python}"


try:
    import torch
    from PIL import Image
except ImportError as missing:
    print(f"skipped: {missing.name} is not installed (Debian: python3-torch, python3-pil)")
    sys.exit(77)

# What compares files of a kind, and their suffixes.
KINDS = (
    (compare_weights, {".pth", ".pt", ".ckpt", ".bin", ".tar", ".th"}),
    (compare_images, {".jpg", ".jpeg", ".png", ".gif", ".bmp", ".pbm", ".pgm", ".ppm", ".webp", ".tif", ".tiff"}),
)

folders = [Path(name) for name in sys.argv[2:]] or [Path(__file__).resolve().parents[3] / "shared" / "cases"]
paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
count = wrong = 0
for compare, suffixes in KINDS:
    files = [str(path) for path in paths if path.suffix in suffixes]
    count += len(files)
    for file, problem in compare(sys.argv[1], files) if files else ():
        wrong += 1
        print(f"{file}: {problem}")
if count == 0:
    print(f"skipped: no files in {', '.join(map(str, folders))}")
    sys.exit(77)
print(f"{count - wrong} of {count} files are read as Python does")
sys.exit(1 if wrong else 0)
