#!/usr/bin/env python3
"""Records what torchvision says of its weights: record_weights.py > weights.txt

A line a set of weights: name, address, resize, crop, mean, std, number of parameters and of classes, acc@1, acc@5, and
whether it is the default. Then a line a class of ImageNet, in order.
"""
import torchvision
from torchvision.models import (AlexNet_Weights, ResNet18_Weights, ResNet34_Weights, ResNet50_Weights, ResNet101_Weights,
                                ResNet152_Weights, ResNeXt50_32X4D_Weights, Wide_ResNet50_2_Weights)
from torchvision.transforms import InterpolationMode

ENUMS = (ResNet18_Weights, ResNet34_Weights, ResNet50_Weights, ResNet101_Weights, ResNet152_Weights, ResNeXt50_32X4D_Weights,
         Wide_ResNet50_2_Weights, AlexNet_Weights)


def three(values):
    return ",".join(map(str, values))


def main():
    print(f"# torchvision {torchvision.__version__}; made by record_weights.py")
    classes = AlexNet_Weights.DEFAULT.meta["categories"]
    for enum in ENUMS:
        for weights in enum:
            preset, meta = weights.transforms(), weights.meta
            assert preset.interpolation == InterpolationMode.BILINEAR and meta["categories"] == classes
            accuracy = meta["_metrics"]["ImageNet-1K"]
            print("weights", f"{enum.__name__}.{weights.name}", weights.url, preset.resize_size[0], preset.crop_size[0], three(preset.mean), three(preset.std),
                  meta["num_params"], len(meta["categories"]), accuracy["acc@1"], accuracy["acc@5"],
                  "default" if weights is enum.DEFAULT else "other")
    for name in classes:
        print("class", name)


if __name__ == "__main__":
    main()
