#pragma once

#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// The weights and the bias of a layer into which the BatchNorm after it is folded; both float32 and defined.
struct FoldedWeights {
  ::torch::Tensor weight;  // (O, I / groups, kh, kw) or (O, I)
  ::torch::Tensor bias;    // (O)
};

/// A BatchNorm in evaluation mode as a scale and a shift of each channel, in double.
struct ScaleAndShift {
  ::torch::Tensor scale, shift;  // (C)
};

/// That of a BatchNorm whose input has a bias that is added first; undefined for none.
[[nodiscard]] inline ScaleAndShift scale_and_shift(const ::torch::nn::BatchNorm2dImpl& norm, const ::torch::Tensor& bias = {}) {
  const auto exact = [](const ::torch::Tensor& tensor) { return tensor.detach().to(::torch::kDouble); };
  ::torch::Tensor scale = (exact(norm.running_var) + norm.options.eps()).rsqrt();
  if (norm.weight.defined()) scale = scale * exact(norm.weight);
  ::torch::Tensor shift = -exact(norm.running_mean);
  if (bias.defined()) shift = shift + exact(bias);
  shift = shift * scale;
  if (norm.bias.defined()) shift = shift + exact(norm.bias);
  return {scale, shift};
}

/// Folds a BatchNorm into the layer before it: w' = w g / sqrt(v + eps), b' = (b - m) g / sqrt(v + eps) + beta, in double.
/// Source: Jacob et al., Quantization and Training of Neural Networks, 2017, section 3.2.
/// Errors: WeightsError for elements that are not finite, since backends differ in what they make of them.
[[nodiscard]] inline FoldedWeights fold(const ::torch::Tensor& weight, const ::torch::Tensor& bias,
                                        const ::torch::nn::BatchNorm2dImpl* norm, const std::string& path) {
  const ::torch::NoGradGuard no_grad;
  FoldedWeights folded;
  if (norm == nullptr) {
    folded.weight = weight.detach().to(::torch::kFloat);
    folded.bias =
        bias.defined() ? bias.detach().to(::torch::kFloat) : ::torch::zeros({weight.size(0)}, folded.weight.options());
  } else {
    const auto [scale, shift] = scale_and_shift(*norm, bias);
    folded.weight = weight.detach().to(::torch::kFloat) * scale.view({-1, 1, 1, 1}).to(::torch::kFloat);
    folded.bias = shift.to(::torch::kFloat);
  }
  if (!::torch::isfinite(folded.weight).all().item<bool>() || !::torch::isfinite(folded.bias).all().item<bool>())
    throw WeightsError("the weights of \"" + path +
                       "\" are not all finite numbers, so it cannot be computed with; load its weights again");
  return folded;
}

}  // namespace graft::detail
