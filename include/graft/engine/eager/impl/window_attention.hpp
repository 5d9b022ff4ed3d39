#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <graft/engine/eager/matrix_product.hpp>
#include <graft/engine/eager/window_attention.hpp>
#include <graft/platform/truncated_normal.hpp>

namespace graft::detail {

/// For each pair of pixels of a window, the row of a table of relative positions.
/// Shapes: (S, S) int64, S = height * width.
[[nodiscard]] inline ::torch::Tensor relative_positions_of(std::int64_t height, std::int64_t width) {
  const std::int64_t pixels = height * width;
  ::torch::Tensor index = ::torch::empty({pixels, pixels}, ::torch::kLong);
  std::int64_t* const rows = index.data_ptr<std::int64_t>();
  for (std::int64_t a = 0; a < pixels; ++a)
    for (std::int64_t b = 0; b < pixels; ++b)
      rows[a * pixels + b] = (a / width - b / width + height - 1) * (2 * width - 1) + (a % width - b % width + width - 1);
  return index;
}

/// The values of a table of relative positions for each pair of pixels of a window. The index is made anew: that of a file may
/// be any, and LibTorch turns integers, too, where a module goes to another type.
/// Shapes: (relative positions, heads) -> (1, heads, S, S).
[[nodiscard]] inline ::torch::Tensor bias_of_pairs(const ::torch::Tensor& table, const Size2& window) {
  const std::int64_t pixels = window.height * window.width;
  return table.index_select(0, relative_positions_of(window.height, window.width).reshape(-1).to(table.device()))
      .view({pixels, pixels, -1})
      .permute({2, 0, 1})
      .contiguous()
      .unsqueeze(0);
}

/// Attention inside windows: softmax(q k^T * scale + bias + mask) v.
/// Shapes: q, k, v (B, heads, S, D); bias (1, heads, S, S); mask (W, S, S) with B a multiple of W, or undefined -> (B, S, C).
[[nodiscard]] inline ::torch::Tensor attend_in_windows(const ::torch::Tensor& q, const ::torch::Tensor& k,
                                                       const ::torch::Tensor& v, const ::torch::Tensor& scale,
                                                       const ::torch::Tensor& bias, const ::torch::Tensor& mask) {
  const std::int64_t count = q.size(0), heads = q.size(1), pixels = q.size(2), features = q.size(3);
  const auto flat = [&](const ::torch::Tensor& tensor) { return tensor.reshape({count * heads, pixels, features}); };
  ::torch::Tensor weights = bmm(flat(q), flat(k), true).view({count, heads, pixels, pixels});
  if (scale.defined()) weights = weights * scale;
  weights = weights + bias;
  if (mask.defined()) {
    const std::int64_t windows = mask.size(0);
    weights = (weights.view({count / windows, windows, heads, pixels, pixels}) + mask.unsqueeze(1).unsqueeze(0))
                  .view({count, heads, pixels, pixels});
  }
  return bmm(weights.softmax(-1).view({count * heads, pixels, pixels}), flat(v), false)
      .view({count, heads, pixels, features})
      .transpose(1, 2)
      .reshape({count, pixels, heads * features});
}

/// The windows of feature maps, shifted or not, and the way back.
struct ShiftedWindows {
  std::int64_t height, width;  ///< of the maps
  std::int64_t padded_height, padded_width;
  std::int64_t window_height, window_width;
  std::int64_t down = 0, right = 0;  ///< the shift; none where one window is as large as the maps

  ShiftedWindows(const ::torch::Tensor& maps, const Size2& window, bool shifted)
      : height(maps.size(1)),
        width(maps.size(2)),
        padded_height((height + window.height - 1) / window.height * window.height),
        padded_width((width + window.width - 1) / window.width * window.width),
        window_height(window.height),
        window_width(window.width) {
    if (shifted && window.height < padded_height) down = window.height / 2;
    if (shifted && window.width < padded_width) right = window.width / 2;
  }

