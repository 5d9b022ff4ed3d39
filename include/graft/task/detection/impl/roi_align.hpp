#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/in_parallel.hpp>
#include <graft/platform/shape_text.hpp>
#include <graft/platform/vector_lanes.hpp>
#include <graft/task/detection/detail/require_boxes.hpp>
#include <graft/task/detection/roi_align.hpp>

namespace graft {

namespace detail {

/// A place of a feature map along one axis, and its share of a bin.
template <class Number>
struct Tap {
  std::int64_t place;
  Number weight;
};

/// What the bins of a region are made of along one axis. Bilinear interpolation is a product of one for each axis, so that a
/// bin is the sum over its rows and columns of products of their weights.
template <class Number>
struct BinsAlongAxis {
  std::vector<Tap<Number>> taps{};
  std::vector<std::size_t> end{};  // of each bin's taps
  double points = 1;               // in a bin

  /// Points are at the middles of equal parts of a bin; the ones outside of the feature map count as 0.
  void fill(Number start, Number size, std::int64_t bins, std::int64_t places, std::int64_t sampling_ratio) {
    taps.clear();
    end.clear();
    const Number bin = size / static_cast<Number>(bins);
    const Number wanted = sampling_ratio > 0 ? static_cast<Number>(sampling_ratio) : std::ceil(bin);
    points = static_cast<double>(wanted);
    const Number step = bin / wanted;
    for (std::int64_t i = 0; i < bins; ++i) {
      const Number from = start + static_cast<Number>(i) * bin;
      double first = 0, last = sampling_ratio > 0 ? points : 0;
      if (step > 0) {  // only points that can lie inside are visited: a box may be many times as large as the image
        const double whole_step = static_cast<double>(step), at = static_cast<double>(from);
        first = std::max(first, std::floor((-1 - at) / whole_step) - 2);
        last = std::min(points, std::ceil((static_cast<double>(places) - at) / whole_step) + 2);
      }
      // Of a bin of more points than float64 counts, those inside are next to none.
      constexpr double most = 1e15;
      for (double point = first; point < std::min(last, most); ++point)
        add(from + (static_cast<Number>(point) + Number{0.5}) * bin / wanted, places);
      end.push_back(taps.size());
    }
  }

 private:
  void add(Number at, std::int64_t places) {
    if (!(at >= -1 && at <= static_cast<Number>(places))) return;
    at = std::max(at, Number{0});
    const auto low = static_cast<std::int64_t>(at);
    if (low >= places - 1) {
      add_tap(places - 1, 1);
      return;
    }
    const Number of_high = at - static_cast<Number>(low);
    add_tap(low, 1 - of_high);
    add_tap(low + 1, of_high);
  }

  void add_tap(std::int64_t place, Number weight) {
    const std::size_t begin = end.empty() ? 0 : end.back();
    for (std::size_t i = taps.size(); i > begin && i + 2 > taps.size(); --i)
      if (taps[i - 1].place == place) {
        taps[i - 1].weight += weight;
        return;
      }
    taps.push_back({place, weight});
  }
};

/// A region in places of its feature map.
template <class Number>
class RoiRegion {
 public:
  void fill(const Number* region, std::int64_t height, std::int64_t width, const RoiAlignOptions& options) {
    const auto scale = static_cast<Number>(options.spatial_scale);
    const Number offset = options.aligned ? Number{0.5} : Number{0};
    const Number x1 = region[1] * scale - offset, y1 = region[2] * scale - offset;
    Number wide = region[3] * scale - offset - x1, high = region[4] * scale - offset - y1;
    if (!options.aligned) {
      wide = std::max(wide, Number{1});
      high = std::max(high, Number{1});
    }
    image_ = static_cast<std::int64_t>(region[0]);
    down_.fill(y1, high, options.height, height, options.sampling_ratio);
    across_.fill(x1, wide, options.width, width, options.sampling_ratio);
  }

  [[nodiscard]] std::int64_t image() const { return image_; }

  /// Calls `visit(bin, row, column, weight)` for all places of all bins.
  template <class Visit>
  void for_each(const Visit& visit) const {
    const double points = std::max(down_.points * across_.points, 1.0);
    const auto share = static_cast<Number>(1 / points);
    for (std::size_t i = 0, first_row = 0; i < down_.end.size(); first_row = down_.end[i++])
      for (std::size_t j = 0, first_column = 0; j < across_.end.size(); first_column = across_.end[j++])
        for (std::size_t row = first_row; row < down_.end[i]; ++row)
          for (std::size_t column = first_column; column < across_.end[j]; ++column)
            visit(i * across_.end.size() + j, down_.taps[row].place, across_.taps[column].place,
                  down_.taps[row].weight * across_.taps[column].weight * share);
  }

