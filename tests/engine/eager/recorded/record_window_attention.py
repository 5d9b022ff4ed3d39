#!/usr/bin/env python3
"""Records what torchvision's attentions in windows compute: record_window_attention.py > window_attention.txt

A case is a heading `case KIND features heads window_height window_width shifted sizes...`; of MaxViT's attention the sizes of a
window and the number of heads. Parameters and maps come from a formula over their names (zoo/recorded/record_logits.py), but
for `logit_scale`, which lies on both sides of its limit, log 100; all is computed in double precision. Then a line for the result and
one for the gradient of each parameter and of the maps, of the sum of the results weighted by -1 to 1: the sum of all elements
weighted so, and some of them, evenly spaced.
"""
import sys
from pathlib import Path

import torch
import torchvision
from torchvision.models.maxvit import RelativePositionalMultiHeadAttention
from torchvision.models.swin_transformer import ShiftedWindowAttention, ShiftedWindowAttentionV2

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "zoo/recorded"))
from record_logits import digits, fill, tensor

SHOWN = 16
CASES = [
    # height, width, window, shifted
    (8, 12, (4, 4), False),  # whole windows
    (8, 12, (4, 4), True),
    (7, 9, (4, 4), False),  # padded
    (7, 9, (4, 4), True),
    (5, 7, (2, 3), True),  # windows that are not square
    (3, 3, (4, 4), True),  # one window: no shift
    (4, 9, (4, 4), True),  # shifted to the right alone
    (9, 3, (4, 4), True),  # shifted down alone
    (1, 1, (4, 4), True),
]


def weighted(values):
    return (values * torch.linspace(-1, 1, values.numel(), dtype=torch.double).view_as(values)).sum()


def say(name, values):
    flat = values.detach().flatten()
    shown = flat[torch.arange(SHOWN) * (flat.numel() - 1) // (SHOWN - 1)]
    print(name, digits(weighted(flat)), *map(digits, shown))


def record(module, sizes):
    state = {key: tensor(key, tuple(old.shape)) for key, old in module.named_parameters()}
    if "logit_scale" in state:
        scale = state["logit_scale"]
        state["logit_scale"] = torch.from_numpy(fill("logit_scale", scale.numel(), 2.0, 4.0)).view_as(scale)
        assert (state["logit_scale"] > 4.7).any() and (state["logit_scale"] < 4.5).any()
    module.double().load_state_dict(state, strict=False)
    maps = tensor("input", sizes).double().requires_grad_()
    result = module.train()(maps)
    weighted(result).backward()
    say("result", result)
    for key, parameter in module.named_parameters():
        say(f"gradient.{key}", parameter.grad)
    say("gradient.input", maps.grad)


def main():
    torch.set_num_threads(1)
    print(f"# torchvision {torchvision.__version__}, torch {torch.__version__}; made by record_window_attention.py")
    features, heads = 12, 3
    for kind in (ShiftedWindowAttention, ShiftedWindowAttentionV2):
        for height, width, window, shifted in CASES:
            print("case", kind.__name__, features, heads, *window, int(shifted), 2, height, width, features)
            shift = [side // 2 if shifted else 0 for side in window]
            record(kind(features, list(window), shift, heads), (2, height, width, features))
    for windows, size in ((4, 3), (1, 2)):
        print("case", RelativePositionalMultiHeadAttention.__name__, features, heads, size, size, 0, 2, windows, size * size, features)
        record(RelativePositionalMultiHeadAttention(features, features // heads, size * size), (2, windows, size * size, features))


if __name__ == "__main__":
    main()
