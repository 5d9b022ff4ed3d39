#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/data/transform/letterbox.hpp>
#include <graft/data/transform/normalize.hpp>
#include <graft/task/detection.hpp>
#include <graft/task/detection/anchor_generator.hpp>
#include <graft/task/detection/detections.hpp>
#include <graft/task/detection/fcos_loss.hpp>
#include <graft/task/detection/fcos_predictions.hpp>
#include <graft/task/detection/retinanet_loss.hpp>
#include <graft/task/detection/retinanet_predictions.hpp>
#include <graft/task/metrics/coco_average_precision.hpp>

namespace graft {
namespace detail {

/// The outputs of a one-stage detector, and where its anchors are.
struct DetectorOutputs {
  DenseOutputs dense;
  Anchors anchors;
  ImageSize image{};
  bool is_fcos = false;
};

[[nodiscard]] inline DetectorOutputs detector_outputs(const NetworkOutputs& outputs) {
  DetectorOutputs detector;
  const auto as_float = [](const ::torch::Tensor& value) { return value.defined() ? value.to(::torch::kFloat) : value; };
  detector.dense = {.class_logits = as_float(outputs.find("cls_logits")),
                    .box_regression = as_float(outputs.find("bbox_regression")),
                    .centerness = as_float(outputs.find("bbox_ctrness"))};
  if (!detector.dense.class_logits.defined() || !detector.dense.box_regression.defined() || !outputs.image_size)
    throw ShapeError(
        "the network has no outputs \"cls_logits\" and \"bbox_regression\" for detection; give it a head such as FcosHead");
  detector.is_fcos = detector.dense.centerness.defined();
  detector.image = {.width = outputs.image_size->width, .height = outputs.image_size->height};
  std::array<ImageSize, 5> grids{};  // of strides 8 to 128: each halves the one before, and rounds up
  ImageSize grid = detector.image;
  const auto halve = [&] { grid = {.width = (grid.width + 1) / 2, .height = (grid.height + 1) / 2}; };
  halve(), halve();
  for (ImageSize& of_level : grids) {
    halve();
    of_level = grid;
  }
  const AnchorGenerator generator = detector.is_fcos ? fcos_anchors() : retinanet_anchors();
  detector.anchors = generator(detector.image, grids, detector.dense.class_logits.options());
  return detector;
}

[[nodiscard]] inline std::vector<Detections> detections_of(const NetworkOutputs& outputs,
                                                           const std::optional<DetectionOptions>& options) {
  const DetectorOutputs detector = detector_outputs(outputs);
  const std::vector<ImageSize> images(static_cast<std::size_t>(detector.dense.class_logits.size(0)), detector.image);
  return detector.is_fcos
             ? fcos_predictions(detector.dense, detector.anchors, images, options.value_or(DetectionOptions{}))
             : retinanet_predictions(detector.dense, detector.anchors, images, options.value_or(retinanet_detection_options));
}

[[nodiscard]] inline ObjectBox box_of(const float* edges) { return {edges[0], edges[1], edges[2], edges[3]}; }

/// COCO's average precision over the images of an evaluation.
class DetectionMetric : public Metric {
 public:
  explicit DetectionMetric(std::optional<DetectionOptions> options) : options_(options) {}

  void add(const NetworkOutputs& outputs, const Batch& batch) override {
    const std::vector<Detections> all = detections_of(outputs, options_);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto boxes = all[i].boxes.to(::torch::kCPU, ::torch::kFloat).contiguous(),
                 scores = all[i].scores.to(::torch::kCPU, ::torch::kDouble).contiguous(),
                 labels = all[i].labels.cpu().contiguous();
      std::vector<FoundObject> found(static_cast<std::size_t>(boxes.size(0)));
      for (std::size_t n = 0; n < found.size(); ++n)
        found[n] = {.box = box_of(boxes.data_ptr<float>() + 4 * n),
                    .score = scores.data_ptr<double>()[n],
                    .label = labels.data_ptr<std::int64_t>()[n]};
      const ObjectTarget& target = batch.objects[i];
      const auto known_boxes = target.boxes.cpu().contiguous(), known_labels = target.labels.cpu().contiguous(),
                 crowd = target.crowd.cpu().contiguous();
      std::vector<KnownObject> known(static_cast<std::size_t>(known_boxes.size(0)));
      for (std::size_t n = 0; n < known.size(); ++n)
        known[n] = {.box = box_of(known_boxes.data_ptr<float>() + 4 * n),
                    .label = known_labels.data_ptr<std::int64_t>()[n],
                    .crowd = crowd.data_ptr<bool>()[n]};
      metric_.add(found, known);
    }
  }
  void report(Evaluation& evaluation) const override {
    const CocoResult result = metric_.result();
    const auto share = [](double value) { return std::max(value, 0.0); };  // -1: there is nothing to find
    evaluation.scores = {{"AP", share(result.ap)}, {"AP50", share(result.ap50)}, {"AP75", share(result.ap75)}};
    for (const auto& [name, value] : {std::pair{"AP small", result.ap_small},
                                      {"AP medium", result.ap_medium},
                                      {"AP large", result.ap_large},
                                      {"AR100", result.ar100}})
      if (value >= 0) evaluation.scores.push_back({name, value});
  }

