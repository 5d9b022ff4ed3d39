#pragma once

#include <cstdint>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/engine/eager/matrix_product.hpp>
#include <graft/platform/autocast_scope.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/onednn.hpp>

namespace graft::detail {

#if defined(GRAFT_HAS_ONEDNN)

/// The matrix products of two batches, each of which may be transposed.
/// Shapes: (B, m, k), transposed (B, k, m), and (B, k, n), transposed (B, n, k) -> (B, m, n).
/// Errors: Error where oneDNN refuses.
[[nodiscard]] inline ::torch::Tensor onednn_product(const ::torch::Tensor& left, bool transpose_left,
                                                    const ::torch::Tensor& right, bool transpose_right) {
  const ::torch::Tensor a = left.contiguous(), b = right.contiguous();
  const std::int64_t rows = a.size(transpose_left ? 2 : 1), inner = a.size(transpose_left ? 1 : 2),
                     columns = b.size(transpose_right ? 1 : 2);
  ::torch::Tensor product = ::torch::empty({a.size(0), rows, columns}, ::torch::kFloat);
  for (std::int64_t i = 0; i < a.size(0); ++i) {
    const auto status = ::dnnl::sgemm(transpose_left ? 'T' : 'N', transpose_right ? 'T' : 'N', rows, columns, inner, 1,
                                      a.data_ptr<float>() + i * a.size(1) * a.size(2), a.size(2),
                                      b.data_ptr<float>() + i * b.size(1) * b.size(2), b.size(2), 0,
                                      product.data_ptr<float>() + i * rows * columns, columns);
    if (status != ::dnnl::status::success)
      throw Error("oneDNN cannot multiply matrices of " + std::to_string(rows) + " x " + std::to_string(inner) + " and " +
                  std::to_string(inner) + " x " + std::to_string(columns));
  }
  return product;
}

/// left x right, or left x right^T, with its gradients.
struct ProductFunction : ::torch::autograd::Function<ProductFunction> {
  static ::torch::Tensor forward(::torch::autograd::AutogradContext* context, const ::torch::Tensor& left,
                                 const ::torch::Tensor& right, bool transpose_right) {
    context->save_for_backward({left, right});
    context->saved_data["transpose_right"] = transpose_right;
    return onednn_product(left, false, right, transpose_right);
  }

  static ::torch::autograd::variable_list backward(::torch::autograd::AutogradContext* context,
                                                   const ::torch::autograd::variable_list& grad_outputs) {
    const auto saved = context->get_saved_variables();
    const ::torch::Tensor &left = saved[0], &right = saved[1], &grad_output = grad_outputs.front();
    const bool transposed = context->saved_data["transpose_right"].toBool();
    // Second derivatives need operations that LibTorch can differentiate.
    const bool differentiable = at::GradMode::is_enabled();
    const auto product = [&](const ::torch::Tensor& a, bool transpose_a, const ::torch::Tensor& b, bool transpose_b) {
      if (!differentiable) return onednn_product(a, transpose_a, b, transpose_b);
      return (transpose_a ? a.transpose(1, 2) : a).bmm(transpose_b ? b.transpose(1, 2) : b);
    };
    ::torch::Tensor grad_left, grad_right;
    if (context->needs_input_grad(0)) grad_left = product(grad_output, false, right, !transposed);
    if (context->needs_input_grad(1))
      grad_right = transposed ? product(grad_output, true, left, false) : product(left, true, grad_output, false);
    return {grad_left, grad_right, ::torch::Tensor()};
  }
};

/// Whether oneDNN computes the product: both are float32 on the CPU, and no autocast wants another type.
[[nodiscard]] inline bool can_use_onednn(const ::torch::Tensor& left, const ::torch::Tensor& right) {
  const auto is_plain = [](const ::torch::Tensor& tensor) {
    return tensor.device().is_cpu() && tensor.scalar_type() == ::torch::kFloat && !tensor.is_mkldnn() && tensor.numel() > 0;
  };
  return onednn::works() && is_plain(left) && is_plain(right) && !AutocastScope::is_on(left.device());
}

#endif

::torch::Tensor linear(const ::torch::Tensor& input, const ::torch::Tensor& weight, const ::torch::Tensor& bias) {
#if defined(GRAFT_HAS_ONEDNN)
  if (can_use_onednn(input, weight) && input.dim() > 0 && input.size(-1) == weight.size(1)) {
    const ::torch::Tensor rows = input.reshape({1, -1, weight.size(1)});
    std::vector<std::int64_t> shape = input.sizes().vec();
    shape.back() = weight.size(0);
    const ::torch::Tensor product = ProductFunction::apply(rows, weight.unsqueeze(0), true).view(shape);
    return bias.defined() ? product + bias : product;
  }
#endif
  return ::torch::linear(input, weight, bias);
}

::torch::Tensor bmm(const ::torch::Tensor& left, const ::torch::Tensor& right, bool transpose_right) {
#if defined(GRAFT_HAS_ONEDNN)
  if (can_use_onednn(left, right)) return ProductFunction::apply(left, right, transpose_right);
#endif
  return left.bmm(transpose_right ? right.transpose(1, 2) : right);
}

}  // namespace graft::detail
