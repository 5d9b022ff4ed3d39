#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <graft/platform/device.hpp>
#include <graft/platform/memory.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/default_loss.hpp>
#include <graft/policy/task.hpp>
#include <graft/task/detection.hpp>
#include <graft/task/embedding.hpp>
#include <graft/task/multi_label.hpp>
#include <graft/task/regression.hpp>
#include <graft/task/segmentation.hpp>
#include <graft/tuner/detail/fill_stations.hpp>
#include <graft/tuner/detail/training_stages.hpp>
#include <graft/tuner/detail/tuner_core.hpp>
#include <graft/tuner/tuner_for.hpp>
#include <graft/zoo/weights.hpp>

namespace graft {

/// A pretrained backbone with a new head, some of it frozen, and an optimizer for the rest: the whole pipeline as a type.
///
/// Shapes:  images (N, 3, H, W) -> logits (N, K), or what a dense head says
/// Errors:  compile time, one sentence (core/compile_errors.hpp), for arguments that do not fit together. Run time:
///          WeightsError, DataError, ShapeError, TrainingError, UsageError, each one line.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD> tuner{
///              {.weights = "resnet50.pth", .optimizer = {.lr = 1e-3, .momentum = 0.9}}};
///          auto report = tuner.fit(data.train, data.val, {.epochs = 10});
/// Optional policies come behind, in any order, at most one of each kind:
///   a loss              that of the head's task holds where none is named: CrossEntropy, LabelSmoothing, FocalLoss,
///                       ClassWeights; BinaryCrossEntropy; MSE, L1, Huber; or a user's own
///   a schedule          Constant (holds where none is named), Cosine, Step, OneCycle, or a user's own
///   how it computes     Precision, Autocast, CacheFeatures
template <class B, class H, class F, class O, class... More>
class FineTuner
    : Verdict<B, H, F, O>,
      std::conditional_t<Composable<B, H, F, O>, OptionalVerdictFor<task_of<H>, More...>, detail::OptionalPoliciesAreFine>,
      public TunerFor<task_of<H>> {
  using Known = Composition<B, H, F, O>;
  using Optional = OptionalPolicies<More...>;
  using TaskType = task_of<H>;
  using LossOfTask = typename Optional::template loss_or<default_loss<TaskType>>;
  using Base = TunerFor<TaskType>;

 public:
  /// Numbers and files; what changes code or shapes is in the type.
  struct Options {
    Weights weights{};  ///< for all but the head
    typename Known::OptimizerOptions optimizer{};
    typename LossOfTask::Options loss{};              ///< of the loss policy; of the task's default_loss where none is named
    typename TaskType::Options task{};                ///< of what the head is for, such as Segmentation
    typename Optional::schedule::Options schedule{};  ///< of the schedule policy
    std::vector<double> stage_lr{};      ///< learning rate of each stage of a Stages policy; empty: the optimizer's in all
    std::vector<std::string> classes{};  ///< names for predictions before any training; else the training data's
    std::uint64_t seed = 0;              ///< fixes the head's initial values, shuffling and augmentation
    Device device = Device::automatic;
    int threads = 0;                            ///< that LibTorch computes with, in the whole process; 0: all processors
    typename Optional::cache::Options cache{};  ///< of CacheFeatures
    bool keep_freed_memory = true;              ///< half as fast again on a CPU, for the whole process; see keep_freed_memory()
  };

  /// Of Stages, what the last one trains.
  static constexpr std::int64_t trainable_parameters = Known::trainable_parameters;
  static constexpr std::int64_t classes_count = Known::classes;
  /// The backbone's graph with the head in the place of its classifier.
  static constexpr GraphView graph = Known::graph;
  /// Which modules the freeze policy freezes, one entry a row of the graph; of Stages, the first one.
  static constexpr auto frozen = Known::frozen;
  /// Calls from the input on that stay the same while training, of Stages in the first one; see frozen_prefix(). What runs
  /// without gradients is looked up before each epoch: `network().frozen_prefix()`.
  static constexpr int prefix = Known::prefix;

  FineTuner() : FineTuner(Options{}) {}
  explicit FineTuner(Options options) : Base(build(options)) {
    if constexpr (fits) {
      detail::fill_stations<O, Optional, LossOfTask>(this->core_, options, &apply_freeze<detail::first_policy<F>>,
                                                     detail::training_stages<F>(), options.stage_lr);
    }
  }

 private:
  static constexpr bool fits = Composable<B, H, F, O, More...>;

  [[nodiscard]] static detail::TunerCore build(const Options& options) {
    use_threads(options.threads);
    if (options.keep_freed_memory) keep_freed_memory();
    ::torch::manual_seed(options.seed);
    detail::BuiltNetwork built;
    if constexpr (fits) {
      detail::Blueprint blueprint = detail::blueprint_of<B>(graph);
      if constexpr (DenseHead<H>)  // it keeps the backbone's layers as an edit would; a file of the whole network loads, too
        blueprint.original = GraphView(origin_of<B>::graph), blueprint.keep_classifier = true;
      if constexpr (requires { H::initial_values; }) blueprint.head_values = H::initial_values;
      if constexpr (ModuleHead<H>)
        blueprint.foreign.push_back(foreign_module(std::string(graph.path(graph.classifier()).view()),
                                                   std::make_shared<typename H::module>(backbone_features<B>())));
      built = detail::build_network(blueprint, options.weights);
      built.network->compute_with(Optional::precision::type);
    }
    return {std::move(built), std::make_shared<TaskType>(Known::classes, options.task),
            Known::classes,   resolve(options.device),
            options.seed,     options.classes};
  }
};

}  // namespace graft
