#pragma once

#include <graft/weights/names/detail/name_map.hpp>

namespace graft::detail {

/// The other names are timm's, which are ours.
/// Source: facebookresearch/dinov2, dinov2/models/vision_transformer.py, class DinoVisionTransformer.
inline constexpr NameRule meta_dinov2_rules[] = {
    {"mask_token", ""},
    {"register_tokens", "reg_token"},
};
inline constexpr NameMap meta_dinov2{"Meta's DINOv2", "mask_token", meta_dinov2_rules};

/// Source: transformers/models/dinov2/modeling_dinov2.py and dinov2_with_registers, classes Dinov2Model,
///         Dinov2WithRegistersModel.
inline constexpr NameRule hugging_face_dinov2_rules[] = {
    {"embeddings.cls_token", "cls_token"},
    {"embeddings.mask_token", ""},
    {"embeddings.register_tokens", "reg_token"},
    {"embeddings.position_embeddings", "pos_embed"},
    {"embeddings.patch_embeddings.projection", "patch_embed.proj"},
    {"encoder.layer.#", "blocks.#"},
    {"blocks.#.attention.attention.query", "blocks.#.attn.qkv", 0},
    {"blocks.#.attention.attention.key", "blocks.#.attn.qkv", 1},
    {"blocks.#.attention.attention.value", "blocks.#.attn.qkv", 2},
    {"blocks.#.attention.output.dense", "blocks.#.attn.proj"},
    {"blocks.#.layer_scale1.lambda1", "blocks.#.ls1.gamma"},
    {"blocks.#.layer_scale2.lambda1", "blocks.#.ls2.gamma"},
    {"layernorm", "norm"},
};
inline constexpr NameMap hugging_face_dinov2{"Hugging Face's DINOv2", "encoder.layer.0.layer_scale1.lambda1",
                                             hugging_face_dinov2_rules};

}  // namespace graft::detail
