#pragma once

#include <cstdint>

namespace graft {

/// Which of a one-stage detector's outputs become detections. The defaults are FCOS's.
struct DetectionOptions {
  double score_threshold = 0.2;              ///< scores up to here are left out
  std::int64_t candidates_per_level = 1000;  ///< so many of the highest scores of each feature map go on
  double iou_threshold = 0.6;  ///< of two boxes of a class that overlap by more, the one of the lower score is left out
  std::int64_t detections_per_image = 100;
};

}  // namespace graft
