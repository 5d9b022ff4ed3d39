#include "task/recorded_tensors.hpp"

#include <cmath>

#include <graft/task/detection/box_area.hpp>
#include <graft/task/detection/box_iou.hpp>
#include <graft/task/detection/clip_boxes_to_image.hpp>
#include <graft/task/detection/generalized_box_iou.hpp>
#include <graft/task/detection/remove_small_boxes.hpp>

namespace boxes_tests {

using namespace graft;
using namespace task_tests;

TEST_CASE("areas, overlaps, clipping and small boxes are torchvision's") {
  const torch::Tensor first = recorded("boxes1"), second = recorded("boxes2");
  CHECK(difference(box_area(first), recorded("box_area")) == 0);
  CHECK(difference(box_iou(first, second), recorded("box_iou")) < 1e-6);
  CHECK(difference(generalized_box_iou(first, second), recorded("generalized_box_iou")) < 1e-6);
  CHECK(difference(clip_boxes_to_image(recorded("clip.boxes"), {.width = 30, .height = 20}), recorded("clip.result")) == 0);
  CHECK(torch::equal(remove_small_boxes(recorded("small.boxes"), 4), recorded_int("small.result")));
}

TEST_CASE("no boxes are no error") {
  const torch::Tensor none = torch::empty({0, 4}), some = recorded("boxes1");
  CHECK(box_area(none).sizes() == torch::IntArrayRef({0}));
  CHECK(box_iou(none, some).sizes() == torch::IntArrayRef({0, 5}));
  CHECK(generalized_box_iou(some, none).sizes() == torch::IntArrayRef({5, 0}));
  CHECK(clip_boxes_to_image(none, {.width = 30, .height = 20}).sizes() == torch::IntArrayRef({0, 4}));
  CHECK(remove_small_boxes(none, 4).sizes() == torch::IntArrayRef({0}));
}

TEST_CASE("products of half precision do not overflow") {
  const torch::Tensor large = torch::tensor({{0.F, 0.F, 2000.F, 1000.F}}).to(torch::kHalf);
  CHECK(box_area(large).item<float>() == 2'000'000.F);
  CHECK(box_iou(large, large).item<float>() == 1.F);
}

TEST_CASE("tensors that are no boxes are refused") {
  CHECK(complaint<ShapeError>([] { (void)box_area(torch::zeros({4})); }) ==
        "box_area takes boxes of the shape [N, 4] and a floating-point type, not [4] float");
  CHECK(complaint<ShapeError>([] {
          (void)box_iou(torch::zeros({1, 4}), torch::Tensor());
        }).ends_with("not an undefined tensor"));
  CHECK(complaint<ShapeError>([] {
          (void)clip_boxes_to_image(torch::zeros({2, 3}), {});
        }) == "clip_boxes_to_image takes boxes of the shape [..., 4], not [2, 3]");
}

}  // namespace boxes_tests
