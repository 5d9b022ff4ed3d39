#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/shape_text.hpp>
#include <graft/task/detection/decode_mask.hpp>
#include <graft/task/detection/encode_mask.hpp>
#include <graft/task/detection/mask_area.hpp>
#include <graft/task/detection/mask_box.hpp>
#include <graft/task/detection/mask_iou.hpp>
#include <graft/task/detection/merge_masks.hpp>
#include <graft/task/detection/rasterize_polygons.hpp>

namespace graft {

namespace detail {

[[nodiscard]] inline std::string size_text(std::int64_t width, std::int64_t height) {
  return std::to_string(width) + " x " + std::to_string(height) + " pixels";
}

/// DataError for an image that a mask cannot be of: all its pixels are counted in 32 bits.
inline void require_mask_size(std::int64_t width, std::int64_t height) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  if (width < 0 || height < 0 || width > most || height > most || (height > 0 && width > most / height))
    throw DataError("a mask of " + size_text(width, height) + "; it has at most 2147483647");
}

inline void require_runs(const RunLengths& mask) {
  require_mask_size(mask.width, mask.height);
  std::int64_t pixels = 0;
  for (const std::uint32_t count : mask.counts) pixels += count;
  if (pixels != mask.width * mask.height)
    throw DataError("the runs of a mask of " + size_text(mask.width, mask.height) + " have " + std::to_string(pixels) +
                    " pixels in all");
}

inline void require_same_size(const RunLengths& a, const RunLengths& b) {
  if (a.width != b.width || a.height != b.height)
    throw DataError("masks of one image have different sizes, " + size_text(a.width, a.height) + " and " +
                    size_text(b.width, b.height));
}

/// Walks down two masks of one size at once and calls `visit(pixels, in_a, in_b)` for each stretch in which neither changes.
template <class Visit>
void walk_together(const RunLengths& a, const RunLengths& b, const Visit& visit) {
  std::size_t next_a = 0, next_b = 0;
  std::uint32_t left_a = 0, left_b = 0;
  bool in_a = true, in_b = true;  // the first run is outside
  const std::size_t runs_a = a.counts.size(), runs_b = b.counts.size();
  while (true) {
    while (left_a == 0 && next_a < runs_a) {
      left_a = a.counts[next_a++];
      in_a = !in_a;
    }
    while (left_b == 0 && next_b < runs_b) {
      left_b = b.counts[next_b++];
      in_b = !in_b;
    }
    const std::uint32_t pixels = std::min(left_a, left_b);
    if (pixels == 0) return;
    visit(pixels, in_a, in_b);
    left_a -= pixels;
    left_b -= pixels;
  }
}

/// Appends a stretch of pixels to runs.
inline void append_run(RunLengths& mask, std::uint32_t pixels, bool inside) {
  if (pixels == 0) return;
  const bool last_is_inside = mask.counts.size() % 2 == 0;
  if (mask.counts.empty()) {
    if (inside) mask.counts.push_back(0);
    mask.counts.push_back(pixels);
  } else if (last_is_inside == inside) {
    mask.counts.back() += pixels;
  } else {
    mask.counts.push_back(pixels);
  }
}

[[nodiscard]] inline RunLengths merge_two(const RunLengths& a, const RunLengths& b) {
  require_same_size(a, b);
  RunLengths merged{.width = a.width, .height = a.height};
  walk_together(a, b, [&](std::uint32_t pixels, bool in_a, bool in_b) { append_run(merged, pixels, in_a || in_b); });
  return merged;
}

/// The edge of a polygon from one corner to the next, corners in fifths of a pixel, as the points that it goes through: one
/// for each step along its longer side.
struct PolygonEdge {
  int x1, y1, x2, y2;

  [[nodiscard]] bool is_flat() const { return std::abs(x2 - x1) >= std::abs(y2 - y1); }
  [[nodiscard]] int steps() const { return std::max(std::abs(x2 - x1), std::abs(y2 - y1)); }

