#pragma once

#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// The outputs of several modules for the same images, without gradients: feature maps for detection or segmentation.
///
/// For a module that is called more than once it is that of the last call. The network runs once, and only as far as needed.
/// Shapes: (N, 3, H, W) -> a tensor for each path, such as (N, 512, 28, 28) for `layer2` of ResNet-50.
/// Errors: UsageError for a path that does not exist (with the closest one) or that is never called; ShapeError
///         as the network's.
[[nodiscard]] std::vector<::torch::Tensor> feature_maps(Network& net, const ::torch::Tensor& images,
                                                        const std::vector<std::string>& paths);

/// The feature maps of a network made of the backbone `Features<...>`, one for each tag, in their order.
///
/// Example: using Maps = Features<ResNet50, Layer2, Layer3>;
///          auto maps = feature_maps<Maps>(*make_network<Maps>(weights), images);
template <class F>
requires requires { F::taps(); }
[[nodiscard]] std::vector<::torch::Tensor> feature_maps(Network& net, const ::torch::Tensor& images) {
  const ::torch::NoGradGuard no_grad;
  return net.values(images, F::taps());
}

}  // namespace graft
