#include "task/recorded_tensors.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <graft/task/detection/rasterize_polygons.hpp>
#include <graft/task/metrics/coco_average_precision.hpp>

namespace coco_average_precision_tests {

using namespace graft;
using namespace task_tests;

ObjectBox box_of(const torch::Tensor& row, std::int64_t first) {
  const auto at = [&](std::int64_t i) { return row[first + i].item<float>(); };
  return {at(0), at(1), at(2), at(3)};
}

/// The eight-cornered mask in a box, as recorded/record_coco.py makes it.
RunLengths octagon(const ObjectBox& box) {
  const float a = box.width() / 4, b = box.height() / 4;
  return rasterize_polygons(
      std::vector<Polygon>{{box.x1 + a, box.y1, box.x2 - a, box.y1, box.x2, box.y1 + b, box.x2, box.y2 - b, box.x2 - a, box.y2,
                            box.x1 + a, box.y2, box.x1, box.y2 - b, box.x1, box.y1 + b}},
      260, 220);
}

CocoResult evaluate(const std::string& name, CocoAveragePrecision::Compares compares) {
  const torch::Tensor all_known = recorded(name + ".known", "coco.txt"), all_found = recorded(name + ".found", "coco.txt");
  CocoAveragePrecision metric(compares);
  for (std::int64_t image = 1; image <= recorded_int(name + ".images", "coco.txt").item<std::int64_t>(); ++image) {
    std::vector<FoundObject> found;
    std::vector<KnownObject> known;
    for (std::int64_t i = 0; i < all_known.size(0); ++i) {
      const torch::Tensor row = all_known[i];
      if (row[0].item<std::int64_t>() != image) continue;
      known.push_back({.box = box_of(row, 4),
                       .label = row[1].item<std::int64_t>(),
                       .crowd = row[2].item<float>() != 0,
                       .area = row[3].item<double>()});
      if (compares == CocoAveragePrecision::Compares::masks) known.back().mask = octagon(known.back().box);
    }
    for (std::int64_t i = 0; i < all_found.size(0); ++i) {
      const torch::Tensor row = all_found[i];
      if (row[0].item<std::int64_t>() != image) continue;
      found.push_back({.box = box_of(row, 3), .score = row[2].item<double>(), .label = row[1].item<std::int64_t>()});
      if (compares == CocoAveragePrecision::Compares::masks) found.back().mask = octagon(found.back().box);
    }
    metric.add(found, known);
  }
  return metric.result();
}

void check(const std::string& name, const std::string& kind, CocoAveragePrecision::Compares compares) {
  CAPTURE(name + "." + kind);
  const CocoResult r = evaluate(name, compares);
  const std::vector<double> got{r.ap,  r.ap50, r.ap75,  r.ap_small, r.ap_medium, r.ap_large,
                                r.ar1, r.ar10, r.ar100, r.ar_small, r.ar_medium, r.ar_large};
  CHECK(difference(torch::tensor(got, torch::kDouble), recorded(name + "." + kind, "coco.txt")) < 1e-6);
  const torch::Tensor classes = recorded(name + "." + kind + ".classes", "coco.txt");
  for (std::int64_t i = 0; i < classes.size(0); ++i) {
    const double wanted = classes[i].item<double>();
    CHECK(r.class_ap.contains(i) == (wanted >= 0));
    if (wanted >= 0) CHECK(r.class_ap.at(i) == doctest::Approx(wanted).epsilon(1e-5));
  }
}

TEST_CASE("average precision and recall of boxes are pycocotools', crowds, areas and equal scores included") {
  for (const std::string name : {"mixed", "small", "crowded", "one", "nothing_found", "nothing_known", "masks"})
    check(name, "bbox", CocoAveragePrecision::Compares::boxes);
}

TEST_CASE("those of masks, too") { check("masks", "segm", CocoAveragePrecision::Compares::masks); }

TEST_CASE("without any image there is nothing to be found; what is found rightly is right") {
  CHECK(CocoAveragePrecision().result().ap == -1);
  CHECK(CocoAveragePrecision().result().class_ap.empty());
  CocoAveragePrecision metric;
  const std::vector<FoundObject> found{{.box = {0, 0, 50, 50}, .score = 0.9, .label = 7}};
  const std::vector<KnownObject> known{{.box = {0, 0, 50, 50}, .label = 7}};
  metric.add(found, known);
  metric.add({}, {});
  CHECK(metric.result().ap == doctest::Approx(1));
  CHECK(metric.result().ap_medium == doctest::Approx(1));  // by the area of its box
  CHECK(metric.result().ap_small == -1);
  metric.add({}, known);
  CHECK(metric.result().ar100 == doctest::Approx(0.5));
}

TEST_CASE("what cannot be compared is refused") {
  CocoAveragePrecision of_boxes, of_masks(CocoAveragePrecision::Compares::masks);
  const std::vector<FoundObject> found{{.box = {0, 0, 5, 5}, .score = std::nan("")}};
  CHECK(
      complaint<DataError>([&] { of_boxes.add(found, {}); }) ==
      "average precision is of boxes and scores that are finite numbers, not of (0.000000, 0.000000, 5.000000, 5.000000) with "
      "the score nan");
  const std::vector<KnownObject> known{{.box = {0, 0, 5, 5}}};
  CHECK(complaint<DataError>([&] { of_masks.add({}, known); }) == "average precision of masks: a known object has none");
}

}  // namespace coco_average_precision_tests