  /// The point after `step` steps from the first corner. The line is computed from its end of the smaller coordinate, so that
  /// it is the same in both directions.
  [[nodiscard]] std::pair<int, int> point(int step) const {
    const bool flat = is_flat();
    int from = flat ? x1 : y1, to = flat ? x2 : y2, across = flat ? y1 : x1, across_to = flat ? y2 : x2;
    if (from > to) {
      std::swap(from, to);
      std::swap(across, across_to);
      step = to - from - step;
    }
    const double slope = to == from ? 0 : static_cast<double>(across_to - across) / (to - from);
    const int along = from + step, aside = static_cast<int>(across + slope * step + 0.5);
    return flat ? std::pair{along, aside} : std::pair{aside, along};
  }
};

/// Where the outline of a polygon enters or leaves a column, as indices of pixels down the columns; in no order.
[[nodiscard]] inline std::vector<std::uint32_t> crossings(const std::vector<std::pair<int, int>>& corners, std::int64_t width,
                                                          std::int64_t height) {
  std::vector<std::uint32_t> found;
  std::pair<int, int> before = corners.front();
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const auto [x2, y2] = corners[(i + 1) % corners.size()];
    const PolygonEdge edge{corners[i].first, corners[i].second, x2, y2};
    const int steps = edge.steps();
    for (int step = 0; step <= steps; ++step) {
      const auto point = edge.point(step);
      const auto [x, y] = std::exchange(before, point);
      if (point.first == x) continue;
      // Columns are crossed at their centres, 2 fifths and a half after their left border.
      const int left = std::min(point.first, x);
      if (left < 0 || left % 5 != 2 || left / 5 >= width) continue;
      const double lower = (std::min(point.second, y) + 0.5) / 5 - 0.5;
      const auto row = static_cast<std::int64_t>(std::ceil(std::clamp(lower, 0.0, static_cast<double>(height))));
      found.push_back(static_cast<std::uint32_t>(left / 5 * height + row));
    }
  }
  return found;
}

[[nodiscard]] inline RunLengths rasterize(const Polygon& polygon, std::int64_t width, std::int64_t height) {
  if (polygon.size() < 6 || polygon.size() % 2 != 0)
    throw DataError("a polygon of " + std::to_string(polygon.size()) +
                    " numbers; it has x and y of each corner in turn, and at least three corners");
  const double farthest = 4 * static_cast<double>(std::max(width, height)) + 1000;
  constexpr double scale = 5;
  std::vector<std::pair<int, int>> corners;
  corners.reserve(polygon.size() / 2);
  for (std::size_t i = 0; i < polygon.size(); i += 2) {
    const double x = static_cast<double>(polygon[i]), y = static_cast<double>(polygon[i + 1]);
    if (!(std::abs(x) <= farthest && std::abs(y) <= farthest))
      throw DataError("a polygon has the corner (" + std::to_string(x) + ", " + std::to_string(y) +
                      "), far outside its image of " + size_text(width, height));
    corners.emplace_back(static_cast<int>(scale * x + 0.5), static_cast<int>(scale * y + 0.5));
  }
  std::vector<std::uint32_t> changes = crossings(corners, width, height);
  std::sort(changes.begin(), changes.end());
  RunLengths mask{.width = width, .height = height};
  std::uint32_t done = 0;
  bool inside = false;
  const auto go_to = [&](std::uint32_t pixel) {
    append_run(mask, pixel - done, inside);
    done = pixel;
    inside = !inside;
  };
  for (const std::uint32_t change : changes) go_to(change);
  go_to(static_cast<std::uint32_t>(width * height));
  return mask;
}

}  // namespace detail

std::int64_t mask_area(const RunLengths& mask) {
  detail::require_runs(mask);
  std::int64_t area = 0;
  for (std::size_t i = 1; i < mask.counts.size(); i += 2) area += mask.counts[i];
  return area;
}

