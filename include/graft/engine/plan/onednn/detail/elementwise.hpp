#pragma once

#include <variant>
#include <vector>

#include <graft/graph/activation.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The functions of oneDNN that an activation is, one after the other: one overload for each kind.
struct ElementwiseOf {
  using Functions = std::vector<Elementwise>;
  using Algorithm = ::dnnl::algorithm;

  Functions operator()(const ReLU&) const { return {{Algorithm::eltwise_relu}}; }
  Functions operator()(const ReLU6&) const { return {{Algorithm::eltwise_clip, 0, 6}}; }
  Functions operator()(const SiLU&) const { return {{Algorithm::eltwise_swish, 1}}; }
  Functions operator()(const Hardswish&) const { return {{Algorithm::eltwise_hardswish, 1.0F / 6, 0.5F}}; }
  Functions operator()(const Hardsigmoid&) const {
    return {{Algorithm::eltwise_clip, -3, 3}, {Algorithm::eltwise_linear, 1.0F / 6, 0.5F}};
  }
  Functions operator()(const Sigmoid&) const { return {{Algorithm::eltwise_logistic}}; }
  Functions operator()(const Tanh&) const { return {{Algorithm::eltwise_tanh}}; }
  Functions operator()(const GELU&) const { return {{Algorithm::eltwise_gelu_erf}}; }
};

[[nodiscard]] inline std::vector<Elementwise> elementwise_of(const Activation& activation) {
  return std::visit(ElementwiseOf{}, activation);
}

/// Appends a division of the result. oneDNN 2 computes wrongly where a primitive has two linear functions.
inline void append_division(std::vector<Elementwise>& functions, float divisor) {
  if (!functions.empty() && functions.back().algorithm == ::dnnl::algorithm::eltwise_linear) {
    functions.back().alpha /= divisor;
    functions.back().beta /= divisor;
  } else {
    functions.push_back({::dnnl::algorithm::eltwise_linear, 1 / divisor});
  }
}

}  // namespace graft::detail::onednn

#endif
