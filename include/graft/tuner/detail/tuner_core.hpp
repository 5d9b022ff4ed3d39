#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/error.hpp>
#include <graft/data/dataset.hpp>
#include <graft/data/load_picture.hpp>
#include <graft/data/standard_transforms.hpp>
#include <graft/runtime/device.hpp>
#include <graft/runtime/gateway.hpp>
#include <graft/runtime/network.hpp>
#include <graft/runtime/translate.hpp>
#include <graft/train/evaluate.hpp>
#include <graft/train/fit.hpp>
#include <graft/tuner/detail/build_network.hpp>
#include <graft/tuner/prediction.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/write_pth.hpp>

namespace graft::detail {

/// All that a FineTuner does, once for all types: the template only chooses.
class TunerCore {
 public:
  TunerCore(BuiltNetwork built, std::int64_t classes, int prefix, ::torch::Device device, std::uint64_t seed, std::vector<std::string> class_names)
      : built_(std::move(built)), classes_(classes), prefix_(prefix), device_(device), seed_(seed), class_names_(std::move(class_names)) {
    if (!class_names_.empty()) require_classes(class_names_.size(), "the option .classes");
    built_.network->to(device_);
    built_.network->eval();
  }

  void optimizer(std::unique_ptr<::torch::optim::Optimizer> optimizer) { optimizer_ = std::move(optimizer); }

  FitReport fit(const Dataset& train, const Dataset* val, const FitOptions& options) {
    require_classes(train.class_names.size(), "the training data");
    if (val != nullptr) require_same_classes(train.class_names, val->class_names);
    class_names_ = train.class_names;
    return translate_errors("training", [&] {
      FitReport report = graft::fit({*built_.network, *optimizer_, prefix_, device_, seed_, epochs_}, train, val, options);
      epochs_ += options.epochs;
      return report;
    });
  }

  [[nodiscard]] Evaluation evaluate(const Dataset& pictures, std::int64_t batch_size, int workers) {
    require_classes(pictures.class_names.size(), "the data to evaluate");
    if (!class_names_.empty()) require_same_classes(class_names_, pictures.class_names);
    return translate_errors("evaluation", [&] { return graft::evaluate(*built_.network, pictures, batch_size, workers, device_); });
  }

  [[nodiscard]] std::vector<Prediction> predict(const ::torch::Tensor& pictures) {
    return translate_errors("prediction", [&] {
      const ::torch::NoGradGuard no_grad;
      built_.network->eval();
      const auto all = built_.network->forward(pictures.to(device_)).softmax(1).to(::torch::kCPU, ::torch::kFloat).contiguous();  // (N, K)
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

  [[nodiscard]] Prediction predict(const std::filesystem::path& picture) {
    return predict(load_picture(picture, evaluation_transform(built_.preprocessing))).front();
  }

  void save(const std::filesystem::path& file) const { write_pth(file, state_dict(*built_.network)); }

  LoadReport load(const std::filesystem::path& file) {
    const Checkpoint checkpoint = read_weights(file);
    return load_state(state_dict(*built_.network), checkpoint.tensors, {}, checkpoint.source);
  }

  [[nodiscard]] Network& network() const { return *built_.network; }
  [[nodiscard]] ::torch::optim::Optimizer& optimizer() const { return *optimizer_; }
  [[nodiscard]] const LoadReport& load_report() const { return built_.report; }
  [[nodiscard]] const Preprocessing& preprocessing() const { return built_.preprocessing; }
  [[nodiscard]] const std::vector<std::string>& classes() const { return class_names_; }
  [[nodiscard]] ::torch::Device device() const { return device_; }

 private:
  void require_classes(std::size_t got, const std::string& where) const {
    if (static_cast<std::int64_t>(got) == classes_) return;
    throw DataError(where + " has " + std::to_string(got) + " classes, the head has " + std::to_string(classes_) + "; write LinearHead<" + std::to_string(got) +
                    ">, or give it the right folders");
  }

  static void require_same_classes(const std::vector<std::string>& wanted, const std::vector<std::string>& got) {
    if (got.size() > wanted.size())
      throw DataError("class \"" + got[wanted.size()] + "\" is not among the " + std::to_string(wanted.size()) + " of the training; remove its folder");
    for (std::size_t i = 0; i < wanted.size() && i < got.size(); ++i)
      if (wanted[i] != got[i])
        throw DataError("class " + std::to_string(i) + " is \"" + wanted[i] + "\" in training and \"" + got[i] +
                        "\" here; read both with image_folders, which gives both one numbering");
  }

  BuiltNetwork built_;
  std::int64_t classes_;
  int prefix_;
  ::torch::Device device_;
  std::uint64_t seed_;
  std::int64_t epochs_ = 0;
  std::vector<std::string> class_names_;
  std::unique_ptr<::torch::optim::Optimizer> optimizer_;
};

}  // namespace graft::detail
