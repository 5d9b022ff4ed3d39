#pragma once

#include <array>
#include <cstdint>

#include <graft/graph/layer/conv2d.hpp>
#include <graft/graph/shape/size2.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// LibTorch's convolutions on CUDA that add what is there and apply ReLU in the same pass. Source: cudnn_convolution_relu and
/// cudnn_convolution_add_relu, which TorchScript takes for frozen networks.
class CudnnConvolutions {
 public:
  /// Whether LibTorch has cuDNN, and may use it for numbers of this type.
  [[nodiscard]] static bool are_there(const ::torch::Device& device, ::torch::ScalarType type) {
    return device.is_cuda() && ::torch::cuda::cudnn_is_available() && at::globalContext().userEnabledCuDNN() &&
           (type != ::torch::kBFloat16 || at::detail::getCUDAHooks().supportsBFloat16ConvolutionWithCuDNNv8());
  }

  /// Grouped ones are left to LibTorch.
  [[nodiscard]] static bool suit(const Conv2d& conv) { return conv.groups == 1; }

  [[nodiscard]] static ::torch::Tensor relu(const ::torch::Tensor& input, const ::torch::Tensor& weight,
                                            const ::torch::Tensor& bias, const Conv2d& conv) {
    return at::cudnn_convolution_relu(input, weight, bias, both(conv.stride), both(conv.padding), both(conv.dilation),
                                      conv.groups);
  }

  /// ReLU of the convolution, its bias and `sum`.
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
