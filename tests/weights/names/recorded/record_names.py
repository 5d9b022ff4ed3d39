#!/usr/bin/python3
"""Records what other libraries call the layers of torchvision's networks: record_names.py > names.txt

Behind `net WHOSE ARCHITECTURE` a line a layer: their name, and torchvision's. Theirs are written here from the published
definitions, in the order of the data flow, which is torchvision's own order; so the n-th name of one list is the n-th of the other.
That both lists are as long, and that a layer is of the same kind, is checked. Needs torch and torchvision (Debian:
python3-torchvision). Read in timm/models/{vision_transformer,convnext,efficientnet,_efficientnet_blocks,mobilenetv3}.py,
transformers/models/{vit,convnext,resnet}/modeling_*.py, facebookresearch/ConvNeXt models/convnext.py.
"""
import sys
from pathlib import Path

from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "zoo/recorded"))
from catalogue import make


def layers(architecture):
    """torchvision's layers that own tensors, and parameters of other modules, with what they are."""
    for path, module in make(architecture).named_modules():
        if isinstance(module, nn.MultiheadAttention):
            yield f"{path}.in_proj_weight", "qkv.weight"
            yield f"{path}.in_proj_bias", "qkv.bias"
        elif isinstance(module, (nn.Conv2d, nn.Linear)):
            yield path, "product"
        elif isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            yield path, "norm"
        else:
            for name, _ in module.named_parameters(recurse=False):
                yield f"{path}.{name}" if path else name, "parameter"


def timm_vit(depth=12):
    yield from ("cls_token", "patch_embed.proj", "pos_embed")
    for n in range(depth):
        block = f"blocks.{n}"
        yield from (f"{block}.norm1", f"{block}.attn.qkv.weight", f"{block}.attn.qkv.bias", f"{block}.attn.proj", f"{block}.norm2", f"{block}.mlp.fc1", f"{block}.mlp.fc2")
    yield from ("norm", "head")


def timm_convnext(depths):
    yield from ("stem.0", "stem.1")
    for s, depth in enumerate(depths):
        if s > 0:
            yield from (f"stages.{s}.downsample.0", f"stages.{s}.downsample.1")
        for b in range(depth):
            yield from (f"stages.{s}.blocks.{b}.{name}" for name in ("gamma", "conv_dw", "norm", "mlp.fc1", "mlp.fc2"))
    yield from ("head.norm", "head.fc")


def meta_convnext(depths):
    for s, depth in enumerate(depths):
        yield from (f"downsample_layers.{s}.0", f"downsample_layers.{s}.1")
        for b in range(depth):
            yield from (f"stages.{s}.{b}.{name}" for name in ("gamma", "dwconv", "norm", "pwconv1", "pwconv2"))
    yield from ("norm", "head")


def hugging_face_convnext(depths):
    yield from ("embeddings.patch_embeddings", "embeddings.layernorm")
    for s, depth in enumerate(depths):
        if s > 0:
            yield from (f"encoder.stages.{s}.downsampling_layer.0", f"encoder.stages.{s}.downsampling_layer.1")
        for b in range(depth):
            yield from (f"encoder.stages.{s}.layers.{b}.{name}" for name in ("layer_scale_parameter", "dwconv", "layernorm", "pwconv1", "pwconv2"))
    yield from ("layernorm", "classifier")


SE = ("se.conv_reduce", "se.conv_expand")


def depthwise(se):
    return ("conv_dw", "bn1", *(SE if se else ()), "conv_pw", "bn2")


def inverted(se):
    return ("conv_pw", "bn1", "conv_dw", "bn2", *(SE if se else ()), "conv_pwl", "bn3")


PLAIN, FUSED = ("conv", "bn1"), ("conv_exp", "bn1", "conv_pwl", "bn2")


