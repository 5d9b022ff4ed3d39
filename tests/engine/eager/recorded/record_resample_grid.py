#!/usr/bin/python3
"""Records how PyTorch resamples the embeddings of a grid of positions: record_resample_grid.py > resample_grid.txt

Each line: the rule, the side of the grid, rows and columns of the other one, and its embeddings of two features, position by
position. The embeddings are in double precision; number i of them is sin(i). See F.interpolate in timm/layers/pos_embed.py
(resample_abs_pos_embed) and torchvision/models/vision_transformer.py (interpolate_embeddings). Needs torch (Debian: python3-torch).
"""
import torch
from torch.nn import functional as F

RULES = {"antialias": {"antialias": True}, "align_corners": {"align_corners": True}}
GRIDS = [(4, 3, 5), (3, 7, 7), (5, 2, 2), (37, 4, 3), (2, 1, 6)]

if __name__ == "__main__":
    for rule, options in RULES.items():
        for side, rows, columns in GRIDS:
            maps = torch.sin(torch.arange(side * side * 2, dtype=torch.double)).reshape(1, side, side, 2).permute(0, 3, 1, 2)
            grid = F.interpolate(maps, size=(rows, columns), mode="bicubic", **options).permute(0, 2, 3, 1).flatten()
            print(rule, side, rows, columns, *(format(value, ".12g") for value in grid.tolist()))
