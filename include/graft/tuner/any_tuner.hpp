#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/device.hpp>
#include <graft/platform/memory.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/task/classification.hpp>
#include <graft/tuner/detail/build_network.hpp>
#include <graft/tuner/detail/fill_stations.hpp>
#include <graft/tuner/tuner_for.hpp>
#include <graft/zoo/weights.hpp>

namespace graft {

/// A FineTuner whose backbone is chosen at run time, by a name of the zoo: for programs that take it from their command line.
///
/// It has a linear head in place of the network's classifier. What trains is said by paths or by a number of stages; by
/// default the head alone does. Optional policies are those of FineTuner.
/// Errors:  compile time, for policies that do not fit together. Run time: UsageError for an unknown name, with the closest
///          ones, and for a path that the network does not have; else as FineTuner's.
/// Example: AnyTuner<SGD, CacheFeatures<2>> tuner{argv[1], {.class_count = 2, .weights = argv[2]}};
template <OptimizerPolicy O, class... More>
class AnyTuner : OptionalVerdictFor<Classification, More...>, public TunerFor<Classification> {
  using Optional = OptionalPolicies<More...>;

 public:
  struct Options {
    std::int64_t class_count = 0;  ///< of the head; at least 1
    Weights weights{};             ///< for all but the head
    /// How many of the backbone's last stages train together with the head: 0, the head alone; -1, everything. See AtStage.
    int trained_stages = 0;
    std::vector<std::string> train{};  ///< paths of modules that train, too: {"layer4.2"}
    typename O::Options optimizer{};
    typename Optional::loss::Options loss{};
    typename Optional::schedule::Options schedule{};
    std::vector<std::string> classes{};  ///< names for predictions before any training; else the training data's
    std::uint64_t seed = 0;              ///< fixes the head's initial values, shuffling and augmentation
    Device device = Device::automatic;
    int threads = 0;                            ///< that LibTorch computes with, in the whole process; 0: all processors
    typename Optional::cache::Options cache{};  ///< of CacheFeatures
    bool keep_freed_memory = true;              ///< half as fast again on a CPU, for the whole process
  };

  AnyTuner(std::string_view network, Options options) : TunerFor(build(network, options)) {
    const auto freeze = [&](Network& net) { detail::train_only(net, options.trained_stages, options.train); };
    detail::fill_stations<O, Optional, typename Optional::loss>(core_, options, freeze, {}, {});
  }

 private:
  [[nodiscard]] static detail::TunerCore build(std::string_view network, const Options& options) {
    if (options.class_count < 1)
      throw UsageError("the option .class_count is the number of classes of the head, at least 1; got " +
                       std::to_string(options.class_count));
    use_threads(options.threads);
    if (options.keep_freed_memory) keep_freed_memory();
    ::torch::manual_seed(options.seed);
    detail::BuiltNetwork built = detail::build_named_network(network, options.class_count, options.weights);
    built.network->compute_with(Optional::precision::type);
    return {std::move(built),    std::make_shared<Classification>(options.class_count),
            options.class_count, resolve(options.device),
            options.seed,        options.classes};
  }
};

}  // namespace graft