  [[nodiscard]] std::int64_t rows() const { return padded_height / window_height; }
  [[nodiscard]] std::int64_t columns() const { return padded_width / window_width; }
  [[nodiscard]] std::int64_t pixels() const { return window_height * window_width; }
  [[nodiscard]] bool is_shifted() const { return down + right > 0; }

  /// Shapes: (N, H, W, C) -> (N * windows, S, C).
  [[nodiscard]] ::torch::Tensor partition(const ::torch::Tensor& maps) const {
    ::torch::Tensor padded = maps;
    if (padded_height != height || padded_width != width)
      padded = ::torch::constant_pad_nd(maps, {0, 0, 0, padded_width - width, 0, padded_height - height});
    if (is_shifted()) padded = padded.roll({-down, -right}, {1, 2});
    return padded.reshape({maps.size(0), rows(), window_height, columns(), window_width, maps.size(3)})
        .permute({0, 1, 3, 2, 4, 5})
        .reshape({maps.size(0) * rows() * columns(), pixels(), maps.size(3)});
  }

  /// Shapes: (N * windows, S, C) -> (N, H, W, C).
  [[nodiscard]] ::torch::Tensor reverse(const ::torch::Tensor& windows) const {
    const std::int64_t features = windows.size(2), count = windows.size(0) / (rows() * columns());
    ::torch::Tensor maps = windows.view({count, rows(), columns(), window_height, window_width, features})
                               .permute({0, 1, 3, 2, 4, 5})
                               .reshape({count, padded_height, padded_width, features});
    if (is_shifted()) maps = maps.roll({down, right}, {1, 2});
    return maps.narrow(1, 0, height).narrow(2, 0, width).contiguous();
  }

