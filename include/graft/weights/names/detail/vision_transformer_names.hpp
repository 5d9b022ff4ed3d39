#pragma once

#include <graft/weights/names/detail/name_map.hpp>

namespace graft::detail {

/// Source: timm/models/vision_transformer.py, class VisionTransformer.
inline constexpr NameRule timm_vision_transformer_rules[] = {
    {"cls_token", "class_token"},
    {"pos_embed", "encoder.pos_embedding"},
    {"patch_embed.proj", "conv_proj"},
    {"blocks.#.norm1", "blocks.#.ln_1"},
    {"blocks.#.attn.qkv.weight", "blocks.#.self_attention.in_proj_weight"},
    {"blocks.#.attn.qkv.bias", "blocks.#.self_attention.in_proj_bias"},
    {"blocks.#.attn.proj", "blocks.#.self_attention.out_proj"},
    {"blocks.#.norm2", "blocks.#.ln_2"},
    {"blocks.#.mlp.fc1", "blocks.#.mlp.0"},
    {"blocks.#.mlp.fc2", "blocks.#.mlp.3"},
    {"blocks.#", "encoder.layers.encoder_layer_#"},
    {"norm", "encoder.ln"},
    {"head", "heads.head"},
};
inline constexpr NameMap timm_vision_transformer{"timm's vision transformer", "blocks.0.attn.qkv.weight",
                                                 timm_vision_transformer_rules};

/// Source: transformers/models/vit/modeling_vit.py, class ViTForImageClassification.
inline constexpr NameRule hugging_face_vision_transformer_rules[] = {
    {"embeddings.cls_token", "class_token"},
    {"embeddings.position_embeddings", "encoder.pos_embedding"},
    {"embeddings.patch_embeddings.projection", "conv_proj"},
    {"encoder.layer.#.layernorm_before", "encoder.layer.#.ln_1"},
    {"encoder.layer.#.attention.attention.query.weight", "encoder.layer.#.self_attention.in_proj_weight", 0},
    {"encoder.layer.#.attention.attention.key.weight", "encoder.layer.#.self_attention.in_proj_weight", 1},
    {"encoder.layer.#.attention.attention.value.weight", "encoder.layer.#.self_attention.in_proj_weight", 2},
    {"encoder.layer.#.attention.attention.query.bias", "encoder.layer.#.self_attention.in_proj_bias", 0},
    {"encoder.layer.#.attention.attention.key.bias", "encoder.layer.#.self_attention.in_proj_bias", 1},
    {"encoder.layer.#.attention.attention.value.bias", "encoder.layer.#.self_attention.in_proj_bias", 2},
    {"encoder.layer.#.attention.output.dense", "encoder.layer.#.self_attention.out_proj"},
    {"encoder.layer.#.layernorm_after", "encoder.layer.#.ln_2"},
    {"encoder.layer.#.intermediate.dense", "encoder.layer.#.mlp.0"},
    {"encoder.layer.#.output.dense", "encoder.layer.#.mlp.3"},
    {"encoder.layer.#", "encoder.layers.encoder_layer_#"},
    {"layernorm", "encoder.ln"},
    {"classifier", "heads.head"},
    {"pooler", ""},
};
inline constexpr NameMap hugging_face_vision_transformer{"Hugging Face's ViT", "encoder.layer.0.layernorm_before.weight",
                                                         hugging_face_vision_transformer_rules,
                                                         "LayerNorm's eps is 1e-12 there"};

}  // namespace graft::detail
