#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <graft/engine/plan/onednn/detail/rows.hpp>
#include <graft/engine/plan/onednn/detail/step_context.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The sizes of a self-attention over the positions of each example.
struct AttentionSizes {
  std::int64_t positions = 0, features = 0, heads = 1;

  [[nodiscard]] std::int64_t per_head() const { return features / heads; }
  /// The elements of scratch memory that it needs for one example, in each slot.
  [[nodiscard]] std::int64_t scratch() const { return positions * std::max(3 * features, heads * positions); }
};

/// The sizes of the self-attention that a step is; without one, no heads.
[[nodiscard]] inline AttentionSizes attention_of(GraphView net, const LoweredStep& step) {
  const Shape& shape = net.call(step.call).shape;
  if (const auto* attention = net.applied<MultiheadAttention>(step.call); attention != nullptr && shape.rank() == 2)
    return {shape[0], attention->embed_dim, attention->heads};
  return {0, 0, 0};
}

/// The weights of queries, keys and values, of which the queries are divided by the root of the features of a head.
[[nodiscard]] inline FoldedWeights query_scaled(const ::torch::Tensor& weight, const ::torch::Tensor& bias,
                                                const AttentionSizes& sizes) {
  const ::torch::NoGradGuard no_grad;
  const auto scaled = [&](const ::torch::Tensor& rows) {
    ::torch::Tensor copy = rows.detach().to(::torch::kFloat).clone();
    copy.narrow(0, 0, sizes.features).mul_(1 / std::sqrt(static_cast<double>(sizes.per_head())));
    return copy;
  };
  return {scaled(weight), bias.defined() ? scaled(bias) : ::torch::zeros({3 * sizes.features})};
}

/// Multi-head self-attention: one product for queries, keys and values, a permutation to heads, a product, a softmax and a
/// product for each head, the permutation back, and the projection.
[[nodiscard]] inline bool add_attention(const StepContext& to, const LoweredStep& step) {
  const AttentionSizes sizes = attention_of(to.net, step);
  const CallId input = to.input_of(step);
  if (sizes.heads == 0 || to.values.in_blocks() || !to.has_strides(input)) return false;
  const auto* attention =
      to.source.leaves.modules[to.net.call(step.call).module.index()].module->as<::torch::nn::MultiheadAttention>();
  const std::int64_t s = sizes.positions, e = sizes.features, h = sizes.heads, d = sizes.per_head(), n = to.batch;
  const auto plain = [&](const memory::dims& shape, std::size_t slot, std::int64_t offset = 0) {
    memory::dims strides(shape.size(), 1);
    for (std::size_t axis = shape.size() - 1; axis > 0; --axis) strides[axis - 1] = strides[axis] * shape[axis];
    const memory whole = to.values.scratch({shape, to.fallback, strides}, slot);
    return memory(whole.get_desc(), processor(),
                  static_cast<std::byte*>(whole.get_data_handle()) +
                      static_cast<std::size_t>(offset) * memory::data_type_size(to.fallback));
  };
  // (N S, E) -> (N S, 3 E)
  const memory from = as_rows(to, to.operand(input, strides_in_rows(to.shape(input)), 1), s * e, e);
  const memory projected = plain({n * s, 3 * e}, 0);
  add_product(
      to, from, projected, {step.call, -2},
      [&] { return query_scaled(attention->in_proj_weight, attention->in_proj_bias, sizes); }, attributes());
  // (N, S, 3, heads, E / heads) -> (3, N, heads, S, E / heads)
  const memory heads = plain({3, n, h, s, d}, 1);
  to.convert(
      {{{3, n, h, s, d}, to.fallback, memory::dims{e, s * 3 * e, d, 3 * e, 1}}, processor(), projected.get_data_handle()},
      heads, 1);
  const std::int64_t part = n * s * e;
  const memory queries = plain({n * h, s, d}, 1), keys_in_rows = plain({n * h, s, d}, 1, part),
               values = plain({n * h, s, d}, 1, 2 * part), scores = plain({n * h, s, s}, 2), attended = plain({n * h, s, d}, 0);
  const memory keys({{n * h, d, s}, to.fallback, memory::dims{s * d, 1, d}}, processor(), keys_in_rows.get_data_handle());
  const auto multiply = [&](const memory& left, const memory& right, const memory& result) {
    to.operations.add(matrix_product(left.get_desc(), right.get_desc(), result.get_desc(), attributes()),
                      {{DNNL_ARG_SRC, left}, {DNNL_ARG_WEIGHTS, right}, {DNNL_ARG_DST, result}});
  };
  multiply(queries, keys, scores);
  to.operations.add(softmax(scores.get_desc(), 2, attributes()), {{DNNL_ARG_SRC, scores}, {DNNL_ARG_DST, scores}});
  multiply(scores, values, attended);
  // (N, heads, S, E / heads) -> (N, S, heads, E / heads)
  const memory joined = plain({n * s, e}, 1);
  to.convert(StepContext::reshaped(attended, {{n, h, s, d}, to.fallback, memory::dims{h * s * d, s * d, d, 1}}),
             StepContext::reshaped(joined, {{n, h, s, d}, to.fallback, memory::dims{s * e, d, e, 1}}), 1);
  const memory given = to.begin_output(step);
  add_product(
      to, joined, as_rows(to, given, s * e, e), {step.call, -3},
      [&] {
        const ::torch::NoGradGuard no_grad;
        return fold(attention->out_proj->weight, attention->out_proj->bias, nullptr, "out_proj");
      },
      attributes(to.post_ops_of(step)));
  to.end_output(step, given);
  return true;
}

}  // namespace graft::detail::onednn

#endif
