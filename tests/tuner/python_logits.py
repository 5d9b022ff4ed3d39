#!/usr/bin/env python3
"""The other half of a test in tests/tuner/fine_tuner.cpp: torchvision's ResNet-18 with the weights that graft has saved.

Usage: python_logits.py FROM_GRAFT IMAGE LOGITS FROM_PYTHON. Loads FROM_GRAFT (two classes) strictly into torchvision's
network, runs it on the tensor "image" of IMAGE, writes "logits" to LOGITS; then makes a network of its own, writes its
state_dict to FROM_PYTHON and its logits under "python" to LOGITS. Exit status: 0 right, 1 wrong, 77 if torchvision is not
installed.
"""
import sys

try:
    import torch
    import torchvision
except ImportError:
    sys.exit(77)

from_graft, image_path, logits_path, from_python = sys.argv[1:]
torch.set_num_threads(1)
image = torch.load(image_path)["image"]
net = torchvision.models.resnet18(num_classes=2).eval()
state = torch.load(from_graft)
assert list(state) == list(net.state_dict()), list(state)
net.load_state_dict(state)

torch.manual_seed(5)
own = torchvision.models.resnet18(num_classes=2)
own.train()
with torch.no_grad():
    own(torch.randn(4, 3, 64, 64))  # so that the running statistics are not the initial ones
    own.eval()
    torch.save({"logits": net(image), "python": own(image)}, logits_path)
torch.save(own.state_dict(), from_python)
