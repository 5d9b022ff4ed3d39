#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <graft/graph/layer/conv2d.hpp>
#include <graft/graph/shape/size2.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// LibTorch 2's fused convolutions on a CPU, with an in-place addition and a ReLU in the same pass. Values are channels-last.
///
/// They have no C++ function and are looked up in the dispatcher by name, so that graft also builds with LibTorch 1.13.
/// Source: PyTorch 2.6, aten/src/ATen/native/mkldnn/RegisterMkldnnOpContextClass.cpp and Conv.cpp.
class FusedConvolutions {
 public:
  /// The convolutions, or nothing where LibTorch has none of them, as 1.13.
  [[nodiscard]] static std::optional<FusedConvolutions> find() {
    auto& all = c10::Dispatcher::singleton();
    const auto pack = all.findSchema({"aten::mkldnn_reorder_conv2d_weight", ""});
    const auto plain = all.findSchema({"mkldnn::_convolution_pointwise", ""});
    const auto adding = all.findSchema({"mkldnn::_convolution_pointwise_", "binary"});
    if (!pack || !plain || !adding) return std::nullopt;
    return FusedConvolutions(*pack, *plain, *adding);
  }

  /// Weights in the layout that is fastest for an input of the given sizes, (N, C, H, W). Inputs of other sizes work too, but
  /// copy the weights each time.
  /// Shapes: (O, I / groups, kh, kw) -> opaque.
  [[nodiscard]] ::torch::Tensor pack(const ::torch::Tensor& weight, const Conv2d& conv,
                                     const std::vector<std::int64_t>& input) const {
    return call(pack_, {weight.to_mkldnn(), both(conv.padding), both(conv.stride), both(conv.dilation),
                        std::int64_t{conv.groups}, input});
  }

  /// The convolution with its bias, and its ReLU if wanted.
  [[nodiscard]] ::torch::Tensor operator()(const ::torch::Tensor& input, const ::torch::Tensor& packed,
                                           const ::torch::Tensor& bias, const Conv2d& conv, bool relu) const {
    return call(plain_, {input, packed, bias, both(conv.padding), both(conv.stride), both(conv.dilation),
                         std::int64_t{conv.groups}, std::string(relu ? "relu" : "none"), no_scalars(), c10::IValue()});
  }

  /// The convolution with its bias, plus `sum`, which the result overwrites, and the ReLU of that if wanted.
  [[nodiscard]] ::torch::Tensor add_to(const ::torch::Tensor& sum, const ::torch::Tensor& input, const ::torch::Tensor& packed,
                                       const ::torch::Tensor& bias, const Conv2d& conv, bool relu) const {
    return call(adding_, {sum, input, packed, bias, both(conv.padding), both(conv.stride), both(conv.dilation),
                          std::int64_t{conv.groups}, std::string("add"), c10::IValue(),
                          relu ? c10::IValue(std::string("relu")) : c10::IValue(), no_scalars(), c10::IValue()});
  }

 private:
  FusedConvolutions(c10::OperatorHandle pack, c10::OperatorHandle plain, c10::OperatorHandle adding)
      : pack_(std::move(pack)), plain_(std::move(plain)), adding_(std::move(adding)) {}

  [[nodiscard]] static std::vector<std::int64_t> both(const Size2& size) { return {size.height, size.width}; }
  [[nodiscard]] static c10::IValue no_scalars() {
    return c10::impl::GenericList(c10::OptionalType::create(c10::NumberType::get()));
  }

  [[nodiscard]] static ::torch::Tensor call(const c10::OperatorHandle& operation, std::vector<c10::IValue> stack) {
    operation.callBoxed(&stack);
    return std::move(stack.front()).toTensor();
  }

  c10::OperatorHandle pack_, plain_, adding_;
};

}  // namespace graft::detail
