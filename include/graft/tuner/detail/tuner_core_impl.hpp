#pragma once

#include <string>
#include <utility>

#include <graft/core/error.hpp>
#include <graft/data/load_picture.hpp>
#include <graft/data/standard_transforms.hpp>
#include <graft/runtime/translate.hpp>
#include <graft/train/evaluate.hpp>
#include <graft/train/fit.hpp>
#include <graft/tuner/detail/tuner_core.hpp>
#include <graft/weights/load_state.hpp>
#include <graft/weights/module_state.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/write_pth.hpp>

namespace graft::detail {

TunerCore::TunerCore(BuiltNetwork built, std::int64_t classes, int prefix, ::torch::Device device, std::uint64_t seed, std::vector<std::string> class_names)
  : built_(std::move(built)), classes_(classes), prefix_(prefix), device_(device), seed_(seed), class_names_(std::move(class_names)) {
  if (!class_names_.empty()) require_classes(class_names_.size(), "the option .classes");
  translate_errors("moving the network to its device", [&] { built_.network->to(device_); });
  built_.network->eval();
}

void TunerCore::optimizer(std::unique_ptr<::torch::optim::Optimizer> optimizer) {
  optimizer_ = std::move(optimizer);
}

FitReport TunerCore::fit(const Dataset& train, const Dataset* val, const FitOptions& options) {
  require_classes(train.class_names.size(), "the training data");
  if (val != nullptr) require_same_classes(train.class_names, val->class_names);
  class_names_ = train.class_names;
  return translate_errors("training", [&] {
    FitReport report = graft::fit({*built_.network, *optimizer_, prefix_, device_, seed_, epochs_}, train, val, options);
    epochs_ += options.epochs;
    return report;
  });
}

Evaluation TunerCore::evaluate(const Dataset& pictures, std::int64_t batch_size, int workers) {
  require_classes(pictures.class_names.size(), "the data to evaluate");
  if (!class_names_.empty()) require_same_classes(class_names_, pictures.class_names);
  return translate_errors("evaluation", [&] { return graft::evaluate(*built_.network, pictures, batch_size, workers, device_); });
}

std::vector<Prediction> TunerCore::predict(const ::torch::Tensor& pictures) {
  return translate_errors("prediction", [&] {
    const ::torch::NoGradGuard no_grad;
    built_.network->eval();
    const auto all = built_.network->infer(pictures.to(device_)).softmax(1).to(::torch::kCPU, ::torch::kFloat).contiguous();  // (N, K)
    if (all.size(1) != classes_)
      throw ShapeError("the head gives " + std::to_string(all.size(1)) + " logits, and says it has " + std::to_string(classes_) + " classes");
    std::vector<Prediction> predictions;
    for (std::int64_t n = 0; n < all.size(0); ++n) {
      Prediction one;
      const float* row = all.data_ptr<float>() + n * all.size(1);
      one.probabilities.assign(row, row + all.size(1));
      one.index = all[n].argmax().item<std::int64_t>();
      one.probability = static_cast<double>(one.probabilities[static_cast<std::size_t>(one.index)]);
      one.label = class_names_.empty() ? "class " + std::to_string(one.index) : class_names_[static_cast<std::size_t>(one.index)];
      predictions.push_back(std::move(one));
    }
    return predictions;
  });
}

Prediction TunerCore::predict(const std::filesystem::path& picture) {
  return predict(load_picture(picture, evaluation_transform(built_.preprocessing))).front();
}

void TunerCore::save(const std::filesystem::path& file) const {
  write_pth(file, state_dict(*built_.network));
}

LoadReport TunerCore::load(const std::filesystem::path& file) {
  const Checkpoint checkpoint = read_weights(file);
  LoadReport report = load_state(state_dict(*built_.network), checkpoint.tensors, {}, checkpoint.source);
  if (optimizer_ != nullptr) optimizer_->state().clear();  // momentum of other weights
  return report;
}

void TunerCore::require_classes(std::size_t got, const std::string& where) const {
  if (static_cast<std::int64_t>(got) == classes_) return;
  throw DataError(where + " has " + std::to_string(got) + (got == 1 ? " class" : " classes") + ", the head has " + std::to_string(classes_) + "; " +
                  (got > 1 ? "write LinearHead<" + std::to_string(got) + ">, or give it the right folders" : "add a folder for each other class"));
}

void TunerCore::require_same_classes(const std::vector<std::string>& wanted, const std::vector<std::string>& got) {
  if (got.size() > wanted.size())
    throw DataError("class \"" + got[wanted.size()] + "\" is not among the " + std::to_string(wanted.size()) + " of the training; remove its folder");
  for (std::size_t i = 0; i < wanted.size() && i < got.size(); ++i)
    if (wanted[i] != got[i])
      throw DataError("class " + std::to_string(i) + " is \"" + wanted[i] + "\" in training and \"" + got[i] +
                      "\" here; read both with image_folders, which gives both one numbering");
}

}  // namespace graft::detail
