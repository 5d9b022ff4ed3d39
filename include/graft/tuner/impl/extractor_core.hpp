#pragma once

#include <string>
#include <utility>

#include <Eigen/Core>

#include <graft/core/exceptions.hpp>
#include <graft/data/loader/inference_loader.hpp>
#include <graft/data/loader/load_image.hpp>
#include <graft/data/transform/standard_transforms.hpp>
#include <graft/network/freeze.hpp>
#include <graft/platform/translate.hpp>
#include <graft/tuner/detail/extractor_core.hpp>

namespace graft::detail {

ExtractorCore::ExtractorCore(BuiltNetwork built, ::torch::Device device) : built_(std::move(built)), device_(device) {
  const GraphView net = built_.network->graph();
  for (CallId row{net.call_count() - 1}; row > 0; --row)
    if (net.calls_module(row) && net.is_within(net.call(row).module, net.classifier())) end_ = net.inputs(row).front() + 1;
  averages_maps_ = net.classifier().exists() && net.is<Conv2d>(net.classifier());
  freeze(*built_.network);  // nothing of it learns, so that its plan is kept
  translate_errors("moving the network to its device", [&] { built_.network->to(device_); });
  built_.network->eval();
}

/// Features as an Eigen matrix.
Eigen::MatrixXf ExtractorCore::matrix_of(const ::torch::Tensor& features) const {
  const auto flat = averages_maps_ ? features.mean(::torch::IntArrayRef{2, 3}) : features.flatten(1);
  const auto values = flat.to(::torch::kCPU, ::torch::kFloat).contiguous();  // (N, F)
  using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  return Eigen::MatrixXf(Eigen::Map<const RowMajor>(values.data_ptr<float>(), static_cast<Eigen::Index>(values.size(0)),
                                                    static_cast<Eigen::Index>(values.size(1))));
}

Eigen::MatrixXf ExtractorCore::features(const ::torch::Tensor& images) const {
  return translate_errors("feature extraction", [&] { return matrix_of(built_.network->infer(images.to(device_), end_)); });
}

Eigen::MatrixXf ExtractorCore::features(const std::filesystem::path& image) const {
  return features(load_image(image, evaluation_transform(built_.preprocessing)));
}

Eigen::MatrixXf ExtractorCore::features(const Dataset& images, std::int64_t batch_size, int workers, std::int64_t width) const {
  Eigen::MatrixXf all(static_cast<Eigen::Index>(images.size()), static_cast<Eigen::Index>(width));
  InferenceLoader loader(images, {.batch_size = batch_size, .workers = workers}, *built_.network, device_, end_);
  Eigen::Index row = 0;
  while (const auto batch = loader.next()) {
    const Eigen::MatrixXf part = matrix_of(batch->images);
    if (part.cols() != all.cols())
      throw ShapeError("this backbone gives " + std::to_string(part.cols()) +
                       " features for these images, its description says " + std::to_string(width) +
                       "; give it images of the described size, or correct out_features");
    all.middleRows(row, part.rows()) = part;
    row += part.rows();
  }
  return all.topRows(row);
}

}  // namespace graft::detail