 private:
  std::int64_t image_ = 0;
  BinsAlongAxis<Number> down_, across_;
};

/// to[i] += weight * from[i]
template <class Number>
void add_scaled(Number* to, const Number* from, Number weight, std::int64_t count) {
  std::int64_t i = 0;
  if constexpr (std::is_same_v<Number, float>)
    for (; i + 16 <= count; i += 16) {
      const Lane sum = *reinterpret_cast<const StoredLane*>(to + i) + weight * *reinterpret_cast<const StoredLane*>(from + i);
      *reinterpret_cast<StoredLane*>(to + i) = sum;
    }
  for (; i < count; ++i) to[i] += weight * from[i];
}

/// How many threads are worth it for so many products.
[[nodiscard]] inline std::size_t roi_align_threads(std::int64_t products) {
  constexpr std::int64_t worth_a_thread = 200'000;
  return static_cast<std::size_t>(std::clamp<std::int64_t>(products / worth_a_thread, 1, ::torch::get_num_threads()));
}

/// The work of about so many products: four places of a feature map a bin.
[[nodiscard]] inline std::int64_t roi_align_products(std::int64_t regions, std::int64_t channels,
                                                     const RoiAlignOptions& options) {
  return regions * channels * options.height * options.width * 4;
}

/// `features` (N, H, W, C) and `regions` on the processor, contiguous and of one type; fills `result` (K, bins, C), which is 0.
template <class Number>
void roi_align_forward(const ::torch::Tensor& features, const ::torch::Tensor& regions, const ::torch::Tensor& result,
                       const RoiAlignOptions& options) {
  const std::int64_t height = features.size(1), width = features.size(2), channels = features.size(3);
  const std::int64_t count = regions.size(0), bins = options.height * options.width;
  const Number *const from = features.data_ptr<Number>(), *const all = regions.data_ptr<Number>();
  Number* const to = result.data_ptr<Number>();
  const std::size_t threads = roi_align_threads(roi_align_products(count, channels, options));
  constexpr std::int64_t at_once = 8;
  in_parallel(static_cast<std::size_t>((count + at_once - 1) / at_once), threads, [&](std::size_t part) {
    RoiRegion<Number> region;
    const std::int64_t begin = static_cast<std::int64_t>(part) * at_once;
    for (std::int64_t k = begin; k < std::min(count, begin + at_once); ++k) {
      region.fill(all + 5 * k, height, width, options);
      const Number* const image = from + region.image() * height * width * channels;
      region.for_each([&](std::size_t bin, std::int64_t row, std::int64_t column, Number weight) {
        add_scaled(to + (k * bins + static_cast<std::int64_t>(bin)) * channels, image + (row * width + column) * channels,
                   weight, channels);
      });
    }
  });
}

/// Adds the gradient (K, bins, C) of the result to that of the features (N, H, W, C). Each thread has channels of its own, so
/// that no two add to the same number, and sums do not depend on the number of threads.
template <class Number>
void roi_align_backward(const ::torch::Tensor& of_result, const ::torch::Tensor& regions, const ::torch::Tensor& of_features,
                        const RoiAlignOptions& options) {
  const std::int64_t height = of_features.size(1), width = of_features.size(2), channels = of_features.size(3);
  const std::int64_t count = regions.size(0), bins = options.height * options.width;
  const Number *const from = of_result.data_ptr<Number>(), *const all = regions.data_ptr<Number>();
  Number* const to = of_features.data_ptr<Number>();
  const std::size_t threads = roi_align_threads(roi_align_products(count, channels, options));
  constexpr std::int64_t lane = 16;
  const std::int64_t lanes = (channels + lane - 1) / lane;
  const std::int64_t parts = std::clamp<std::int64_t>(static_cast<std::int64_t>(threads), 1, std::max<std::int64_t>(lanes, 1));
  const std::int64_t each = (lanes + parts - 1) / parts * lane;
  in_parallel(static_cast<std::size_t>(parts), threads, [&](std::size_t part) {
    const std::int64_t begin = static_cast<std::int64_t>(part) * each, own = std::min(each, channels - begin);
    if (own <= 0) return;
    RoiRegion<Number> region;
    for (std::int64_t k = 0; k < count; ++k) {
      region.fill(all + 5 * k, height, width, options);
      Number* const image = to + region.image() * height * width * channels + begin;
      region.for_each([&](std::size_t bin, std::int64_t row, std::int64_t column, Number weight) {
        add_scaled(image + (row * width + column) * channels,
                   from + (k * bins + static_cast<std::int64_t>(bin)) * channels + begin, weight, own);
      });
    }
  });
}

class RoiAlignFunction : public ::torch::autograd::Function<RoiAlignFunction> {
 public:
  static ::torch::Tensor forward(::torch::autograd::AutogradContext* context, const ::torch::Tensor& features,
                                 const ::torch::Tensor& regions, const RoiAlignOptions& options) {
    const auto type = features.scalar_type() == ::torch::kDouble ? ::torch::kDouble : ::torch::kFloat;
    const ::torch::Tensor here = features.to(::torch::kCPU, type).permute({0, 2, 3, 1}).contiguous();
    const ::torch::Tensor regions_here = regions.to(::torch::kCPU, type).contiguous();
    const ::torch::Tensor result =
        ::torch::zeros({regions.size(0), options.height, options.width, features.size(1)}, here.options());
    if (result.numel() > 0 && here.numel() > 0) {
      if (type == ::torch::kDouble)
        roi_align_forward<double>(here, regions_here, result, options);
      else
        roi_align_forward<float>(here, regions_here, result, options);
    }
    context->saved_data["sizes"] = features.sizes().vec();
    context->saved_data["bins"] = std::vector<std::int64_t>{options.height, options.width, options.sampling_ratio};
    context->saved_data["scale"] = options.spatial_scale;
    context->saved_data["aligned"] = options.aligned;
    context->save_for_backward({regions_here});
    const auto format = features.suggest_memory_format();
    return result.permute({0, 3, 1, 2}).contiguous(format).to(features.device(), features.scalar_type());
  }

