"""The networks of graft's catalogue, and how torchvision makes them; those that it does not have are made here. The scripts in this folder take their lists from here."""
import re
from pathlib import Path

import torch
from torchvision import models

import dinov2

CATALOGUE = Path(__file__).resolve().parents[3] / "include/graft/zoo/catalogue.hpp"
NAMES = re.findall(r'visit\("(\w+)"', CATALOGUE.read_text())
# What torchvision does not do by itself for a network without weights.
SETTINGS = {"googlenet": {"init_weights": False, "aux_logits": True}, "inception_v3": {"init_weights": False, "aux_logits": True}}


def make(name):
    """torchvision's network of that name, or our own, without weights."""
    if name in dinov2.SETTINGS:
        return uninitialized(lambda: dinov2.make(name))
    return uninitialized(lambda: getattr(models, name)(weights=None, **SETTINGS.get(name, {})))


def uninitialized(maker):
    """The network that `maker` makes; its values are not drawn, which takes long for large ones."""
    kept = {function: getattr(torch.nn.init, function) for function in dir(torch.nn.init) if function.endswith("_")}
    try:
        for function in kept:
            if not function.startswith("_"):
                setattr(torch.nn.init, function, lambda tensor, *_, **__: tensor)
        return maker()
    finally:
        for function, original in kept.items():
            setattr(torch.nn.init, function, original)


def input_size(name):
    """Height and width of the images that a network is made for, pixels."""
    return 518 if name in dinov2.SETTINGS else 299 if name == "inception_v3" else 256 if name.startswith("swin_v2") else 224


def without_auxiliary(net):
    """The network without its auxiliary classifiers, which are there in training only."""
    for name in [name for name, _ in net.named_children() if name.lower().startswith("aux")]:
        setattr(net, name, None)
    return net


def versions():
    import torchvision
    return f"torchvision {torchvision.__version__}, torch {torch.__version__}"
