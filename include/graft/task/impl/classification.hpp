#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/platform/shape_text.hpp>
#include <graft/task/classification.hpp>
#include <graft/task/detail/plain_cross_entropy.hpp>
#include <graft/task/detail/require_class_names.hpp>

namespace graft {
namespace detail {

/// The share of images whose largest logit is that of their label.
class Accuracy : public Metric {
 public:
  void add(const NetworkOutputs& outputs, const Batch& batch) override {
    correct_ += (outputs.main.argmax(1) == batch.labels).sum().item<std::int64_t>();
    images_ += batch.size();
  }
  void report(Evaluation& evaluation) const override {
    evaluation.correct = correct_;
    evaluation.accuracy = static_cast<double>(correct_) / static_cast<double>(images_);
    evaluation.scores = {{"accuracy", evaluation.accuracy}};
  }

 private:
  std::int64_t correct_ = 0, images_ = 0;
};

}  // namespace detail

/// A label that is no class would end in an assertion on CUDA, after which the process cannot use the device any more.
void Classification::require(const Dataset& data, const std::string& where) const {
  detail::require_class_names(data, classes_, where);
  for (const Sample& sample : data)
    if (const ClassLabel label = sample.label(); label < 0 || label >= classes_)
      throw DataError("image '" + sample.path + "' has label " + std::to_string(label) + "; expected one from 0 to " +
                      std::to_string(classes_ - 1) + ", the number of its class");
}

double Classification::loss_sum(const NetworkOutputs& outputs, const Batch& batch, const Loss& loss) const {
  if (loss) return Task::loss_sum(outputs, batch, loss);
  return detail::plain_cross_entropy(outputs.main, batch.labels, ::torch::Reduction::Sum).item<double>();
}

std::unique_ptr<Metric> Classification::metric() const { return std::make_unique<detail::Accuracy>(); }

std::vector<Prediction> Classification::predictions(const NetworkOutputs& outputs,
                                                    const std::vector<std::string>& class_names) const {
  const ::torch::Tensor& logits = outputs.main;
  if (logits.dim() != 2)
    throw ShapeError("the network gives " + detail::shape_text(logits) + " for a batch, expected a logit a class, (N, K)");
  if (logits.size(1) != classes_)
    throw ShapeError("the network gives " + std::to_string(logits.size(1)) + " logits, and says it has " +
                     std::to_string(classes_) + " classes");
  const ::torch::Tensor all = logits.softmax(1).to(::torch::kCPU, ::torch::kFloat).contiguous();  // (N, K)
  std::vector<Prediction> predictions;
  for (std::int64_t n = 0; n < all.size(0); ++n) {
    Prediction one;
    const float* row = all.data_ptr<float>() + n * classes_;
    one.probabilities.assign(row, row + classes_);
    one.index = all[n].argmax().item<std::int64_t>();
    const auto index = static_cast<std::size_t>(one.index);
    one.probability = static_cast<double>(one.probabilities[index]);
    one.label = class_names.empty() ? "class " + std::to_string(one.index) : class_names[index];
    predictions.push_back(std::move(one));
  }
  return predictions;
}

}  // namespace graft
