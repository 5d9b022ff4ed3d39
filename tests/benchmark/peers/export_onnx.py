#!/usr/bin/python3
"""Writes one of torchvision's networks for ONNX Runtime, with random weights: export_onnx.py NET PIXELS FILE.onnx

Its input `images` is (N, 3, PIXELS, PIXELS), its output `logits`. From opset 17 on LayerNorm is one operation. One image is
enough to follow the network; Debian 12's PyTorch does it without further packages.
"""
import sys
import warnings

import torch
import torchvision

name, pixels, file = sys.argv[1:]
warnings.filterwarnings("ignore")
net = getattr(torchvision.models, name)().eval()
torch.onnx.export(net, torch.randn(1, 3, int(pixels), int(pixels)), file, opset_version=17, input_names=["images"],
                  output_names=["logits"], dynamic_axes={"images": {0: "N"}, "logits": {0: "N"}})
