#pragma once

#include <graft/core/exceptions.hpp>
#include <graft/data/image/image.hpp>
#include <graft/task/detection.hpp>
#include <graft/task/segmentation.hpp>

namespace graft {

/// The image with each pixel's class as a colour over it, `opacity` of it from 0 to 1; class 0 leaves the image as it is, as it
/// is the background in most data sets. See class_colour.
/// Errors: ShapeError when the prediction is of an image of another size.
///
///     write_png("street_predicted.png", draw(decode_image("street.jpg"), tuner.predict("street.jpg")));
[[nodiscard]] Image draw(Image image, const SegmentationPrediction& prediction, double opacity = 0.5);

/// The image with a frame around each object, and its class and score.
[[nodiscard]] Image draw(Image image, const DetectionPrediction& prediction);

}  // namespace graft