double mask_iou(const RunLengths& found, const RunLengths& known, bool crowd) {
  detail::require_runs(found);
  detail::require_runs(known);
  detail::require_same_size(found, known);
  std::int64_t shared = 0, either = 0, of_found = 0;
  detail::walk_together(found, known, [&](std::uint32_t pixels, bool in_found, bool in_known) {
    shared += in_found && in_known ? pixels : 0;
    either += in_found || in_known ? pixels : 0;
    of_found += in_found ? pixels : 0;
  });
  return shared == 0 ? 0 : static_cast<double>(shared) / static_cast<double>(crowd ? of_found : either);
}

ObjectBox mask_box(const RunLengths& mask) {
  detail::require_runs(mask);
  std::int64_t begin = 0, left = mask.width, right = 0, top = mask.height, bottom = 0;
  for (std::size_t i = 0; i < mask.counts.size(); ++i) {
    const std::int64_t end = begin + mask.counts[i];
    if (i % 2 == 1 && end > begin) {
      const std::int64_t last = end - 1;
      const bool in_one_column = begin / mask.height == last / mask.height;
      left = std::min(left, begin / mask.height);
      right = std::max(right, last / mask.height + 1);
      top = std::min(top, in_one_column ? begin % mask.height : 0);
      bottom = std::max(bottom, in_one_column ? last % mask.height + 1 : mask.height);
    }
    begin = end;
  }
  if (right == 0) return {};
  return {static_cast<float>(left), static_cast<float>(top), static_cast<float>(right), static_cast<float>(bottom)};
}

RunLengths merge_masks(std::span<const RunLengths> masks) {
  if (masks.empty()) throw UsageError("merge_masks() takes at least one mask");
  detail::require_runs(masks.front());
  RunLengths merged = masks.front();
  for (const RunLengths& mask : masks.subspan(1)) {
    detail::require_runs(mask);
    merged = detail::merge_two(merged, mask);
  }
  return merged;
}

::torch::Tensor decode_mask(const RunLengths& mask) {
  detail::require_runs(mask);
  const ::torch::Tensor columns = ::torch::zeros({mask.width, mask.height}, ::torch::kByte);
  std::uint8_t* pixel = columns.data_ptr<std::uint8_t>();
  for (std::size_t i = 0; i < mask.counts.size(); ++i) {
    if (i % 2 == 1) std::fill_n(pixel, mask.counts[i], std::uint8_t{1});
    pixel += mask.counts[i];
  }
  return columns.t().contiguous();
}

RunLengths encode_mask(const ::torch::Tensor& mask) {
  if (mask.dim() != 2) throw ShapeError("encode_mask() takes a mask [H, W], not " + detail::shape_text(mask));
  detail::require_mask_size(mask.size(1), mask.size(0));
  const ::torch::Tensor columns = (mask != 0).to(::torch::kCPU).t().contiguous();
  const bool* const pixels = columns.data_ptr<bool>();
  RunLengths runs{.width = mask.size(1), .height = mask.size(0)};
  const std::int64_t count = columns.numel();
  for (std::int64_t begin = 0; begin < count;) {
    std::int64_t end = begin + 1;
    while (end < count && pixels[end] == pixels[begin]) ++end;
    detail::append_run(runs, static_cast<std::uint32_t>(end - begin), pixels[begin]);
    begin = end;
  }
  return runs;
}

RunLengths rasterize_polygons(std::span<const Polygon> polygons, std::int64_t width, std::int64_t height) {
  detail::require_mask_size(width, height);
  RunLengths all{.width = width, .height = height};
  detail::append_run(all, static_cast<std::uint32_t>(width * height), false);
  for (const Polygon& polygon : polygons) all = detail::merge_two(all, detail::rasterize(polygon, width, height));
  return all;
}

}  // namespace graft
