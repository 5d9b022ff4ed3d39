#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include <graft/task/metrics/coco_objects.hpp>

namespace graft {

/// The twelve numbers of COCO's table, from 0 to 1; -1 where the data have no object to be found.
///
/// Small objects are those of an area up to 32 x 32 pixels, medium ones up to 96 x 96, large ones above.
struct CocoResult {
  double ap = -1;    ///< average precision, the mean over IoUs of 0.5, 0.55, ..., 0.95, and over classes
  double ap50 = -1;  ///< at an IoU of 0.5
  double ap75 = -1;
  double ap_small = -1, ap_medium = -1, ap_large = -1;
  double ar1 = -1;  ///< average recall with the one surest detection of each class in each image
  double ar10 = -1;
  double ar100 = -1;
  double ar_small = -1, ar_medium = -1, ar_large = -1;

  std::map<std::int64_t, double> class_ap{};  ///< `ap` of each class that the data have
};

/// COCO's average precision of boxes or masks.
///
///     CocoAveragePrecision metric;
///     for (...) metric.add(found, known);  // image by image; one without objects counts, too
///     std::cout << metric.result().ap50;
///
/// Source: Lin et al., "Microsoft COCO", 2014; pycocotools.cocoeval, whose numbers it gives for images in the order of their
///         ids.
class CocoAveragePrecision {
 public:
  enum class Compares { boxes, masks };

  explicit CocoAveragePrecision(Compares compares = Compares::boxes) : compares_(compares) {}

  /// Takes an image into account: what was found in it and what is known to be in it. Of each class, the 100 surest count.
  /// Errors: DataError for a box or score that is no finite number, a mask that is missing, or masks of different sizes.
  void add(std::span<const FoundObject> found, std::span<const KnownObject> known);

  [[nodiscard]] CocoResult result() const;

 private:
  static constexpr std::size_t sizes = 4;        // of objects: all, small, medium, large
  static constexpr std::size_t thresholds = 10;  // of the IoU

  /// A detection: for each size, a bit for each threshold at which it is right or does not count.
  struct Judged {
    double score = 0;
    std::size_t rank = 0;  // in its image, among those of its class
    std::array<std::uint16_t, sizes> right{}, uncounted{};
  };
  struct Class {
    std::vector<Judged> found{};
    std::array<std::int64_t, sizes> known{};  // how many count
  };

  Compares compares_;
  std::map<std::int64_t, Class> classes_{};

  void judge(Class& of_class, const std::vector<const FoundObject*>& found, const std::vector<const KnownObject*>& known) const;
};

}  // namespace graft
