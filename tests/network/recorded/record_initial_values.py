#!/usr/bin/env python3
"""Records the values that torchvision's networks are born with under seed 0: record_initial_values.py > initial_values.txt

A line for some of the tensors: name, mean and standard deviation of all values, then the first and the last three. Of a
vision transformer without those: Python draws its layers block by block, graft first all modules and then all weights.
"""
import torch
import torchvision

TENSORS = {
    "resnet18": ("conv1.weight", "layer1.0.conv1.weight", "layer2.0.downsample.0.weight", "layer4.1.conv2.weight", "bn1.weight", "fc.weight", "fc.bias"),
    "resnext50_32x4d": ("conv1.weight", "layer1.0.conv2.weight", "layer4.2.conv2.weight", "layer4.2.conv3.weight", "fc.weight"),
    "mobilenet_v3_small": ("features.0.0.weight", "features.4.block.2.fc1.weight", "features.4.block.2.fc1.bias", "features.12.0.weight", "classifier.0.weight", "classifier.0.bias", "classifier.3.weight"),
    "googlenet": ("conv1.conv.weight", "inception3a.branch3.1.conv.weight", "aux1.fc1.weight", "aux2.fc2.weight", "aux2.fc2.bias", "fc.weight", "fc.bias"),
    "vit_b_16": ("conv_proj.weight", "conv_proj.bias", "class_token", "encoder.pos_embedding", "encoder.layers.encoder_layer_3.self_attention.in_proj_weight", "encoder.layers.encoder_layer_3.self_attention.in_proj_bias",
                 "encoder.layers.encoder_layer_3.self_attention.out_proj.weight", "encoder.layers.encoder_layer_3.self_attention.out_proj.bias", "encoder.layers.encoder_layer_3.mlp.0.weight", "encoder.layers.encoder_layer_3.mlp.3.bias",
                 "encoder.layers.encoder_layer_3.ln_1.weight", "heads.head.weight", "heads.head.bias"),
    "alexnet": ("features.0.weight", "features.0.bias", "features.10.weight", "classifier.1.weight", "classifier.6.bias"),
}


def digits(value):
    return format(float(value), ".9g")


def main():
    torch.set_num_threads(1)
    print(f"# torchvision {torchvision.__version__}, torch {torch.__version__}; made by record_initial_values.py")
    for name, tensors in TENSORS.items():
        torch.manual_seed(0)
        settings = {"init_weights": True} if name == "googlenet" else {}
        state = getattr(torchvision.models, name)(weights=None, **settings).state_dict()
        for tensor in tensors:
            values = state[tensor].flatten()
            kept = [] if name.startswith("vit") else [*values[:3], *values[-3:]]
            print(name, tensor, digits(values.double().mean()), digits(values.double().std()), *map(digits, kept))


if __name__ == "__main__":
    main()
