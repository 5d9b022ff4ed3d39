#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/annotated_images.hpp>
#include <graft/data/annotation/box_options.hpp>
#include <graft/data/annotation/detail/annotation_text.hpp>
#include <graft/data/dataset/object_box.hpp>
#include <graft/data/image/image_size.hpp>

namespace graft::detail {

/// The edges of a box as a file says them.
struct BoxEdges {
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
};

inline std::string box_text(const BoxEdges& box) {
  return "box (" + number_text(box.x1) + ", " + number_text(box.y1) + ", " + number_text(box.x2) + ", " + number_text(box.y2) +
         ")";
}

/// The box as far as it lies in the image; counted in `counts` where it is clipped, or left out, which gives nothing. What is
/// rounded away in files of text is no part of a box.
///
/// `where()` says which box it is. Errors: DataError as `options` say.
template <class Where>
std::optional<ObjectBox> checked_box(const BoxEdges& box, const ImageSize& size, const BoxOptions& options,
                                     AnnotatedImages& counts, const Where& where) {
  const double width = static_cast<double>(size.width), height = static_cast<double>(size.height);
  const auto refuse = [&](const std::string& what, const std::string& hint) {
    throw DataError(where() + ": " + box_text(box) + " " + what + "; " + hint);
  };
  const auto leave_out = [&](const std::string& what) {
    if (!options.leave_out_bad_boxes) refuse(what, "correct it, or set leave_out_bad_boxes");
    ++counts.boxes_left_out;
    return std::nullopt;
  };
  if (!std::isfinite(box.x1) || !std::isfinite(box.y1) || !std::isfinite(box.x2) || !std::isfinite(box.y2))
    refuse("is not finite", "correct it");
  if (!(box.x1 < box.x2) || !(box.y1 < box.y2)) return leave_out("has no area");
  const std::string image = std::to_string(size.width) + "x" + std::to_string(size.height);
  const BoxEdges inside{std::clamp(box.x1, 0.0, width), std::clamp(box.y1, 0.0, height), std::clamp(box.x2, 0.0, width),
                        std::clamp(box.y2, 0.0, height)};
  const ObjectBox result{static_cast<float>(inside.x1), static_cast<float>(inside.y1), static_cast<float>(inside.x2),
                         static_cast<float>(inside.y2)};
  if (!(result.x1 < result.x2) || !(result.y1 < result.y2)) return leave_out("lies outside its image of " + image);
  const double beyond = std::max({inside.x1 - box.x1, inside.y1 - box.y1, box.x2 - inside.x2, box.y2 - inside.y2});
  const double rounded = 0.01 + 1e-5 * std::max(width, height);
  if (beyond > rounded) {
    if (!options.clip_boxes) refuse("goes beyond its image of " + image, "correct it, or set clip_boxes");
    ++counts.boxes_clipped;
  }
  return result;
}

}  // namespace graft::detail
