#pragma once

#include <cstdint>
#include <filesystem>
#include <type_traits>
#include <utility>

#include <Eigen/Core>

#include <graft/core/compile_errors.hpp>
#include <graft/data/dataset/dataset.hpp>
#include <graft/platform/device.hpp>
#include <graft/platform/memory.hpp>
#include <graft/policy/backbone.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>
#include <graft/tuner/detail/build_network.hpp>
#include <graft/tuner/detail/extractor_core.hpp>

namespace graft {

/// A pretrained backbone without its classifier: images in, a matrix of features out.
///
/// Shapes:  (N, 3, H, W), or N image files -> (N, F), one row an image in the dataset's order; F is `features_count`.
/// Optional policy, behind the backbone: Precision.
/// Errors:  compile time, for any other policy; run time: WeightsError, DataError, ShapeError. Images that are skipped have no
///          row.
/// Example: FeatureExtractor<ResNet18> features{{.weights = "resnet18.pth"}};
///          Eigen::MatrixXf x = features(image_folders("images", features.preprocessing()).val);   // (N, 512)
template <Backbone B, class... More>
class FeatureExtractor : std::conditional_t<(!backbone_graph<B>().classifier().exists()), error::BackboneHasNoClassifier<B>,
                                            FeaturesVerdict<More...>> {
 public:
  struct Options {
    Weights weights{};
    Device device = Device::automatic;
    int threads = 0;                ///< that LibTorch computes with, in the whole process; 0: all processors
    bool keep_freed_memory = true;  ///< half as fast again on a CPU, for the whole process; see keep_freed_memory()
    std::int64_t batch_size = 32;
    int workers = 2;
  };

  static constexpr std::int64_t features_count = backbone_features<B>();

  FeatureExtractor() : FeatureExtractor(Options{}) {}
  explicit FeatureExtractor(Options options) : options_(std::move(options)), core_(build(options_)) {}

  [[nodiscard]] Eigen::MatrixXf operator()(const Dataset& images) const {
    return core_.features(images, options_.batch_size, options_.workers, features_count);
  }
  /// A batch (N, 3, H, W) that is already preprocessed.
  [[nodiscard]] Eigen::MatrixXf operator()(const ::torch::Tensor& images) const { return core_.features(images); }
  [[nodiscard]] Eigen::MatrixXf operator()(const std::filesystem::path& image) const { return core_.features(image); }

  [[nodiscard]] Network& network() const { return *core_.built().network; }
  /// What became of each tensor of the weights file.
  [[nodiscard]] const LoadReport& load_report() const { return core_.built().report; }
  [[nodiscard]] const Preprocessing& preprocessing() const { return core_.built().preprocessing; }

 private:
  [[nodiscard]] static detail::ExtractorCore build(const Options& options) {
    use_threads(options.threads);
    if (options.keep_freed_memory) keep_freed_memory();
    auto built = detail::build_network(detail::blueprint_of<B>(backbone_graph<B>()), options.weights);
    built.network->compute_with(OptionalPolicies<More...>::precision::type);
    return {std::move(built), resolve(options.device)};
  }

  Options options_;
  detail::ExtractorCore core_;
};

}  // namespace graft
