#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <graft/data/dataset/dataset.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/policy/compute_type.hpp>
#include <graft/task/evaluation.hpp>
#include <graft/task/loss.hpp>
#include <graft/task/network_outputs.hpp>
#include <graft/task/task.hpp>
#include <graft/train/features/feature_cache.hpp>
#include <graft/train/fit_options.hpp>
#include <graft/train/fit_report.hpp>
#include <graft/train/recipe.hpp>
#include <graft/train/schedule.hpp>
#include <graft/train/train_state.hpp>
#include <graft/train/training_stage.hpp>
#include <graft/tuner/detail/build_network.hpp>
#include <graft/weights/state/load_report.hpp>
#include <graft/zoo/read_options.hpp>

namespace graft::detail {

/// Implementation of FineTuner, once for all types: the template only chooses.
class TunerCore {
 public:
  TunerCore(BuiltNetwork built, std::shared_ptr<const Task> task, std::int64_t classes, ::torch::Device device,
            std::uint64_t seed, std::vector<std::string> class_names);

  /// A loss policy with its options: what it computes, given the number of training images of each class.
  using LossMaker = std::function<Loss(std::span<const std::int64_t> images)>;

  // The stations of the loop, each filled by at most one policy of the tuner.

  /// Lets trainings keep the features of what is frozen.
  void cache(CacheOptions options) { recipe_.cache = std::move(options); }
  /// Sets what the trained layers multiply in; f32 where the processor cannot.
  void autocast(ComputeType type);
  /// Sets what is made small, and refuses options without sense.
  void loss(LossMaker make);
  /// Freezes as the first of the stages does, or, where there is none, as `policy`. Without `lr`, the optimizer's own holds.
  void freeze(const std::function<void(Network&)>& policy, std::vector<TrainingStage> stages, const std::vector<double>& lr);
  /// Takes the optimizer, made for what trains in the first stage, and how its learning rate goes.
  void optimizer(std::unique_ptr<::torch::optim::Optimizer> optimizer, Schedule schedule);

  FitReport fit(const Dataset& train, const Dataset* val, const FitOptions& options);

  [[nodiscard]] Evaluation evaluate(const Dataset& images, std::int64_t batch_size, int workers);

  /// What the network gives in evaluation mode for a batch (N, 3, H, W).
  [[nodiscard]] NetworkOutputs infer(const ::torch::Tensor& images);

  void save(const std::filesystem::path& file) const;

  LoadReport load(const std::filesystem::path& file, const ReadOptions& options);

  [[nodiscard]] Network& network() const { return *built_.network; }
  [[nodiscard]] ::torch::optim::Optimizer& optimizer() const { return *state_.optimizer; }
  [[nodiscard]] const Task& task() const { return *recipe_.task; }
  [[nodiscard]] const LoadReport& load_report() const { return built_.report; }
  [[nodiscard]] const Preprocessing& preprocessing() const { return built_.preprocessing; }
  [[nodiscard]] const std::vector<std::string>& classes() const { return class_names_; }
  [[nodiscard]] ::torch::Device device() const { return recipe_.device; }

 private:
  static void require_same_classes(const std::vector<std::string>& wanted, const std::vector<std::string>& got);

  BuiltNetwork built_;
  std::int64_t classes_;
  std::vector<std::string> class_names_;
  LossMaker make_loss_{};
  Recipe recipe_{};
  TrainState state_{};
};

}  // namespace graft::detail
