#pragma once

#include <graft/data/center_crop.hpp>
#include <graft/data/normalize.hpp>
#include <graft/data/random_horizontal_flip.hpp>
#include <graft/data/random_resized_crop.hpp>
#include <graft/data/resize.hpp>
#include <graft/data/to_tensor.hpp>
#include <graft/data/transform.hpp>
#include <graft/zoo/preprocessing.hpp>

namespace graft {

/// What weights expect of pictures to be judged: resize, centre crop, normalise.
///
///     Transform transform = evaluation_transform(Preprocessing{});
Transform evaluation_transform(const Preprocessing& preprocessing);

/// What weights expect of pictures to learn from: a random part, perhaps mirrored, normalised.
///
/// Source: torchvision's reference training, its two basic augmentations.
Transform training_transform(const Preprocessing& preprocessing);

}  // namespace graft
