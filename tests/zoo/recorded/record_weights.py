#!/usr/bin/env python3
"""Records what torchvision says of its weights: record_weights.py > weights.txt

A line a set of weights: name, address, resize, crop, mean, std, interpolation, number of
parameters and of classes, acc@1, acc@5, and whether it is the default. Then a line a class of ImageNet, in order. Where a network
changes the normalisation of its images itself (`transform_input`), mean and std are those of both together.
"""
import re

import torch
import torchvision
from torchvision import models
from torchvision.models import AlexNet_Weights, get_model_weights

from catalogue import NAMES, make, without_auxiliary


# torchvision 0.14 has the addresses of copies whose names have a hash that is not theirs; it corrected them later:
# pytorch/vision, issue 7744.
CORRECTED = {
    "3dd342df": "7f5810bc",
    "533bc792": "bac287d4",
    "bcdf34b7": "c35c1473",
    "cf984f9c": "b3899882",
    "7eb33cd5": "23ab8bcd",
    "b6417697": "1a07897c",
    "c76e70fd": "24a108a5",
    "dcc49843": "c5b4e57e",
}


def address(url):
    for wrong, right in CORRECTED.items():
        url = url.replace(wrong, right)
    return url


def three(values):
    return ",".join(map(str, values))


def normalisation(name, net, preset):
    """Mean and std of the images as the network's first layer sees them."""
    mean, std = torch.tensor(preset.mean).double(), torch.tensor(preset.std).double()
    if not hasattr(net, "transform_input"):
        return preset.mean, preset.std
    net.transform_input = True  # as torchvision's builder sets it for its weights
    seen = [net._transform_input(((torch.full((3,), value).double() - mean) / std).view(1, 3, 1, 1)).flatten() for value in (0.0, 1.0)]
    scale = seen[1] - seen[0]
    return [round(float(x), 6) for x in -seen[0] / scale], [round(float(x), 6) for x in 1 / scale]


def main():
    print(f"# torchvision {torchvision.__version__}; made by record_weights.py")
    classes = AlexNet_Weights.DEFAULT.meta["categories"]
    for name in NAMES:
        if not hasattr(models, name):
            continue
        enum, net = get_model_weights(name), make(name)
        parameters = sum(p.numel() for p in net.parameters())
        counted = sum(p.numel() for p in without_auxiliary(net).parameters())
        for weights in enum:
            preset, meta = weights.transforms(), weights.meta
            assert meta["categories"] in (classes, None)  # None: without a classifier
            # torchvision leaves GoogLeNet's auxiliary classifiers out; the file has them
            in_file = parameters if meta["num_params"] == counted else meta["num_params"]
            mean, std = normalisation(name, net, preset)
            accuracy = meta["_metrics"]["ImageNet-1K"]
            # The only licences that torchvision names are links to SWAG's.
            licence = "CC-BY-NC-4.0" if "SWAG" in meta.get("license", "") else "BSD-3-Clause"
            print("weights", f"{enum.__name__}.{weights.name}", address(weights.url), preset.resize_size[0], preset.crop_size[0], three(mean), three(std),
                  preset.interpolation.value, in_file, len(meta["categories"] or []), accuracy["acc@1"], accuracy["acc@5"], licence,
                  "default" if weights is enum.DEFAULT else "other")
    for name in classes:
        print("class", name)


if __name__ == "__main__":
    main()
