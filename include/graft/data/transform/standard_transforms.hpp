#pragma once

#include <graft/data/transform/center_crop.hpp>
#include <graft/data/transform/normalize.hpp>
#include <graft/data/transform/random_horizontal_flip.hpp>
#include <graft/data/transform/random_resized_crop.hpp>
#include <graft/data/transform/resize.hpp>
#include <graft/data/transform/to_tensor.hpp>
#include <graft/data/transform/transform.hpp>
#include <graft/zoo/preprocessing.hpp>

namespace graft {

/// What weights expect of images to be judged: resize, centre crop, normalise.
///
///     Transform transform = evaluation_transform(Preprocessing{});
Transform evaluation_transform(const Preprocessing& preprocessing);

/// What weights expect of images to learn from: a random part, perhaps mirrored, normalised.
///
/// Source: torchvision's reference training, its two basic augmentations.
Transform training_transform(const Preprocessing& preprocessing);

}  // namespace graft
