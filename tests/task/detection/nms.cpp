#include "task/recorded_tensors.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <graft/task/detection/batched_nms.hpp>
#include <graft/task/detection/nms.hpp>

namespace nms_tests {

using namespace graft;
using namespace task_tests;

TEST_CASE("the boxes that are kept, and their order, are torchvision's, ties included") {
  for (const std::string name : {"nms", "nms_exact"}) {
    const torch::Tensor boxes = recorded(name + ".boxes"), scores = recorded(name + ".scores");
    for (const std::string threshold : {"0", "0.25", "0.5", "1"}) {
      CAPTURE(name + " " + threshold);
      const torch::Tensor wanted = recorded_int(name + "." + threshold);
      CHECK(torch::equal(nms(boxes, scores, std::stod(threshold)), wanted));
      CHECK(torch::equal(nms(boxes.to(torch::kDouble), scores, std::stod(threshold)), wanted));
    }
    CHECK(torch::equal(batched_nms(boxes, scores, recorded_int(name + ".groups"), 0.5), recorded_int(name + ".batched")));
  }
}

TEST_CASE("many boxes are taken group by group, as torchvision does it") {
  const torch::Tensor kept =
      batched_nms(recorded("nms_many.boxes"), recorded("nms_many.scores"), recorded_int("nms_many.groups"), 0.6);
  CHECK(torch::equal(kept, recorded_int("nms_many.batched")));
}

TEST_CASE("no boxes, boxes with NaN and huge ones are no error") {
  CHECK(nms(torch::empty({0, 4}), torch::empty({0}), 0.5).sizes() == torch::IntArrayRef({0}));
  CHECK(batched_nms(torch::empty({0, 4}), torch::empty({0}), torch::empty({0}, torch::kLong), 0.5).numel() == 0);
  const float nan = std::numeric_limits<float>::quiet_NaN(), huge = std::numeric_limits<float>::max();
  const torch::Tensor boxes =
      torch::tensor({{0.F, 0.F, 9.F, 9.F}, {nan, 0.F, 9.F, 9.F}, {0.F, 0.F, 9.F, 8.F}, {-huge, 0.F, huge, 9.F}});
  const torch::Tensor scores = torch::tensor({0.5F, 0.9F, 0.4F, 0.1F});
  CHECK(torch::equal(nms(boxes, scores, 0.5), torch::tensor({1, 0, 3})));
  CHECK(torch::equal(batched_nms(boxes, scores, torch::tensor({0, 0, 0, 0}), 0.5), torch::tensor({1, 0, 3})));
  CHECK(torch::equal(batched_nms(boxes, scores, torch::tensor({0, 0, 1, 0}), 0.5), torch::tensor({1, 0, 2, 3})));
}

TEST_CASE("scores and groups that do not fit the boxes are refused") {
  const torch::Tensor boxes = torch::zeros({2, 4});
  CHECK(complaint<ShapeError>([&] { (void)nms(boxes, torch::zeros({3}), 0.5); }) ==
        "non-maximum suppression takes as many scores as boxes, which are 2, not [3]");
  CHECK(complaint<ShapeError>([&] {
          (void)batched_nms(boxes, torch::zeros({2}), torch::Tensor(), 0.5);
        }).ends_with("as many groups as boxes, which are 2, not none"));
}

}  // namespace nms_tests
