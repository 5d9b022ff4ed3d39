#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <graft/data/dataset/dataset.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/policy/compute_type.hpp>
#include <graft/train/features/feature_cache.hpp>
#include <graft/train/fit_options.hpp>
#include <graft/train/fit_report.hpp>
#include <graft/train/metrics/evaluation.hpp>
#include <graft/train/training_stage.hpp>
#include <graft/tuner/detail/build_network.hpp>
#include <graft/tuner/detail/stage_plan.hpp>
#include <graft/tuner/prediction.hpp>
#include <graft/weights/state/load_report.hpp>

namespace graft::detail {

/// All that a FineTuner does, once for all types: the template only chooses.
class TunerCore {
 public:
  TunerCore(BuiltNetwork built, std::int64_t classes, ::torch::Device device, std::uint64_t seed,
            std::vector<std::string> class_names);

  /// Takes what the freeze policy says, and freezes as its first stage does. Without `lr`, the optimizer's own holds.
  void stages(std::vector<StagePlan> plans, std::vector<double> lr);
  /// Lets trainings keep the features of what is frozen.
  void cache(CacheOptions options) { cache_ = std::move(options); }
  /// Sets what the trained layers multiply in; f32 where the processor cannot.
  void autocast(ComputeType type);
  /// Takes the optimizer, made for what trains in the first stage.
  void optimizer(std::unique_ptr<::torch::optim::Optimizer> optimizer);

  FitReport fit(const Dataset& train, const Dataset* val, const FitOptions& options);

  [[nodiscard]] Evaluation evaluate(const Dataset& images, std::int64_t batch_size, int workers);

  [[nodiscard]] std::vector<Prediction> predict(const ::torch::Tensor& images);

  [[nodiscard]] Prediction predict(const std::filesystem::path& image);

  void save(const std::filesystem::path& file) const;

  LoadReport load(const std::filesystem::path& file);

  [[nodiscard]] Network& network() const { return *built_.network; }
  [[nodiscard]] ::torch::optim::Optimizer& optimizer() const { return *optimizer_; }
  [[nodiscard]] const LoadReport& load_report() const { return built_.report; }
  [[nodiscard]] const Preprocessing& preprocessing() const { return built_.preprocessing; }
  [[nodiscard]] const std::vector<std::string>& classes() const { return class_names_; }
  [[nodiscard]] ::torch::Device device() const { return device_; }

 private:
  void require_labels(const Dataset& data) const;
  void require_classes(std::size_t got, const std::string& where) const;

  static void require_same_classes(const std::vector<std::string>& wanted, const std::vector<std::string>& got);

  /// What a training has to do from here on.
  [[nodiscard]] std::vector<TrainingStage> what_is_left(const FitOptions& options);
  void set_lr_of_stage();

  BuiltNetwork built_;
  std::int64_t classes_;
  ::torch::Device device_;
  std::uint64_t seed_;
  std::int64_t epochs_ = 0;  ///< trained so far
  std::vector<StagePlan> stages_{};
  std::vector<double> stage_lr_{};
  std::size_t stage_ = 0;    ///< the one that the network is in
  int epochs_in_stage_ = 0;  ///< trained so far in it
  std::optional<CacheOptions> cache_{};
  ComputeType autocast_ = ComputeType::f32;
  std::vector<std::string> class_names_;
  std::unique_ptr<::torch::optim::Optimizer> optimizer_;
};

}  // namespace graft::detail
