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

/// The transform for evaluation that weights expect: resize, centre crop, normalise.
///
///     Transform transform = evaluation_transform(Preprocessing{});
Transform evaluation_transform(const Preprocessing& preprocessing);

/// The transform for training that weights expect: random resized crop, random flip, normalise.
///
/// Source: the two basic augmentations of torchvision's reference training.
Transform training_transform(const Preprocessing& preprocessing);

}  // namespace graft
