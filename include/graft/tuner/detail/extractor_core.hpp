#pragma once

#include <cstdint>
#include <filesystem>

#include <Eigen/Core>

#include <graft/data/dataset/dataset.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/tuner/detail/build_network.hpp>

namespace graft::detail {

/// Implementation of FeatureExtractor, once for all types: features of a network that is cut before its classifier.
class ExtractorCore {
 public:
  ExtractorCore(BuiltNetwork built, ::torch::Device device);

  [[nodiscard]] Eigen::MatrixXf features(const ::torch::Tensor& images) const;
  [[nodiscard]] Eigen::MatrixXf features(const std::filesystem::path& image) const;
  [[nodiscard]] Eigen::MatrixXf features(const Dataset& images, std::int64_t batch_size, int workers, std::int64_t width) const;

  [[nodiscard]] const BuiltNetwork& built() const { return built_; }

 private:
  BuiltNetwork built_;
  ::torch::Device device_;
  int end_ = 1;                 ///< calls up to and including the one that feeds the classifier
  bool averages_maps_ = false;  ///< the classifier is a convolution: features are the means of the maps that it takes

  [[nodiscard]] Eigen::MatrixXf matrix_of(const ::torch::Tensor& features) const;
};

}  // namespace graft::detail