def timm_efficient(stages, head):
    yield from ("conv_stem", "bn1")
    for s, (count, block) in enumerate(stages):
        for b in range(count):
            yield from (f"blocks.{s}.{b}.{name}" for name in block)
    yield from (*head, "classifier")


def hugging_face_resnet(depths, convolutions):
    yield from ("embedder.embedder.convolution", "embedder.embedder.normalization")
    for s, depth in enumerate(depths):
        for b in range(depth):
            block = f"encoder.stages.{s}.layers.{b}"
            for c in range(convolutions):
                yield from (f"{block}.layer.{c}.convolution", f"{block}.layer.{c}.normalization")
            if b == 0 and (s > 0 or convolutions == 3):
                yield from (f"{block}.shortcut.convolution", f"{block}.shortcut.normalization")
    yield "classifier.1"


NETS = [
    ("timm_vision_transformer", "vit_b_16", timm_vit()),
    ("timm_convnext", "convnext_tiny", timm_convnext((3, 3, 9, 3))),
    ("meta_convnext", "convnext_tiny", meta_convnext((3, 3, 9, 3))),
    ("hugging_face_convnext", "convnext_tiny", hugging_face_convnext((3, 3, 9, 3))),
    ("timm_mobilenet_v2", "mobilenet_v2", timm_efficient([(1, depthwise(False)), *((n, inverted(False)) for n in (2, 3, 4, 3, 3, 1))], ("conv_head", "bn2"))),
    ("timm_mobilenet_v3_small", "mobilenet_v3_small", timm_efficient([(1, depthwise(True)), (2, inverted(False)), *((n, inverted(True)) for n in (3, 2, 3)), (1, PLAIN)], ("conv_head",))),
    ("timm_mobilenet_v3_large", "mobilenet_v3_large", timm_efficient([(1, depthwise(False)), (2, inverted(False)), (3, inverted(True)), (4, inverted(False)), (2, inverted(True)), (3, inverted(True)), (1, PLAIN)], ("conv_head",))),
    ("timm_efficientnet", "efficientnet_b1", timm_efficient([(2, depthwise(True)), *((n, inverted(True)) for n in (3, 3, 4, 4, 5, 2))], ("conv_head", "bn2"))),
    ("timm_efficientnet_v2_s", "efficientnet_v2_s", timm_efficient([(2, PLAIN), (4, FUSED), (4, FUSED), *((n, inverted(True)) for n in (6, 9, 15))], ("conv_head", "bn2"))),
    ("timm_efficientnet_v2_m", "efficientnet_v2_m", timm_efficient([(3, PLAIN), (5, FUSED), (5, FUSED), *((n, inverted(True)) for n in (7, 14, 18, 5))], ("conv_head", "bn2"))),
    ("hugging_face_resnet", "resnet50", hugging_face_resnet((3, 4, 6, 3), 3)),
    ("hugging_face_resnet", "resnet18", hugging_face_resnet((2, 2, 2, 2), 2)),
]


def kind_of(name):
    last = name.rsplit(".", 1)[-1]
    if ".qkv." in name:
        return f"qkv.{last}"
    if name in ("cls_token", "pos_embed") or last in ("gamma", "layer_scale_parameter"):
        return "parameter"
    is_norm = "norm" in last or last in ("bn1", "bn2", "bn3") or name in ("stem.1", "downsample_layers.0.1") or name.endswith(("downsample.0", "downsampling_layer.0"))
    is_norm |= name.startswith("downsample_layers.") and name.endswith(".0") and not name.startswith("downsample_layers.0")
    return "norm" if is_norm else "product"


if __name__ == "__main__":
    for whose, architecture, theirs in NETS:
        theirs, ours = list(theirs), list(layers(architecture))
        assert len(theirs) == len(ours), (whose, len(theirs), len(ours))
        print("net", whose, architecture)
        for their_name, (our_name, kind) in zip(theirs, ours):
            assert kind_of(their_name) == kind, (whose, their_name, our_name)
            print(their_name, our_name)
