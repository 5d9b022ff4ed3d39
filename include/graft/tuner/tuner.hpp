#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <graft/tuner/detail/tuner_core.hpp>

namespace graft {

/// What every tuner does, whatever its network and its task: FineTuner, whose network is its type, and AnyTuner, which is told
/// at run time.
class Tuner {
 public:
  /// Trains on images with targets and validates after each epoch. A second call goes on where the first ended, also where an
  /// exception ended it.
  ///
  /// With Stages, one call goes through all stages that are left, and their epochs count through: `epoch 4/10 (stage 2/3)`. The
  /// stages say how many; `.stage_epochs` says otherwise, one number a stage, and `.epochs` must be what is left or absent.
  /// After the last stage, a call trains on in it, `.epochs` or else as many as that stage has.
  ///
  /// A schedule covers the epochs of one call, and with Stages those of each stage, from its beginning to its end. It starts
  /// from the learning rate of `.optimizer`, or of the stage where `.stage_lr` names them; where the optimizer was given
  /// another one by hand, from that.
  FitReport fit(const Dataset& train, const Dataset& val, const FitOptions& options = {}) {
    return core_.fit(train, &val, options);
  }
  FitReport fit(const Dataset& train, const FitOptions& options = {}) { return core_.fit(train, nullptr, options); }

  /// Loss and scores on images with targets, in evaluation mode. The loss is the one that the tuner trains with, as in
  /// PyTorch's and Keras's evaluation, without the `label_smoothing` of a training; so it is in validation.
  [[nodiscard]] Evaluation evaluate(const Dataset& images, std::int64_t batch_size = 32, int workers = 2) {
    return core_.evaluate(images, batch_size, workers);
  }

  /// Writes all parameters and buffers as a `.pth` that `torch.load` reads, or, where the name ends in it, as `.safetensors`;
  /// the old file stays until the new one is whole. To graft the file also says the network, where a ResNet has its strides,
  /// the preprocessing and the names of the classes, see save_model; to Python the tensors alone: there a network of variant v1
  /// must be built as v1.
  void save(const std::filesystem::path& file) const { core_.save(file); }
  /// Reads what `save` or Python wrote, the head included, and the preprocessing and the names of the classes where the file
  /// says them. What the optimizer knew of the old values is forgotten.
  LoadReport load(const std::filesystem::path& file, const ReadOptions& options = {}) { return core_.load(file, options); }

  /// The network. `freeze` and `unfreeze` on it change what trains; `fit` lets the optimizer have just that before each epoch:
  /// what joins starts fresh with the options of the optimizer's first group, what leaves is forgotten.
  [[nodiscard]] Network& network() const { return core_.network(); }
  [[nodiscard]] ::torch::optim::Optimizer& optimizer() const { return core_.optimizer(); }
  /// What became of each tensor of the weights file.
  [[nodiscard]] const LoadReport& load_report() const { return core_.load_report(); }
  /// What images must go through for these weights: `image_folders(dir, tuner.preprocessing())`.
  [[nodiscard]] const Preprocessing& preprocessing() const { return core_.preprocessing(); }
  /// Names of the classes: the training data's, or the option's; empty before either.
  [[nodiscard]] const std::vector<std::string>& classes() const { return core_.classes(); }
  /// What it computes with what is frozen, and in evaluation: what Precision says, or f32 where the processor cannot.
  [[nodiscard]] ComputeType compute_type() const { return core_.network().compute_type(); }
  /// Where it computes.
  [[nodiscard]] ::torch::Device device() const { return core_.device(); }

 protected:
  explicit Tuner(detail::TunerCore core) : core_(std::move(core)) {}
  ~Tuner() = default;
  Tuner(Tuner&&) = default;
  Tuner& operator=(Tuner&&) = default;

  detail::TunerCore core_;
};

}  // namespace graft
