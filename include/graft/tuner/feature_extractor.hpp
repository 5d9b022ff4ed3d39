#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <type_traits>
#include <utility>

#include <Eigen/Core>

#include <graft/core/error.hpp>
#include <graft/core/errors.hpp>
#include <graft/data/dataset.hpp>
#include <graft/data/load_picture.hpp>
#include <graft/data/loader.hpp>
#include <graft/data/standard_transforms.hpp>
#include <graft/policy/backbone.hpp>
#include <graft/runtime/device.hpp>
#include <graft/runtime/memory.hpp>
#include <graft/runtime/translate.hpp>
#include <graft/tuner/detail/build_network.hpp>

namespace graft {
namespace detail {

/// Features of any network that is cut before its classifier.
class ExtractorCore {
 public:
  ExtractorCore(BuiltNetwork built, ::torch::Device device) : built_(std::move(built)), device_(device) {
    const GraphView net = built_.network->graph();
    for (int row = net.call_count() - 1; row > 0; --row)
      if (net.call(row).op == Op::call_module && net.is_within(net.call(row).module, net.classifier())) end_ = net.inputs(row).front() + 1;
    built_.network->to(device_);
    built_.network->eval();
  }

  [[nodiscard]] Eigen::MatrixXf features(const ::torch::Tensor& pictures) const {
    return translate_errors("feature extraction", [&] {
      const ::torch::NoGradGuard no_grad;
      const auto values = built_.network->run(pictures.to(device_), 1, end_).flatten(1).to(::torch::kCPU, ::torch::kFloat).contiguous();  // (N, F)
      using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
      return Eigen::MatrixXf(Eigen::Map<const RowMajor>(values.data_ptr<float>(), static_cast<Eigen::Index>(values.size(0)), static_cast<Eigen::Index>(values.size(1))));
    });
  }

  [[nodiscard]] Eigen::MatrixXf features(const Dataset& pictures, std::int64_t batch_size, int workers, std::int64_t width) const {
    Eigen::MatrixXf all(static_cast<Eigen::Index>(pictures.size()), static_cast<Eigen::Index>(width));
    Loader loader(pictures, {.batch_size = batch_size, .workers = workers});
    Eigen::Index row = 0;
    while (const auto batch = loader.next()) {
      const Eigen::MatrixXf part = features(batch->images);
      if (part.cols() != all.cols())
        throw ShapeError("this backbone gives " + std::to_string(part.cols()) + " features for these pictures, its description says " + std::to_string(width) +
                         "; give it pictures of the described size, or correct out_features");
      all.middleRows(row, part.rows()) = part;
      row += part.rows();
    }
    return all.topRows(row);
  }

  [[nodiscard]] const BuiltNetwork& built() const { return built_; }

 private:
  BuiltNetwork built_;
  ::torch::Device device_;
  int end_ = 1;  ///< calls up to and including the one that feeds the classifier
};

struct FitsExtractor {};

}  // namespace detail

/// A pretrained backbone without its classifier: pictures in, a matrix of features out.
///
/// Shapes:  (N, 3, H, W), or N picture files -> (N, F), one row a picture in the dataset's order; F is `features_count`.
/// Errors:  WeightsError, DataError, ShapeError. Pictures that are skipped by option have no row.
/// Example: FeatureExtractor<ResNet18> features{{.weights = "resnet18.pth"}};
///          Eigen::MatrixXf x = features(image_folders("pictures", features.preprocessing()).val);   // (N, 512)
template <Backbone B>
class FeatureExtractor : std::conditional_t<(backbone_graph<B>().classifier() < 0), error::BackboneHasNoClassifier<B>, detail::FitsExtractor> {
 public:
  struct Options {
    Weights weights{};
    Device device = Device::automatic;
    int threads = 0;  ///< that LibTorch computes with, in the whole process; 0: all processors
    bool keep_freed_memory = true;  ///< twice as fast on a CPU, for the whole process; see keep_freed_memory()
    std::int64_t batch_size = 32;
    int workers = 2;
  };

  static constexpr std::int64_t features_count = backbone_features<B>();

  FeatureExtractor() : FeatureExtractor(Options{}) {}
  explicit FeatureExtractor(Options options) : options_(std::move(options)), core_(build(options_)) {}

  [[nodiscard]] Eigen::MatrixXf operator()(const Dataset& pictures) const { return core_.features(pictures, options_.batch_size, options_.workers, features_count); }
  /// A batch (N, 3, H, W) that is already preprocessed.
  [[nodiscard]] Eigen::MatrixXf operator()(const ::torch::Tensor& pictures) const { return core_.features(pictures); }
  [[nodiscard]] Eigen::MatrixXf operator()(const std::filesystem::path& picture) const {
    return core_.features(load_picture(picture, evaluation_transform(preprocessing())));
  }

  [[nodiscard]] Network& network() const { return *core_.built().network; }
  [[nodiscard]] const LoadReport& load_report() const { return core_.built().report; }
  [[nodiscard]] const Preprocessing& preprocessing() const { return core_.built().preprocessing; }

 private:
  [[nodiscard]] static detail::ExtractorCore build(const Options& options) {
    use_threads(options.threads);
    if (options.keep_freed_memory) keep_freed_memory();
    return {detail::build_network(detail::plan_of<B>(backbone_graph<B>()), options.weights), resolve(options.device)};
  }

  Options options_;
  detail::ExtractorCore core_;
};

}  // namespace graft