 private:
  std::optional<DetectionOptions> options_;
  CocoAveragePrecision metric_;
};

}  // namespace detail

void Detection::require(const Dataset& data, const std::string& where) const {
  if (const auto got = static_cast<std::int64_t>(data.class_names.size()); got != 0 && got != classes_)
    throw DataError(where + " has " + std::to_string(got) + (got == 1 ? " class" : " classes") + ", the head has " +
                    std::to_string(classes_));
  for (const Sample& sample : data) {
    const Objects* objects = std::get_if<Objects>(&sample.target);
    if (objects == nullptr)
      throw DataError("image '" + sample.path + "' of " + where + " has " + std::string(name_of(sample.target)) +
                      " as its target; expected objects, such as boxes_from_coco() reads");
    for (const Object& object : *objects)
      if (object.label < 0 || object.label >= classes_)
        throw DataError("image '" + sample.path + "' of " + where + " has an object of class " + std::to_string(object.label) +
                        "; expected 0 to " + std::to_string(classes_ - 1));
  }
}

::torch::Tensor Detection::loss(const NetworkOutputs& outputs, const Batch& batch, const Loss& /*loss*/) const {
  const detail::DetectorOutputs detector = detail::detector_outputs(outputs);
  std::vector<BoxTargets> targets;
  for (const ObjectTarget& object : batch.objects) {
    const ::torch::Tensor trained = object.crowd.logical_not().nonzero().squeeze(1);
    targets.push_back({.boxes = object.boxes.index_select(0, trained), .labels = object.labels.index_select(0, trained)});
  }
  return detector.is_fcos ? fcos_loss(detector.dense, detector.anchors, targets).total()
                          : retinanet_loss(detector.dense, detector.anchors, targets).total();
}

std::unique_ptr<Metric> Detection::metric() const { return std::make_unique<detail::DetectionMetric>(options_.detections); }

std::vector<DetectionPrediction> Detection::predictions(const NetworkOutputs& outputs,
                                                        const std::vector<std::string>& class_names) const {
  std::vector<DetectionPrediction> predictions;
  for (const Detections& found : detail::detections_of(outputs, options_.detections)) {
    const auto boxes = found.boxes.to(::torch::kCPU, ::torch::kFloat).contiguous(),
               scores = found.scores.to(::torch::kCPU, ::torch::kDouble).contiguous(), labels = found.labels.cpu().contiguous();
    DetectionPrediction& one = predictions.emplace_back(static_cast<std::size_t>(boxes.size(0)));
    for (std::size_t n = 0; n < one.size(); ++n) {
      const std::int64_t index = labels.data_ptr<std::int64_t>()[n];
      one[n] = {.box = detail::box_of(boxes.data_ptr<float>() + 4 * n),
                .label = class_names.empty() ? "class " + std::to_string(index) : class_names[static_cast<std::size_t>(index)],
                .index = index,
                .score = scores.data_ptr<double>()[n]};
    }
  }
  return predictions;
}

Transform Detection::prediction_transform(const Preprocessing& preprocessing) const {
  return Letterbox{.size = options_.size, .interpolation = preprocessing.interpolation} |
         Normalize{preprocessing.normalization};
}

DetectionPrediction Detection::placed(DetectionPrediction prediction, const ImageSize& image) const {
  const auto side = static_cast<double>(options_.size), width = static_cast<double>(image.width),
             height = static_cast<double>(image.height);
  const double factor = std::min(side / width, side / height);
  const auto scaled = [&](double length) { return std::clamp(std::round(length * factor), 1.0, side); };
  const double left = std::floor((side - scaled(width)) / 2), top = std::floor((side - scaled(height)) / 2);
  const auto place = [](float edge, double begin, double length, double whole) {
    return static_cast<float>(std::clamp((static_cast<double>(edge) - begin) / length * whole, 0.0, whole));
  };
  for (DetectedObject& object : prediction) {
    ObjectBox& box = object.box;
    box = {place(box.x1, left, scaled(width), width), place(box.y1, top, scaled(height), height),
           place(box.x2, left, scaled(width), width), place(box.y2, top, scaled(height), height)};
  }
  std::erase_if(prediction, [](const DetectedObject& object) { return !(object.box.area() > 0); });
  return prediction;
}

}  // namespace graft
