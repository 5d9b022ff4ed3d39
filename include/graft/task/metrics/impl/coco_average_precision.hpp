#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/task/detection/mask_area.hpp>
#include <graft/task/detection/mask_box.hpp>
#include <graft/task/detection/mask_iou.hpp>
#include <graft/task/metrics/coco_average_precision.hpp>

namespace graft {

namespace detail {

inline constexpr std::size_t coco_recalls = 101;
inline constexpr std::size_t most_found = 100;  // of a class in an image

/// `index` of `count` numbers from `first` to `last`, rounded as numpy.linspace does it: a recall can be just one of them.
[[nodiscard]] inline double evenly_spaced(double first, double last, std::size_t count, std::size_t index) {
  if (index + 1 == count) return last;
  return static_cast<double>(index) * ((last - first) / static_cast<double>(count - 1)) + first;
}

[[nodiscard]] inline double coco_threshold(std::size_t index) { return evenly_spaced(0.5, 0.95, 10, index); }

/// Whether objects of that area are of the size: all, small, medium, large.
[[nodiscard]] inline bool has_size(double area, std::size_t size) {
  constexpr double small = 32 * 32, large = 96 * 96, most = 1e10;
  constexpr double least_of[] = {0, 0, small, large}, most_of[] = {most, small, large, most};
  return area >= least_of[size] && area <= most_of[size];
}

[[nodiscard]] inline double exact_area(const ObjectBox& box) {
  return (static_cast<double>(box.x2) - static_cast<double>(box.x1)) *
         (static_cast<double>(box.y2) - static_cast<double>(box.y1));
}

/// Intersection over union of boxes in float64; over the area of `found` where `known` is a crowd.
[[nodiscard]] inline double exact_iou(const ObjectBox& found, const ObjectBox& known, bool crowd) {
  const double width = static_cast<double>(std::min(found.x2, known.x2)) - static_cast<double>(std::max(found.x1, known.x1));
  const double height = static_cast<double>(std::min(found.y2, known.y2)) - static_cast<double>(std::max(found.y1, known.y1));
  if (width <= 0 || height <= 0) return 0;
  const double shared = width * height, of_found = exact_area(found);
  return shared / (crowd ? of_found : of_found + exact_area(known) - shared);
}

/// Where an object is, and how large: its box, or that of its mask.
struct CocoExtent {
  ObjectBox box{};
  double area = 0;
};

template <class AnyObject>
[[nodiscard]] CocoExtent extent_of(const AnyObject& object, bool of_masks) {
  if (!of_masks) return {object.box, exact_area(object.box)};
  return {mask_box(*object.mask), static_cast<double>(mask_area(*object.mask))};
}

inline void require_finite(const ObjectBox& box, double score) {
  if (std::isfinite(box.x1) && std::isfinite(box.y1) && std::isfinite(box.x2) && std::isfinite(box.y2) && std::isfinite(score))
    return;
  throw DataError("average precision is of boxes and scores that are finite numbers, not of (" + std::to_string(box.x1) + ", " +
                  std::to_string(box.y1) + ", " + std::to_string(box.x2) + ", " + std::to_string(box.y2) + ") with the score " +
                  std::to_string(score));
}

/// A detection of a class as one size of objects and one threshold see it.
struct CocoDetection {
  bool right = false, counts = false;
};

/// Mean precision over the 101 recalls, by detections in the order of their scores, of `known` objects.
[[nodiscard]] inline double mean_precision(const std::vector<CocoDetection>& found, std::int64_t known) {
  std::vector<double> recall(found.size()), precision(found.size());
  double right = 0, wrong = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].counts) (found[i].right ? right : wrong) += 1;
    recall[i] = right / static_cast<double>(known);
    precision[i] = right / (right + wrong + std::numeric_limits<double>::epsilon());
  }
  for (std::size_t i = found.size(); i-- > 1;) precision[i - 1] = std::max(precision[i - 1], precision[i]);
  double sum = 0;
  for (std::size_t i = 0; i < coco_recalls; ++i) {
    const auto reached = std::lower_bound(recall.begin(), recall.end(), evenly_spaced(0, 1, coco_recalls, i));
    if (reached == recall.end()) break;
    sum += precision[static_cast<std::size_t>(reached - recall.begin())];
  }
  return sum / static_cast<double>(coco_recalls);
}

/// A mean of numbers that arrive one by one, -1 of none.
class MeanOrNone {
 public:
  void add(double value) {
    sum_ += value;
    ++count_;
  }
  [[nodiscard]] double value() const { return count_ == 0 ? -1 : sum_ / static_cast<double>(count_); }

 private:
  double sum_ = 0;
  std::int64_t count_ = 0;
};

}  // namespace detail

