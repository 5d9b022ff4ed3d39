#!/usr/bin/python3
"""Records what Python prints of torchvision's networks after each edit of the tutorial, into printed.txt.

Each text begins with a line `=== NAME`. Needs torch and torchvision (Debian: python3-torchvision).
"""
from pathlib import Path

import torch.nn as nn
from torchvision import models

OUT = Path(__file__).with_name("printed.txt")
texts = []


def record(name, model):
    texts.append(f"=== {name}\n{model}\n")


def alexnet(name, edit):
    model = models.alexnet(weights=None)
    edit(model)
    record(name, model)


def delete_classifier(net):
    del net.classifier


def delete_last(net):
    del net.classifier[6]


def delete_middle(net):
    del net.classifier[3]


def slice_end(net):
    net.classifier = net.classifier[:-2]


def slice_begin(net):
    net.classifier = net.classifier[4:]


def replace(net):
    net.classifier[6] = nn.Linear(4096, 3)


def append(net):
    net.classifier.add_module("7", nn.ReLU(inplace=True))
    net.classifier.add_module("8", nn.Linear(in_features=1000, out_features=20))


def append_block(net):
    net.add_module("block", nn.Sequential(nn.ReLU(inplace=True), nn.Linear(in_features=1000, out_features=20)))


def four_channels(net):
    net.features[0] = nn.Conv2d(4, 64, kernel_size=11, stride=4, padding=2)


def body(net):
    del net.avgpool
    del net.classifier


alexnet("del alexnet.classifier", delete_classifier)
alexnet("del alexnet.classifier[6]", delete_last)
alexnet("del alexnet.classifier[3]", delete_middle)
alexnet("alexnet.classifier[:-2]", slice_end)
alexnet("alexnet.classifier[4:]", slice_begin)
alexnet("alexnet.classifier[6] = Linear", replace)
alexnet("alexnet.classifier.add_module", append)
alexnet("alexnet.add_module", append_block)
alexnet("alexnet for 4 channels", four_channels)
alexnet("body of alexnet", body)

resnet = models.resnet50(weights=None)
del resnet.avgpool
del resnet.fc
record("body of resnet50", resnet)
del resnet.layer4
record("resnet50 up to layer3", resnet)

vit = models.vit_b_16(weights=None)
del vit.heads
record("body of vit_b_16", vit)

record("nested", nn.Sequential(nn.Sequential(nn.Linear(3, 4, bias=False), nn.Dropout(p=0.1)), nn.Sequential(nn.Sequential(nn.ReLU()), nn.Flatten()), nn.Sequential()))
record("layers", nn.Sequential(
    nn.Conv2d(4, 8, (3, 5), stride=(2, 1), padding=(1, 2), dilation=2, groups=2, bias=False),
    nn.BatchNorm2d(8, eps=1e-3, momentum=0.01),
    nn.MaxPool2d((3, 2), stride=2, padding=(1, 0), ceil_mode=True),
    nn.MaxPool2d(2),
    nn.AdaptiveAvgPool2d(1),
    nn.AdaptiveAvgPool2d((2, 3))))

if __name__ == "__main__":
    OUT.write_text("".join(texts))
