#pragma once

#include "task/recorded_tensors.hpp"

#include <string>
#include <vector>

#include <graft/data/image/image_size.hpp>
#include <graft/task/detection/anchors.hpp>
#include <graft/task/detection/box_targets.hpp>
#include <graft/task/detection/dense_outputs.hpp>
#include <graft/task/detection/detections.hpp>

/// The inputs and results of a one-stage detector, which recorded/record_detection.py names by the detector.
namespace detection_tests {

using namespace graft;
using namespace task_tests;

inline Anchors recorded_anchors(const std::string& detector, std::int64_t per_place) {
  Anchors anchors{.boxes = recorded(detector + ".anchors")};
  for (const std::int64_t places : {96, 24, 6, 2, 1}) anchors.per_level.push_back(places * per_place);
  return anchors;
}

inline DenseOutputs recorded_outputs(const std::string& detector, bool with_centerness) {
  DenseOutputs outputs{recorded(detector + ".cls_logits").set_requires_grad(true),
                       recorded(detector + ".bbox_regression").set_requires_grad(true)};
  if (with_centerness) outputs.centerness = recorded(detector + ".bbox_ctrness").set_requires_grad(true);
  return outputs;
}

inline std::vector<BoxTargets> recorded_targets() {
  std::vector<BoxTargets> targets;
  for (const std::string image : {"0", "1", "2"})
    targets.push_back({recorded("targets.boxes." + image), recorded_int("targets.labels." + image)});
  return targets;
}

inline const std::vector<ImageSize> image_sizes{{96, 64}, {90, 60}, {80, 64}};

/// Whether detections are the recorded ones, box by box.
inline void check_detections(const std::string& detector, const std::vector<Detections>& found) {
  REQUIRE(found.size() == image_sizes.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::string image = "." + std::to_string(i);
    CAPTURE(detector + image);
    CHECK(torch::equal(found[i].labels, recorded_int(detector + ".labels" + image)));
    CHECK(difference(found[i].scores, recorded(detector + ".scores" + image)) < 1e-6);
    CHECK(difference(found[i].boxes, recorded(detector + ".boxes" + image)) < 1e-5);
  }
}

}  // namespace detection_tests