void CocoAveragePrecision::judge(Class& of_class, const std::vector<const FoundObject*>& found,
                                 const std::vector<const KnownObject*>& known) const {
  const bool of_masks = compares_ == Compares::masks;
  const std::size_t count = known.size();
  const auto measure = [&](const auto& objects) {
    std::vector<detail::CocoExtent> extents;
    for (const auto* object : objects) extents.push_back(detail::extent_of(*object, of_masks));
    return extents;
  };
  const std::vector<detail::CocoExtent> extent_of_found = measure(found), extent_of_known = measure(known);
  std::vector<double> iou(found.size() * count), area(count);
  for (std::size_t g = 0; g < count; ++g) {
    const KnownObject& object = *known[g];
    area[g] = object.area.value_or(extent_of_known[g].area);
    for (std::size_t d = 0; d < found.size(); ++d) {
      double& of_pair = iou[d * count + g];
      of_pair = detail::exact_iou(extent_of_found[d].box, extent_of_known[g].box, object.crowd);
      if (of_masks && of_pair > 0) of_pair = mask_iou(*found[d]->mask, *object.mask, object.crowd);
    }
  }
  const std::size_t first = of_class.found.size();
  for (std::size_t d = 0; d < found.size(); ++d) of_class.found.push_back({.score = found[d]->score, .rank = d});

  for (std::size_t size = 0; size < sizes; ++size) {
    // Objects that count come first: a detection takes one that does not only if no other is left for it.
    std::vector<std::uint8_t> ignored(count);
    for (std::size_t g = 0; g < count; ++g) ignored[g] = known[g]->crowd || !detail::has_size(area[g], size);
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_partition(order.begin(), order.end(), [&](std::size_t g) { return ignored[g] == 0; });
    of_class.known[size] += std::count(ignored.begin(), ignored.end(), 0);

    for (std::size_t t = 0; t < thresholds; ++t) {
      std::vector<std::uint8_t> taken(count, 0);
      for (std::size_t d = 0; d < found.size(); ++d) {
        double best = std::min(detail::coco_threshold(t), 1 - 1e-10);
        std::size_t match = count;
        for (const std::size_t g : order) {
          if (taken[g] != 0 && !known[g]->crowd) continue;
          if (match < count && ignored[match] == 0 && ignored[g] != 0) break;
          if (iou[d * count + g] < best) continue;
          best = iou[d * count + g];
          match = g;
        }
        Judged& judged = of_class.found[first + d];
        const auto bit = static_cast<std::uint16_t>(1U << t);
        if (match < count) {
          taken[match] = 1;
          judged.right[size] |= bit;
          if (ignored[match] != 0) judged.uncounted[size] |= bit;
        } else if (!detail::has_size(extent_of_found[d].area, size)) {
          judged.uncounted[size] |= bit;
        }
      }
    }
  }
}

void CocoAveragePrecision::add(std::span<const FoundObject> found, std::span<const KnownObject> known) {
  const auto require_mask = [&](const std::optional<RunLengths>& mask, const char* whose) {
    if (compares_ == Compares::masks && !mask)
      throw DataError(std::string("average precision of masks: ") + whose + " object has none");
  };
  std::map<std::int64_t, std::pair<std::vector<const FoundObject*>, std::vector<const KnownObject*>>> of_image;
  for (const FoundObject& object : found) {
    detail::require_finite(object.box, object.score);
    require_mask(object.mask, "a found");
    of_image[object.label].first.push_back(&object);
  }
  for (const KnownObject& object : known) {
    detail::require_finite(object.box, object.area.value_or(0));
    require_mask(object.mask, "a known");
    of_image[object.label].second.push_back(&object);
  }
  for (auto& [label, objects] : of_image) {
    auto& [found_of_class, known_of_class] = objects;
    std::stable_sort(found_of_class.begin(), found_of_class.end(),
                     [](const FoundObject* a, const FoundObject* b) { return a->score > b->score; });
    if (found_of_class.size() > detail::most_found) found_of_class.resize(detail::most_found);
    judge(classes_[label], found_of_class, known_of_class);
  }
}

CocoResult CocoAveragePrecision::result() const {
  CocoResult result;
  std::array<detail::MeanOrNone, sizes> precision, recall;
  detail::MeanOrNone at_half, at_three_quarters, recall_of_one, recall_of_ten;
  for (const auto& one : classes_) {
    const std::int64_t label = one.first;
    const Class& of_class = one.second;  // no structured binding: clang 14 does not let a lambda have it
    std::vector<std::size_t> order(of_class.found.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return of_class.found[a].score > of_class.found[b].score; });
    detail::MeanOrNone all_thresholds;
    for (std::size_t size = 0; size < sizes; ++size) {
      const std::int64_t known = of_class.known[size];
      if (known == 0) continue;
      for (std::size_t t = 0; t < thresholds; ++t) {
        const auto seen = [&](const Judged& judged) {
          return detail::CocoDetection{.right = (judged.right[size] >> t & 1U) != 0,
                                       .counts = (judged.uncounted[size] >> t & 1U) == 0};
        };
        std::vector<detail::CocoDetection> found;
        found.reserve(order.size());
        for (const std::size_t i : order) found.push_back(seen(of_class.found[i]));
        const double mean = detail::mean_precision(found, known);
        const auto recall_of = [&](std::size_t most) {
          std::int64_t right = 0;
          for (const Judged& judged : of_class.found)
            if (judged.rank < most && seen(judged).right && seen(judged).counts) ++right;
          return static_cast<double>(right) / static_cast<double>(known);
        };
        precision[size].add(mean);
        recall[size].add(recall_of(detail::most_found));
        if (size != 0) continue;
        all_thresholds.add(mean);
        recall_of_one.add(recall_of(1));
        recall_of_ten.add(recall_of(10));
        if (t == 0) at_half.add(mean);
        if (t == 5) at_three_quarters.add(mean);
      }
    }
    if (of_class.known[0] > 0) result.class_ap[label] = all_thresholds.value();
  }
  result.ap = precision[0].value();
  result.ap50 = at_half.value();
  result.ap75 = at_three_quarters.value();
  result.ap_small = precision[1].value();
  result.ap_medium = precision[2].value();
  result.ap_large = precision[3].value();
  result.ar1 = recall_of_one.value();
  result.ar10 = recall_of_ten.value();
  result.ar100 = recall[0].value();
  result.ar_small = recall[1].value();
  result.ar_medium = recall[2].value();
  result.ar_large = recall[3].value();
  return result;
}

}  // namespace graft