  static ::torch::autograd::variable_list backward(::torch::autograd::AutogradContext* context,
                                                   const ::torch::autograd::variable_list& gradients) {
    const std::vector<std::int64_t> sizes = context->saved_data["sizes"].toIntVector(),
                                    bins = context->saved_data["bins"].toIntVector();
    const RoiAlignOptions options{.height = bins[0],
                                  .width = bins[1],
                                  .spatial_scale = context->saved_data["scale"].toDouble(),
                                  .sampling_ratio = bins[2],
                                  .aligned = context->saved_data["aligned"].toBool()};
    const ::torch::Tensor regions = context->get_saved_variables()[0], &of_result = gradients[0];
    const ::torch::Tensor here = of_result.to(::torch::kCPU, regions.scalar_type()).permute({0, 2, 3, 1}).contiguous();
    const ::torch::Tensor of_features = ::torch::zeros({sizes[0], sizes[2], sizes[3], sizes[1]}, here.options());
    if (here.numel() > 0 && of_features.numel() > 0) {
      if (regions.scalar_type() == ::torch::kDouble)
        roi_align_backward<double>(here, regions, of_features, options);
      else
        roi_align_backward<float>(here, regions, of_features, options);
    }
    return {of_features.permute({0, 3, 1, 2}).to(of_result.device(), of_result.scalar_type()), ::torch::Tensor(),
            ::torch::Tensor()};
  }
};

}  // namespace detail

::torch::Tensor roi_align(const ::torch::Tensor& features, const ::torch::Tensor& regions, const RoiAlignOptions& options) {
  if (features.dim() != 4 || regions.dim() != 2 || regions.size(1) != 5 || !features.is_floating_point() ||
      !regions.is_floating_point())
    throw ShapeError("roi_align() takes features [N, C, H, W] and regions [K, 5], image and box, not " +
                     detail::shape_text(features) + " and " + detail::shape_text(regions));
  if (options.height < 1 || options.width < 1)
    throw UsageError("roi_align() makes at least one bin, not " + std::to_string(options.height) + " x " +
                     std::to_string(options.width));
  if (regions.size(0) > 0) {
    const ::torch::Tensor image = regions.detach().select(1, 0);
    if (!regions.isfinite().all().item<bool>())
      throw DataError("roi_align() has a region that is not finite numbers; has training diverged?");
    const auto least = image.min().item<double>(), most = image.max().item<double>();
    if (!(least >= 0 && most < static_cast<double>(features.size(0))))
      throw DataError("roi_align() has a region of image " + std::to_string(least < 0 ? least : most) + "; there are " +
                      std::to_string(features.size(0)) + " images, numbered from 0");
  }
  return detail::RoiAlignFunction::apply(features, regions.detach(), options);
}

}  // namespace graft