  /// -100 for pairs of pixels that the wrapping has brought together, 0 for the others; undefined without a shift.
  /// Shapes: (windows, S, S).
  [[nodiscard]] ::torch::Tensor mask(const ::torch::TensorOptions& options) const {
    if (!is_shifted()) return {};
    const auto regions = [](std::int64_t length, std::int64_t window, std::int64_t shift) {
      ::torch::Tensor region = ::torch::zeros({length});
      region.narrow(0, length - window, window).fill_(1);
      // Without a shift torchvision's last slice, [-0:], is all of the axis.
      shift == 0 ? region.fill_(2) : region.narrow(0, length - shift, shift).fill_(2);
      return region;
    };
    const ::torch::Tensor region =
        regions(padded_height, window_height, down).unsqueeze(1) * 3 + regions(padded_width, window_width, right).unsqueeze(0);
    const ::torch::Tensor of_pixels = region.view({rows(), window_height, columns(), window_width})
                                          .permute({0, 2, 1, 3})
                                          .reshape({rows() * columns(), pixels()});
    return of_pixels.unsqueeze(1).ne(of_pixels.unsqueeze(2)).to(options).mul(-100);
  }
};

/// The queries, keys and values of windows.
/// Shapes: (B, S, 3 C) -> three of (B, heads, S, C / heads).
[[nodiscard]] inline std::array<::torch::Tensor, 3> split_heads(const ::torch::Tensor& projected, std::int64_t heads) {
  const std::int64_t count = projected.size(0), pixels = projected.size(1), features = projected.size(2) / 3;
  const ::torch::Tensor all = projected.view({count, pixels, 3, heads, features / heads}).permute({2, 0, 3, 1, 4});
  return {all[0], all[1], all[2]};
}

/// The pixels of windows and the bias of their pairs, with the mask of shifted windows.
[[nodiscard]] inline WindowTables tables_of_windows(std::int64_t height, std::int64_t width, const Size2& window, bool shifted,
                                                    const ::torch::Tensor& bias) {
  const ::torch::Tensor numbers = ::torch::arange(1, height * width + 1).to(::torch::kDouble).view({1, height, width, 1});
  const ShiftedWindows windows(numbers, window, shifted);
  WindowTables made;
  made.pixels = (windows.partition(numbers).squeeze(-1) - 1).to(::torch::kLong).contiguous();
  const ::torch::Tensor mask = windows.mask(bias.options());
  made.bias = (mask.defined() ? bias + mask.unsqueeze(1) : bias).contiguous();
  return made;
}

ShiftedWindowAttentionModule::ShiftedWindowAttentionModule(const ShiftedWindowAttention& given)
    : LayerModule(given), options(given) {
  relative_position_bias_table =
      register_parameter("relative_position_bias_table", truncated_normal({given.relative_positions(), given.heads}, 0.02));
  relative_position_index =
      register_buffer("relative_position_index", relative_positions_of(given.window.height, given.window.width).reshape(-1));
  qkv = register_module("qkv", ::torch::nn::Linear(given.embed_dim, 3 * given.embed_dim));
  proj = register_module("proj", ::torch::nn::Linear(given.embed_dim, given.embed_dim));
}

WindowTables ShiftedWindowAttentionModule::tables(std::int64_t height, std::int64_t width) {
  WindowTables made = tables_of_windows(height, width, options.window, options.shifted,
                                        bias_of_pairs(relative_position_bias_table, options.window));
  made.qkv_weight = qkv->weight, made.qkv_bias = qkv->bias, made.out_weight = proj->weight, made.out_bias = proj->bias;
  made.scale = ::torch::full({options.heads}, 1 / std::sqrt(static_cast<double>(options.embed_dim / options.heads)));
  return made;
}

::torch::Tensor ShiftedWindowAttentionModule::forward(const ::torch::Tensor& input) {
  const ShiftedWindows windows(input, options.window, options.shifted);
  const auto [q, k, v] = split_heads(linear(windows.partition(input), qkv->weight, qkv->bias), options.heads);
  const ::torch::Tensor bias = bias_of_pairs(relative_position_bias_table, options.window);
  const double scale = 1 / std::sqrt(static_cast<double>(options.embed_dim / options.heads));
  const ::torch::Tensor attended = attend_in_windows(q * scale, k, v, {}, bias, windows.mask(input.options()));
  return windows.reverse(linear(attended, proj->weight, proj->bias));
}

ShiftedWindowAttentionV2Module::ShiftedWindowAttentionV2Module(const ShiftedWindowAttentionV2& given)
    : LayerModule(given), options(given) {
  const auto coordinates = [](std::int64_t length) {
    const ::torch::Tensor scaled = ::torch::arange(-(length - 1), length, ::torch::kFloat) / (length - 1) * 8;
    return ::torch::sign(scaled) * ::torch::log2(::torch::abs(scaled) + 1) / 3;
  };
  const ::torch::Tensor y = coordinates(given.window.height), x = coordinates(given.window.width);
  const std::int64_t rows = y.size(0), columns = x.size(0);
  logit_scale = register_parameter("logit_scale", ::torch::log(10 * ::torch::ones({given.heads, 1, 1})));
  relative_coords_table = register_buffer(
      "relative_coords_table",
      ::torch::stack({y.unsqueeze(1).expand({rows, columns}), x.unsqueeze(0).expand({rows, columns})}, -1).unsqueeze(0));
  relative_position_index =
      register_buffer("relative_position_index", relative_positions_of(given.window.height, given.window.width).reshape(-1));
  qkv = register_module("qkv", ::torch::nn::Linear(given.embed_dim, 3 * given.embed_dim));
  proj = register_module("proj", ::torch::nn::Linear(given.embed_dim, given.embed_dim));
  cpb_mlp = register_module(
      "cpb_mlp", ::torch::nn::Sequential(::torch::nn::Linear(2, 512), ::torch::nn::ReLU(::torch::nn::ReLUOptions(true)),
                                         ::torch::nn::Linear(::torch::nn::LinearOptions(512, given.heads).bias(false))));
  const ::torch::NoGradGuard no_grad;
  qkv->bias.narrow(0, given.embed_dim, given.embed_dim).zero_();
}

::torch::Tensor ShiftedWindowAttentionV2Module::pair_bias() {
  const auto *first = cpb_mlp[0]->as<::torch::nn::Linear>(), *second = cpb_mlp[2]->as<::torch::nn::Linear>();
  const ::torch::Tensor table =
      linear(linear(relative_coords_table, first->weight, first->bias).relu(), second->weight, second->bias)
          .view({-1, options.heads});
  return 16 * bias_of_pairs(table, options.window).sigmoid();
}

::torch::Tensor ShiftedWindowAttentionV2Module::qkv_bias() const {
  const std::int64_t features = options.embed_dim;
  return ::torch::cat({qkv->bias.narrow(0, 0, features), ::torch::zeros_like(qkv->bias.narrow(0, 0, features)),
                       qkv->bias.narrow(0, 2 * features, features)});
}

::torch::Tensor ShiftedWindowAttentionV2Module::query_scale() const { return logit_scale.clamp_max(std::log(100.0)).exp(); }

::torch::Tensor ShiftedWindowAttentionV2Module::forward(const ::torch::Tensor& input) {
  const ShiftedWindows windows(input, options.window, options.shifted);
  const auto [q, k, v] = split_heads(linear(windows.partition(input), qkv->weight, qkv_bias()), options.heads);
  const ::torch::Tensor bias = pair_bias();
  const auto unit = [](const ::torch::Tensor& vectors) { return vectors / vectors.norm(2, {-1}, true).clamp_min(1e-12); };
  const ::torch::Tensor attended = attend_in_windows(unit(q), unit(k), v, query_scale(), bias, windows.mask(input.options()));
  return windows.reverse(linear(attended, proj->weight, proj->bias));
}

WindowTables ShiftedWindowAttentionV2Module::tables(std::int64_t height, std::int64_t width) {
  WindowTables made = tables_of_windows(height, width, options.window, options.shifted, pair_bias());
  made.qkv_weight = qkv->weight, made.qkv_bias = qkv_bias(), made.out_weight = proj->weight, made.out_bias = proj->bias;
  made.scale = query_scale().view({options.heads});
  made.unit = true;
  return made;
}

RelativePositionalAttentionModule::RelativePositionalAttentionModule(const RelativePositionalMultiHeadAttention& given)
    : LayerModule(given), options(given) {
  const std::int64_t side = 2 * given.size - 1;
  relative_position_bias_table = register_parameter("relative_position_bias_table",
                                                    truncated_normal({side * side, given.feat_dim / given.head_dim}, 0.02));
  relative_position_index = register_buffer("relative_position_index", relative_positions_of(given.size, given.size));
  to_qkv = register_module("to_qkv", ::torch::nn::Linear(given.feat_dim, 3 * given.feat_dim));
  merge = register_module("merge", ::torch::nn::Linear(given.feat_dim, given.feat_dim));
}

WindowTables RelativePositionalAttentionModule::tables(std::int64_t windows, std::int64_t pixels) {
  WindowTables made;
  made.pixels = ::torch::arange(windows * pixels).view({windows, pixels});
  made.bias = bias_of_pairs(relative_position_bias_table, options.size);
  made.qkv_weight = to_qkv->weight, made.qkv_bias = to_qkv->bias, made.out_weight = merge->weight, made.out_bias = merge->bias;
  made.scale = ::torch::full({options.feat_dim / options.head_dim}, 1 / std::sqrt(static_cast<double>(options.feat_dim)));
  return made;
}

::torch::Tensor RelativePositionalAttentionModule::forward(const ::torch::Tensor& input) {
  const std::int64_t pixels = input.size(2);
  const ::torch::Tensor windows = input.reshape({input.size(0) * input.size(1), pixels, input.size(3)});
  const auto [q, k, v] = split_heads(linear(windows, to_qkv->weight, to_qkv->bias), options.feat_dim / options.head_dim);
  const double scale = 1 / std::sqrt(static_cast<double>(options.feat_dim));
  const ::torch::Tensor bias = bias_of_pairs(relative_position_bias_table, options.size);
  const ::torch::Tensor attended = attend_in_windows(q, k * scale, v, {}, bias, {});
  return linear(attended, merge->weight, merge->bias).view(input.sizes());
}

}  // namespace graft::detail
