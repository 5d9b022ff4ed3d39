#pragma once

#include <graft/core/exceptions.hpp>
#include <graft/data/image/box.hpp>
#include <graft/data/image/image.hpp>

namespace graft {

/// The part of an image inside a box.
///
/// Errors: ShapeError when the box is empty or reaches outside of the image.
///
///     Image corner = crop(image, {.width = 32, .height = 32});
Image crop(const Image& image, const Box& box);

}  // namespace graft
