#pragma once

#include <array>
#include <cstdint>

#include <graft/graph/layer/conv2d.hpp>
#include <graft/graph/shape/size2.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// LibTorch's fused convolutions on CUDA, with an addition and a ReLU in the same pass.
/// Source: cudnn_convolution_relu and cudnn_convolution_add_relu, which TorchScript takes for frozen networks.
class CudnnConvolutions {
 public:
  /// Whether LibTorch has cuDNN and may use it for this device and type.
  [[nodiscard]] static bool is_available(const ::torch::Device& device, ::torch::ScalarType type) {
    return device.is_cuda() && ::torch::cuda::cudnn_is_available() && at::globalContext().userEnabledCuDNN() &&
           (type != ::torch::kBFloat16 || at::detail::getCUDAHooks().supportsBFloat16ConvolutionWithCuDNNv8());
  }

  /// Whether a convolution can be fused: cuDNN's fused passes are not for groups.
  [[nodiscard]] static bool suits(const Conv2d& conv) { return conv.groups == 1; }

  /// ReLU of the convolution with its bias.
  [[nodiscard]] static ::torch::Tensor relu(const ::torch::Tensor& input, const ::torch::Tensor& weight,
                                            const ::torch::Tensor& bias, const Conv2d& conv) {
    return at::cudnn_convolution_relu(input, weight, bias, both(conv.stride), both(conv.padding), both(conv.dilation),
                                      conv.groups);
  }

  /// ReLU of the convolution with its bias, plus `sum`.
  [[nodiscard]] static ::torch::Tensor add_relu(const ::torch::Tensor& sum, const ::torch::Tensor& input,
                                                const ::torch::Tensor& weight, const ::torch::Tensor& bias,
                                                const Conv2d& conv) {
    return at::cudnn_convolution_add_relu(input, weight, sum, 1, bias, both(conv.stride), both(conv.padding),
                                          both(conv.dilation), conv.groups);
  }

 private:
  [[nodiscard]] static std::array<std::int64_t, 2> both(const Size2& size) { return {size.height, size.width}; }
};

}  // namespace graft::detail
