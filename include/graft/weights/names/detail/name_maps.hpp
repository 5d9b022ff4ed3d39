#pragma once

#include <graft/weights/names/detail/convnext_names.hpp>
#include <graft/weights/names/detail/dinov2_names.hpp>
#include <graft/weights/names/detail/efficientnet_names.hpp>
#include <graft/weights/names/detail/mobilenet_names.hpp>
#include <graft/weights/names/detail/name_map.hpp>
#include <graft/weights/names/detail/resnet_names.hpp>
#include <graft/weights/names/detail/vision_transformer_names.hpp>

namespace graft::detail {

/// All maps of names that others have.
inline constexpr const NameMap* name_maps[] = {
    &timm_vision_transformer,
    &hugging_face_vision_transformer,
    &meta_dinov2,
    &hugging_face_dinov2,
    &timm_convnext,
    &meta_convnext,
    &hugging_face_convnext,
    &timm_mobilenet_v2,
    &timm_mobilenet_v3_small,
    &timm_mobilenet_v3_large,
    &timm_efficientnet,
    &timm_efficientnet_v2_s,
    &timm_efficientnet_v2_m,
    &hugging_face_resnet,
};

}  // namespace graft::detail
