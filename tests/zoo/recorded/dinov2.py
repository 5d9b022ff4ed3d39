"""DINOv2's vision transformers in plain PyTorch, with timm's names, as a reference where timm is not installed.

Written from the published definitions: timm/models/vision_transformer.py (VisionTransformer, Block, Attention, LayerScale, Mlp)
and timm/layers/pos_embed.py (resample_abs_pos_embed). What timm has and passes on what it gets, its Identities and dropouts, is
left out, but for `head`.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

SETTINGS = {
    "vit_small_patch14_dinov2": (384, 6, 0),
    "vit_small_patch14_reg4_dinov2": (384, 6, 4),
    "vit_base_patch14_dinov2": (768, 12, 0),
    "vit_base_patch14_reg4_dinov2": (768, 12, 4),
}


class PatchEmbed(nn.Module):
    def __init__(self, patch, width):
        super().__init__()
        self.proj = nn.Conv2d(3, width, patch, patch)

    def forward(self, images):
        maps = self.proj(images)
        return maps.flatten(2).transpose(1, 2), maps.shape[2:]


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        count, positions, width = x.shape
        # Not as calls of modules, so that record_summary.py counts them in the attention's line alone.
        projected = F.linear(x, self.qkv.weight, self.qkv.bias)
        q, k, v = projected.reshape(count, positions, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) / math.sqrt(width // self.heads)).softmax(-1)
        return F.linear((weights @ v).transpose(1, 2).reshape(count, positions, width), self.proj.weight, self.proj.bias)


class LayerScale(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gamma = nn.Parameter(torch.full((width,), 1e-5))

    def forward(self, x):
        return x * self.gamma


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.act = nn.GELU()
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.fc2(self.act(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads)
        self.ls1 = LayerScale(width)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = Mlp(width)
        self.ls2 = LayerScale(width)

    def forward(self, x):
        x = x + self.ls1(self.attn(self.norm1(x)))
        return x + self.ls2(self.mlp(self.norm2(x)))


def resampled(positions, grid, prefix):
    """Position embeddings (1, prefix + side * side, C) for another grid (height, width)."""
    side = math.isqrt(positions.shape[1] - prefix)
    if tuple(grid) == (side, side):
        return positions
    kept, maps = positions[:, :prefix], positions[:, prefix:].reshape(1, side, side, -1).permute(0, 3, 1, 2)
    maps = F.interpolate(maps, size=tuple(grid), mode="bicubic", antialias=True)
    return torch.cat([kept, maps.permute(0, 2, 3, 1).flatten(1, 2)], dim=1)


class VisionTransformer(nn.Module):
    def __init__(self, width, heads, registers, image=518, patch=14, depth=12):
        super().__init__()
        self.prefix = 0 if registers else 1  # positions that belong to no patch
        self.patch_embed = PatchEmbed(patch, width)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.reg_token = nn.Parameter(torch.zeros(1, registers, width)) if registers else None
        self.pos_embed = nn.Parameter(torch.zeros(1, self.prefix + (image // patch) ** 2, width))
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(depth)))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Identity()

    def forward(self, images):
        x, grid = self.patch_embed(images)
        positions = resampled(self.pos_embed, grid, self.prefix)
        cls_token = self.cls_token.expand(len(x), -1, -1)
        if self.reg_token is None:
            x = torch.cat([cls_token, x], dim=1) + positions
        else:
            x = torch.cat([cls_token, self.reg_token.expand(len(x), -1, -1), x + positions], dim=1)
        return self.head(self.norm(self.blocks(x))[:, 0])


def make(name):
    return VisionTransformer(*SETTINGS[name])
