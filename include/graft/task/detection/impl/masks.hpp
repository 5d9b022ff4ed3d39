#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/in_parallel.hpp>
#include <graft/platform/shape_text.hpp>
#include <graft/task/detection/detail/require_boxes.hpp>
#include <graft/task/detection/encode_mask.hpp>
#include <graft/task/detection/mask_area.hpp>
#include <graft/task/detection/mask_targets.hpp>
#include <graft/task/detection/paste_masks_in_image.hpp>
#include <graft/task/detection/rasterize_polygons.hpp>
#include <graft/task/detection/roi_align.hpp>
#include <graft/task/detection/shape_mask.hpp>

namespace graft {

namespace detail {

inline void require_size_of_image(std::int64_t height, std::int64_t width, const ImageSize& image) {
  if (height != image.height || width != image.width)
    throw DataError("a mask of " + std::to_string(width) + " x " + std::to_string(height) + " pixels in an image of " +
                    std::to_string(image.width) + " x " + std::to_string(image.height));
}

struct ShapeToMask {
  const ImageSize& image;
  const ::torch::Tensor& numbers;

  RunLengths operator()(const std::monostate&) const {
    throw DataError("an object has a box but no shape; masks are learned from polygons, runs or masks");
  }
  RunLengths operator()(const std::vector<Polygon>& polygons) const {
    return rasterize_polygons(polygons, image.width, image.height);
  }
  RunLengths operator()(const RunLengths& runs) const {
    require_size_of_image(runs.height, runs.width, image);
    (void)mask_area(runs);  // refuses runs that are none
    return runs;
  }
  RunLengths operator()(const MaskNumber& of_mask) const {
    if (!numbers.defined() || numbers.dim() != 2)
      throw UsageError("the shape of an object is a number in " + of_mask.mask + "; pass the numbers of that mask");
    require_size_of_image(numbers.size(0), numbers.size(1), image);
    return encode_mask(numbers == of_mask.number);
  }
};

/// Along one axis of an image: the place before each pixel of a box in a padded mask, and the share of the place after it.
class PastedAxis {
 public:
  /// The box goes from `first` to `last` pixel, both included, and `image` pixels are there.
  PastedAxis(std::int64_t first, std::int64_t last, std::int64_t image, std::int64_t places) {
    const std::int64_t size = std::max<std::int64_t>(last - first + 1, 1);
    begin = std::clamp<std::int64_t>(first, 0, image);
    end = std::clamp<std::int64_t>(last + 1, begin, image);
    const float scale = static_cast<float>(places) / static_cast<float>(size);
    for (std::int64_t pixel = begin; pixel < end; ++pixel) {
      const float at = std::max(scale * (static_cast<float>(pixel - first) + 0.5F) - 0.5F, 0.0F);
      const auto place = std::min(static_cast<std::int64_t>(at), places - 1);
      before.push_back(place);
      share.push_back(place + 1 < places ? at - static_cast<float>(place) : 0.0F);
    }
  }

