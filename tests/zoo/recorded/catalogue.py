"""The networks of graft's catalogue, and how torchvision makes them. The scripts in this folder take their lists from here."""
import re
from pathlib import Path

import torch
from torchvision import models

CATALOGUE = Path(__file__).resolve().parents[3] / "include/graft/zoo/catalogue.hpp"
NAMES = re.findall(r'visit\("(\w+)"', CATALOGUE.read_text())
# What torchvision does not do by itself for a network without weights.
SETTINGS = {"googlenet": {"init_weights": False, "aux_logits": True}}


def make(name):
    """torchvision's network of that name, without weights."""
    return getattr(models, name)(weights=None, **SETTINGS.get(name, {}))


def without_auxiliary(net):
    """The network without its auxiliary classifiers, which are there in training only."""
    for name in [name for name, _ in net.named_children() if name.startswith("aux")]:
        setattr(net, name, None)
    return net


def versions():
    import torchvision
    return f"torchvision {torchvision.__version__}, torch {torch.__version__}"
