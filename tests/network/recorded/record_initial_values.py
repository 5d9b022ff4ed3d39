#!/usr/bin/env python3
"""Records the values that torchvision's networks are born with under seed 0: record_initial_values.py > initial_values.txt

A line for some of the tensors: name, mean and standard deviation of all values, then the first and the last three.
"""
import torch
import torchvision

TENSORS = {
    "resnet18": ("conv1.weight", "layer1.0.conv1.weight", "layer2.0.downsample.0.weight", "layer4.1.conv2.weight", "bn1.weight", "fc.weight", "fc.bias"),
    "resnext50_32x4d": ("conv1.weight", "layer1.0.conv2.weight", "layer4.2.conv2.weight", "layer4.2.conv3.weight", "fc.weight"),
    "alexnet": ("features.0.weight", "features.0.bias", "features.10.weight", "classifier.1.weight", "classifier.6.bias"),
}


def digits(value):
    return format(float(value), ".9g")


def main():
    torch.set_num_threads(1)
    print(f"# torchvision {torchvision.__version__}, torch {torch.__version__}; made by record_initial_values.py")
    for name, tensors in TENSORS.items():
        torch.manual_seed(0)
        state = getattr(torchvision.models, name)(weights=None).state_dict()
        for tensor in tensors:
            values = state[tensor].flatten()
            kept = [*values[:3], *values[-3:]]
            print(name, tensor, digits(values.double().mean()), digits(values.double().std()), *map(digits, kept))


if __name__ == "__main__":
    main()
