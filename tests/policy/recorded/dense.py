#!/usr/bin/python3
"""What torchvision says of its networks for segmentation and detection: dense.py > dense.txt records it in short.

For each of NAMES a line `net NAME PARAMETERS MODULES PRINTED` with FNV-1a hashes of the texts of ../../zoo/recorded/networks.py, and for
each output and each of SIZES a line `value NAME OUTPUT HEIGHTxWIDTH SUM LARGEST VALUE...` for the weights and the image of
../../zoo/recorded/record_logits.py: sum and largest magnitude of all elements, and 32 of them. Auxiliary outputs are those of evaluation mode.
Needs torch and torchvision (Debian: python3-torchvision).
"""
import sys
import warnings
from pathlib import Path

import torch
from torchvision.models import detection, segmentation

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "zoo/recorded"))
from catalogue import uninitialized, versions
from networks import fnv1a, modules_text
from record_logits import digits, filled, tensor

SIZES = [(97, 129), (128, 160)]


def segmentation_network(name, classes=21, **settings):
    return lambda: getattr(segmentation, name)(weights=None, weights_backbone=None, num_classes=classes, **settings)


def detection_network(name, classes=3):
    """Without what prepares images, which is no module of the network here."""
    def maker():
        net = getattr(detection, name)(weights=None, weights_backbone=None, num_classes=classes)
        del net.transform
        return net
    return maker


def computed(net, image):
    """The outputs of a network by name; of one for detection, those of its head, before boxes are made of them."""
    return net(image) if hasattr(net, "classifier") else net.head(list(net.backbone(image).values()))


MAKERS = {
    "fcn_resnet50": segmentation_network("fcn_resnet50", aux_loss=True),
    "fcn_resnet50_without_aux": segmentation_network("fcn_resnet50", 5),
    "fcn_resnet101": segmentation_network("fcn_resnet101", aux_loss=True),
    "deeplabv3_resnet50": segmentation_network("deeplabv3_resnet50", aux_loss=True),
    "deeplabv3_mobilenet_v3_large": segmentation_network("deeplabv3_mobilenet_v3_large", aux_loss=True),
    "lraspp_mobilenet_v3_large": segmentation_network("lraspp_mobilenet_v3_large"),
    "fcos_resnet50_fpn": detection_network("fcos_resnet50_fpn"),
    "retinanet_resnet50_fpn": detection_network("retinanet_resnet50_fpn"),
}
NAMES = list(MAKERS)


def make(name):
    return uninitialized(MAKERS[name])


def spread(value):
    """32 elements, as far apart as fits."""
    return value.flatten()[:: value.numel() // 32][:32]


def texts(name):
    net = make(name)
    return {"modules": modules_text(net), "printed": str(net)}


def outputs(name):
    """The outputs of a network for an image of each size: pairs of `OUTPUT HEIGHTxWIDTH` and a tensor."""
    net = filled(make(name)).eval()
    for height, width in SIZES:
        image = tensor("input", (1, 3, height, width))
        with torch.no_grad():
            for output, value in computed(net, image).items():
                yield f"{output} {height}x{width}", value


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    print(f"# {versions()}; made by dense.py")
    for name in NAMES:
        net, said = make(name), texts(name)
        print("net", name, sum(p.numel() for p in net.parameters()), fnv1a(said["modules"]), fnv1a(said["printed"]), flush=True)
        if name == "fcn_resnet101":  # large: ../../parity/logits.py compares it
            continue
        for output, value in outputs(name):
            print("value", name, output, digits(value.double().sum()), digits(value.abs().max()), *map(digits, spread(value)), flush=True)


if __name__ == "__main__":
    main()
