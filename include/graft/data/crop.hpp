#pragma once

#include <graft/core/error.hpp>
#include <graft/data/box.hpp>
#include <graft/data/image.hpp>

namespace graft {

/// The part of a picture inside a box.
///
/// Errors: ShapeError when the box is empty or reaches outside of the picture.
///
///     Image corner = crop(picture, {.width = 32, .height = 32});
Image crop(const Image& picture, const Box& box);

}  // namespace graft