  std::int64_t begin = 0, end = 0;
  std::vector<std::int64_t> before{};
  std::vector<float> share{};
};

/// Interpolates the mask (places x places, its border 0) into the image (height x width), which is 0.
inline void paste_mask(const float* mask, std::int64_t places, const PastedAxis& down, const PastedAxis& across, float* image,
                       std::int64_t width) {
  for (std::int64_t y = down.begin; y < down.end; ++y) {
    const auto row = static_cast<std::size_t>(y - down.begin);
    const float* const upper = mask + down.before[row] * places;
    const float* const lower = mask + std::min(down.before[row] + 1, places - 1) * places;
    for (std::int64_t x = across.begin; x < across.end; ++x) {
      const auto column = static_cast<std::size_t>(x - across.begin);
      const std::int64_t left = across.before[column], right = std::min(left + 1, places - 1);
      const float of_right = across.share[column], of_left = 1 - of_right;
      image[y * width + x] = (1 - down.share[row]) * (of_left * upper[left] + of_right * upper[right]) +
                             down.share[row] * (of_left * lower[left] + of_right * lower[right]);
    }
  }
}

}  // namespace detail

RunLengths shape_mask(const ObjectShape& shape, const ImageSize& image, const ::torch::Tensor& numbers) {
  return std::visit(detail::ShapeToMask{image, numbers}, shape);
}

::torch::Tensor mask_targets(const ::torch::Tensor& masks, const ::torch::Tensor& boxes, const ::torch::Tensor& objects,
                             std::int64_t size) {
  detail::require_boxes(boxes, "mask_targets");
  if (masks.dim() != 3 || objects.dim() != 1 || objects.size(0) != boxes.size(0))
    throw ShapeError("mask_targets() takes masks [M, H, W] and the object of each of " + std::to_string(boxes.size(0)) +
                     " boxes, not " + detail::shape_text(masks) + " and " + detail::shape_text(objects));
  const ::torch::NoGradGuard no_grad;
  const ::torch::Tensor regions =
      ::torch::cat({objects.to(boxes.device(), ::torch::kFloat).unsqueeze(1), boxes.to(::torch::kFloat)}, 1);
  return roi_align(masks.to(::torch::kFloat).unsqueeze(1), regions, {.height = size, .width = size}).squeeze(1);
}

::torch::Tensor paste_masks_in_image(const ::torch::Tensor& masks, const ::torch::Tensor& boxes, const ImageSize& image) {
  detail::require_boxes(boxes, "paste_masks_in_image");
  const bool fits = (masks.dim() == 3 || (masks.dim() == 4 && masks.size(1) == 1)) && masks.size(0) == boxes.size(0) &&
                    masks.size(-1) == masks.size(-2) && masks.size(-1) > 0;
  if (!fits)
    throw ShapeError("paste_masks_in_image() takes square masks [" + std::to_string(boxes.size(0)) +
                     ", M, M] for so many boxes, not " + detail::shape_text(masks));
  if (!boxes.isfinite().all().item<bool>()) throw DataError("paste_masks_in_image() has a box that is not finite numbers");
  const ::torch::NoGradGuard no_grad;
  const std::int64_t count = boxes.size(0), places = masks.size(-1) + 2;
  const ::torch::Tensor padded =
      ::torch::constant_pad_nd(masks.reshape({count, places - 2, places - 2}).to(::torch::kCPU, ::torch::kFloat), {1, 1, 1, 1})
          .contiguous();
  // The border belongs to the mask: boxes grow with it. Whole numbers beyond any image stay far from overflow.
  const ::torch::Tensor here = boxes.to(::torch::kCPU, ::torch::kFloat);
  const float growth = static_cast<float>(places) / static_cast<float>(places - 2);
  const ::torch::Tensor half = (here.slice(1, 2, 4) - here.slice(1, 0, 2)) * 0.5 * growth;
  const ::torch::Tensor centre = (here.slice(1, 2, 4) + here.slice(1, 0, 2)) * 0.5;
  const ::torch::Tensor grown =
      ::torch::cat({centre - half, centre + half}, 1).clamp(-1e9, 1e9).to(::torch::kLong).contiguous();
  const ::torch::Tensor result = ::torch::zeros({count, image.height, image.width});
  const float* const from = padded.data_ptr<float>();
  const std::int64_t* const corners = grown.data_ptr<std::int64_t>();
  float* const to = result.data_ptr<float>();
  const auto threads = static_cast<std::size_t>(::torch::get_num_threads());
  detail::in_parallel(static_cast<std::size_t>(count), count > 1 ? threads : 1, [&](std::size_t which) {
    const auto i = static_cast<std::int64_t>(which);
    const detail::PastedAxis down(corners[4 * i + 1], corners[4 * i + 3], image.height, places);
    const detail::PastedAxis across(corners[4 * i], corners[4 * i + 2], image.width, places);
    detail::paste_mask(from + i * places * places, places, down, across, to + i * image.height * image.width, image.width);
  });
  return result.to(masks.device());
}

}  // namespace graft
