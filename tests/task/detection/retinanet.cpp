#include "task/detection/recorded_detector.hpp"

#include <graft/task/detection/retinanet_loss.hpp>
#include <graft/task/detection/retinanet_predictions.hpp>

namespace retinanet_tests {

using namespace graft;
using namespace detection_tests;

TEST_CASE("RetinaNet's losses and their gradients are torchvision's, with an image without objects in the batch") {
  const DenseOutputs outputs = recorded_outputs("retinanet", false);
  const RetinaNetLoss loss = retinanet_loss(outputs, recorded_anchors("retinanet", 2), recorded_targets());
  CHECK(loss.classification.item<double>() ==
        doctest::Approx(recorded("retinanet.loss.classification").item<double>()).epsilon(1e-6));
  CHECK(loss.box_regression.item<double>() ==
        doctest::Approx(recorded("retinanet.loss.bbox_regression").item<double>()).epsilon(1e-6));
  loss.total().backward();
  CHECK(difference(outputs.class_logits.grad(), recorded("retinanet.gradient.cls_logits")) < 1e-6);
  CHECK(difference(outputs.box_regression.grad(), recorded("retinanet.gradient.bbox_regression")) < 1e-6);
}

TEST_CASE("RetinaNet's detections are torchvision's for the same outputs") {
  DetectionOptions options = retinanet_detection_options;
  options.candidates_per_level = 50;
  options.detections_per_image = 60;
  check_detections("retinanet", retinanet_predictions(recorded_outputs("retinanet", false), recorded_anchors("retinanet", 2),
                                                      image_sizes, options));
}

TEST_CASE("targets that cannot be learned are refused here, too") {
  std::vector<BoxTargets> targets = recorded_targets();
  targets[2].boxes = torch::tensor({{1.F, 2.F, 3.F, 2.F}, {1.F, 2.F, 3.F, 4.F}});
  CHECK(complaint<DataError>([&] {
          (void)retinanet_loss(recorded_outputs("retinanet", false), recorded_anchors("retinanet", 2), targets);
        }).starts_with("image 2 of the batch has the box (1, 2, 3, 2)"));
  targets.pop_back();
  CHECK(complaint<ShapeError>([&] {
          (void)retinanet_loss(recorded_outputs("retinanet", false), recorded_anchors("retinanet", 2), targets);
        }) == "a detector's class logits are [2, 258, 3] for so many images and anchors, not [3, 258, 3]");
}

}  // namespace retinanet_tests
