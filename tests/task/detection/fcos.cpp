#include "task/detection/recorded_detector.hpp"

#include <limits>

#include <graft/task/detection/fcos_loss.hpp>
#include <graft/task/detection/fcos_predictions.hpp>

namespace fcos_tests {

using namespace graft;
using namespace detection_tests;

TEST_CASE("FCOS's losses and their gradients are torchvision's, with an image without objects in the batch") {
  const DenseOutputs outputs = recorded_outputs("fcos", true);
  const FcosLoss loss = fcos_loss(outputs, recorded_anchors("fcos", 1), recorded_targets());
  CHECK(loss.classification.item<double>() ==
        doctest::Approx(recorded("fcos.loss.classification").item<double>()).epsilon(1e-6));
  CHECK(loss.box_regression.item<double>() ==
        doctest::Approx(recorded("fcos.loss.bbox_regression").item<double>()).epsilon(1e-6));
  CHECK(loss.centerness.item<double>() == doctest::Approx(recorded("fcos.loss.bbox_ctrness").item<double>()).epsilon(1e-6));
  loss.total().backward();
  CHECK(difference(outputs.class_logits.grad(), recorded("fcos.gradient.cls_logits")) < 1e-6);
  CHECK(difference(outputs.box_regression.grad(), recorded("fcos.gradient.bbox_regression")) < 1e-6);
  CHECK(difference(outputs.centerness.grad(), recorded("fcos.gradient.bbox_ctrness")) < 1e-6);
}

TEST_CASE("FCOS's detections are torchvision's for the same outputs") {
  const DetectionOptions options{.candidates_per_level = 50};
  check_detections("fcos", fcos_predictions(recorded_outputs("fcos", true), recorded_anchors("fcos", 1), image_sizes, options));
}

TEST_CASE("a batch without any object has a loss with gradients, whose parts for boxes are 0") {
  const DenseOutputs outputs = recorded_outputs("fcos", true);
  const std::vector<BoxTargets> none(3, {torch::empty({0, 4}), torch::empty({0}, torch::kLong)});
  const FcosLoss loss = fcos_loss(outputs, recorded_anchors("fcos", 1), none);
  CHECK(loss.box_regression.item<float>() == 0);
  CHECK(loss.centerness.item<float>() == 0);
  loss.total().backward();
  CHECK(outputs.box_regression.grad().abs().max().item<float>() == 0);
  CHECK(outputs.class_logits.grad().abs().max().item<float>() > 0);
}

TEST_CASE("outputs that are NaN give no detections, and scores below the threshold none") {
  DenseOutputs outputs = recorded_outputs("fcos", true);
  const Anchors anchors = recorded_anchors("fcos", 1);
  outputs.box_regression = torch::full_like(outputs.box_regression, std::numeric_limits<float>::quiet_NaN());
  for (const Detections& found : fcos_predictions(outputs, anchors, image_sizes))
    CHECK(found.boxes.sizes() == torch::IntArrayRef({0, 4}));
  outputs = recorded_outputs("fcos", true);
  outputs.class_logits = torch::full_like(outputs.class_logits, std::numeric_limits<float>::quiet_NaN());
  for (const Detections& found : fcos_predictions(outputs, anchors, image_sizes)) CHECK(found.scores.numel() == 0);
  for (const Detections& found : fcos_predictions(recorded_outputs("fcos", true), anchors, image_sizes, {.score_threshold = 1}))
    CHECK(found.labels.numel() == 0);
}

TEST_CASE("huge distances are cut off at the image's border") {
  DenseOutputs outputs = recorded_outputs("fcos", true);
  outputs.box_regression = torch::full_like(outputs.box_regression, 1e30);
  const auto found = fcos_predictions(outputs, recorded_anchors("fcos", 1), image_sizes);
  CHECK(found[1].boxes.size(0) > 0);
  CHECK(torch::equal(found[1].boxes[0], torch::tensor({0.F, 0.F, 90.F, 60.F})));
}

TEST_CASE("targets that cannot be learned are refused, by image") {
  const DenseOutputs outputs = recorded_outputs("fcos", true);
  const Anchors anchors = recorded_anchors("fcos", 1);
  const auto refusal = [&](const torch::Tensor& boxes, const torch::Tensor& labels) {
    std::vector<BoxTargets> targets = recorded_targets();
    targets[1] = {boxes, labels};
    return complaint<Error>([&] { (void)fcos_loss(outputs, anchors, targets); });
  };
  const torch::Tensor one = torch::zeros({1}, torch::kLong);
  CHECK(
      refusal(torch::tensor({{3.F, 4.F, 3.F, 9.F}}), one) ==
      "image 1 of the batch has the box (3, 4, 3, 9), which is not x1 < x2 and y1 < y2 of finite numbers; leave such boxes out "
      "of the data");
  CHECK(refusal(torch::tensor({{3.F, 4.F, std::numeric_limits<float>::quiet_NaN(), 9.F}}), one).find("(3, 4, nan, 9)") !=
        std::string::npos);
  CHECK(refusal(torch::tensor({{3.F, 4.F, std::numeric_limits<float>::infinity(), 9.F}}), one).find("(3, 4, inf, 9)") !=
        std::string::npos);
  CHECK(refusal(torch::tensor({{3.F, 4.F, 5.F, 9.F}}), one + 3) ==
        "image 1 of the batch has the label 3; the head has 3 classes, numbered from 0");
  CHECK(refusal(torch::tensor({{3.F, 4.F, 5.F, 9.F}}), torch::zeros({2}, torch::kLong)) ==
        "image 1 of the batch has 1 boxes; it needs as many int64 labels, not [2]");
}

TEST_CASE("outputs that do not fit the anchors are refused") {
  DenseOutputs outputs = recorded_outputs("fcos", true);
  Anchors anchors = recorded_anchors("fcos", 1);
  outputs.centerness = torch::zeros({3, 128, 1});
  CHECK(complaint<ShapeError>([&] { (void)fcos_predictions(outputs, anchors, image_sizes); }) ==
        "a detector's centre-ness logits are [3, 129, 1] for so many images and anchors, not [3, 128, 1]");
  CHECK(complaint<ShapeError>([&] { (void)fcos_loss(outputs, anchors, {}); }) == "a detector's batch has no image");
  anchors.per_level.pop_back();
  CHECK(complaint<ShapeError>([&] { (void)fcos_predictions(outputs, anchors, image_sizes); }) ==
        "the 4 feature maps have 128 anchors, but there are 129");
}

}  // namespace fcos_tests
