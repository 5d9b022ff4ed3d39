#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>
#include <graft/data/loader/batch.hpp>
#include <graft/task/loss.hpp>
#include <graft/task/metric.hpp>
#include <graft/task/network_outputs.hpp>

namespace graft {

/// When a task reads named outputs of a network: a main output alone is computed faster.
enum class NamedOutputs : std::uint8_t {
  never,
  while_training,  ///< such as those of auxiliary classifiers
  always,
};

/// What a head is for: which targets it learns from, by which loss, and how good it is. The loop knows no more of it.
///
/// A user's own task derives from it and says besides, for the tuner:
/// 1. `struct Options`: an aggregate with defaults, which FineTuner's option `.task` sets.
/// 2. A constructor from the head's number of classes (std::int64_t) and the Options.
/// 3. `using Prediction`, and `std::vector<Prediction> predictions(const NetworkOutputs& outputs, const
///    std::vector<std::string>& class_names) const`, one an image.
/// 4. Where `predict` does not take a file through the preprocessing of classification: `Transform
///    prediction_transform(const Preprocessing&) const`, and, where the prediction is about places in the image, `Prediction
///    placed(Prediction, const ImageSize& before) const`.
class Task {
 public:
  Task() = default;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  virtual ~Task() = default;

  /// Refuses a dataset whose targets are not the task's, before the first batch; `where` names it in messages.
  /// Errors: DataError.
  virtual void require(const Dataset& data, const std::string& where) const = 0;

  /// Refuses targets that show only when they are loaded, such as the classes in a mask.
  /// Errors: DataError that names the image.
  virtual void require(const Batch& batch, const Dataset& data) const;

  /// The loss of a batch, one number: the mean over its images. `loss` is the tuner's, of logits and labels; where it is empty,
  /// plain cross-entropy.
  /// Shapes: as Loss has them, for logits that are the main output; all on the device.
  [[nodiscard]] virtual ::torch::Tensor loss(const NetworkOutputs& outputs, const Batch& batch, const Loss& loss) const;

  /// The sum over the images of a batch, for means over a dataset.
  [[nodiscard]] virtual double loss_sum(const NetworkOutputs& outputs, const Batch& batch, const Loss& loss) const;

  [[nodiscard]] virtual std::unique_ptr<Metric> metric() const = 0;

  /// Whether classes mean the same in training and elsewhere, so that their names must agree.
  [[nodiscard]] virtual bool shares_classes() const { return true; }

  /// When it reads the network's named outputs, and not the main one alone.
  [[nodiscard]] virtual NamedOutputs named_outputs() const { return NamedOutputs::never; }
};

}  // namespace graft
