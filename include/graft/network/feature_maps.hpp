#pragma once

#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// The values that several modules give for the same images, without gradients: feature maps for detection or segmentation.
///
/// A module that is called more than once gives its last value. The network runs once, and no further than needed.
/// Shapes: (N, 3, H, W) -> one tensor a path, as the network's graph says: (N, 512, 28, 28) for `layer2` of ResNet-50.
/// Errors: UsageError for a path that is not there (with the closest one) or that is never called; ShapeError as the network's.
[[nodiscard]] std::vector<::torch::Tensor> feature_maps(Network& net, const ::torch::Tensor& images,
                                                        const std::vector<std::string>& paths);

/// The maps of a backbone that is `Features<...>`, one a tag, in the tags' order, from the network that was made of it.
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
