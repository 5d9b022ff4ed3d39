#pragma once

#include <cstdint>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/engine/eager/linear.hpp>
#include <graft/platform/autocast_scope.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/onednn.hpp>

namespace graft::detail {

#if defined(GRAFT_HAS_ONEDNN)

/// A matrix product of two matrices or their transposes, all row by row.
[[nodiscard]] inline ::torch::Tensor multiply(const ::torch::Tensor& left, bool transpose_left, const ::torch::Tensor& right,
                                              bool transpose_right) {
  const ::torch::Tensor a = left.contiguous(), b = right.contiguous();
  const std::int64_t rows = a.size(transpose_left ? 1 : 0), inner = a.size(transpose_left ? 0 : 1),
                     columns = b.size(transpose_right ? 0 : 1);
  ::torch::Tensor product = ::torch::empty({rows, columns}, ::torch::kFloat);
  const auto status =
      ::dnnl::sgemm(transpose_left ? 'T' : 'N', transpose_right ? 'T' : 'N', rows, columns, inner, 1, a.data_ptr<float>(),
                    a.size(1), b.data_ptr<float>(), b.size(1), 0, product.data_ptr<float>(), columns);
  if (status != ::dnnl::status::success)
    throw Error("oneDNN cannot multiply matrices of " + std::to_string(rows) + " x " + std::to_string(inner) + " and " +
                std::to_string(inner) + " x " + std::to_string(columns));
  return product;
}

struct LinearFunction : ::torch::autograd::Function<LinearFunction> {
  static ::torch::Tensor forward(::torch::autograd::AutogradContext* context, const ::torch::Tensor& input,
                                 const ::torch::Tensor& weight) {
    context->save_for_backward({input, weight});
    return multiply(input, false, weight, true);
  }

  static ::torch::autograd::variable_list backward(::torch::autograd::AutogradContext* context,
                                                   const ::torch::autograd::variable_list& given) {
    const auto saved = context->get_saved_variables();
    const ::torch::Tensor &input = saved[0], &weight = saved[1], &gradient = given.front();
    // For second derivatives LibTorch's operations, which it can differentiate.
    const bool plainly = at::GradMode::is_enabled();
    const auto product = [&](const ::torch::Tensor& left, bool transpose, const ::torch::Tensor& right) {
      return plainly ? (transpose ? left.t() : left).mm(right) : multiply(left, transpose, right, false);
    };
    return {context->needs_input_grad(0) ? product(gradient, false, weight) : ::torch::Tensor(),
            context->needs_input_grad(1) ? product(gradient, true, input) : ::torch::Tensor()};
  }
};

::torch::Tensor apply_linear(const ::torch::Tensor& input, const ::torch::nn::LinearImpl& layer) {
  const auto is_plain = [](const ::torch::Tensor& tensor) {
    return tensor.device().is_cpu() && tensor.scalar_type() == ::torch::kFloat && tensor.dim() == 2 && tensor.numel() > 0;
  };
  if (!onednn::works() || !is_plain(input) || !is_plain(layer.weight) || AutocastScope::is_on(input.device()) ||
      input.size(1) != layer.weight.size(1))
    return ::torch::linear(input, layer.weight, layer.bias);
  const ::torch::Tensor product = LinearFunction::apply(input, layer.weight);
  return layer.bias.defined() ? product + layer.bias : product;
}

#else

::torch::Tensor apply_linear(const ::torch::Tensor& input, const ::torch::nn::LinearImpl& layer) {
  return ::torch::linear(input, layer.weight, layer.bias);
}

#endif

}  // namespace graft::detail
