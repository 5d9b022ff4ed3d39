#include "task/recorded_tensors.hpp"

#include <string>
#include <tuple>

#include <graft/task/detection/generalized_box_iou_loss.hpp>
#include <graft/task/detection/sigmoid_focal_loss.hpp>

namespace detection_losses_tests {

using namespace graft;
using namespace task_tests;

TEST_CASE("the focal loss and its gradient are torchvision's, with and without weights") {
  for (const auto& [name, alpha, gamma] : {std::tuple{"focal.0.25_2", 0.25, 2.0}, std::tuple{"focal.-1_1.5", -1.0, 1.5}}) {
    CAPTURE(name);
    const torch::Tensor logits = recorded("focal.logits").set_requires_grad(true);
    const torch::Tensor loss = sigmoid_focal_loss(logits, recorded("focal.targets"), alpha, gamma);
    loss.sum().backward();
    CHECK(difference(loss, recorded(name)) < 1e-6);
    CHECK(difference(logits.grad(), recorded(std::string(name) + ".gradient")) < 1e-6);
  }
}

TEST_CASE("the generalized IoU loss and its gradient are torchvision's, for boxes that do not overlap, too") {
  const torch::Tensor boxes = recorded("giou.boxes1").set_requires_grad(true);
  const torch::Tensor loss = generalized_box_iou_loss(boxes, recorded("giou.boxes2"));
  loss.sum().backward();
  CHECK(difference(loss, recorded("giou.loss")) < 1e-6);
  CHECK(difference(boxes.grad(), recorded("giou.gradient")) < 1e-6);
}

TEST_CASE("of no boxes the generalized IoU loss is 0, with a gradient, and other numbers of boxes are refused") {
  const torch::Tensor none = torch::empty({0, 4}).set_requires_grad(true);
  const torch::Tensor loss = generalized_box_iou_loss(none, torch::empty({0, 4})).sum();
  loss.backward();
  CHECK(loss.item<float>() == 0);
  CHECK(complaint<ShapeError>([] {
          (void)generalized_box_iou_loss(torch::zeros({1, 4}), torch::zeros({2, 4}));
        }) == "generalized_box_iou_loss takes as many boxes on both sides, not [1, 4] and [2, 4]");
}

}  // namespace detection_losses_tests
