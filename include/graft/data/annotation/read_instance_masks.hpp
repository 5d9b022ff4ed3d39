#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/annotated_images.hpp>
#include <graft/data/annotation/read_masks.hpp>

namespace graft {

/// Images, each with a mask whose pixels are 0 where there is no object, and the number of an object elsewhere; the objects are
/// of one class, named by `options.class_names`, or "object".
///
/// An object's box runs around its pixels, from the left edge of the first to the right edge of the last: x2 and y2 are greater
/// by 1 than in torchvision's tutorial on Penn-Fudan, which takes the last pixel's position. Its shape is a `MaskNumber`.
/// Objects come in the order of their numbers. Masks are decoded here, several at a time.
/// Errors: DataError as of read_masks and decode_mask.
///
///     AnnotatedImages people = read_instance_masks("penn_fudan/images", "penn_fudan/masks", {.class_names = {"person"}});
AnnotatedImages read_instance_masks(const std::filesystem::path& images, const std::filesystem::path& masks,
                                    const MaskOptions& options = {});

}  // namespace graft
