#pragma once

#include <cmath>
#include <cstdint>

#include <graft/engine/eager/attention.hpp>
#include <graft/engine/eager/matrix_product.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

::torch::Tensor attend(const ::torch::nn::MultiheadAttentionImpl& attention, const ::torch::Tensor& input) {
  const std::int64_t count = input.size(0), positions = input.size(1), features = input.size(2);
  const std::int64_t heads = attention.options.num_heads(), per_head = features / heads;
  const ::torch::Tensor projected = linear(input, attention.in_proj_weight, attention.in_proj_bias)  // (N, S, 3E)
                                        .view({count, positions, 3, heads, per_head})
                                        .permute({2, 0, 3, 1, 4});  // (3, N, heads, S, E / heads)
  const auto part = [&](std::int64_t which) {
    return projected.select(0, which).reshape({count * heads, positions, per_head});
  };
  ::torch::Tensor weights = bmm(part(0) * (1 / std::sqrt(static_cast<double>(per_head))), part(1), true).softmax(-1);
  if (attention.options.dropout() > 0)
    weights = ::torch::dropout(weights, attention.options.dropout(), attention.is_training());
  const ::torch::Tensor attended = bmm(weights, part(2), false)  // (N * heads, S, E / heads)
                                       .view({count, heads, positions, per_head})
                                       .transpose(1, 2)
                                       .reshape({count, positions, features});
  return linear(attended, attention.out_proj->weight, attention.out_proj->bias);
}

}  // namespace graft::detail
