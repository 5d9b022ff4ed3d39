#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

#include <graft/engine/eager/attention.hpp>
#include <graft/engine/eager/window_attention.hpp>
#include <graft/engine/plan/onednn/detail/rows.hpp>
#include <graft/engine/plan/onednn/detail/step_context.hpp>
#include <graft/graph/self_attention.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The scratch memory that a self-attention needs, in elements for one example, in each slot: one overload for each kind.
struct AttentionScratch {
  Shape shape;  // of its result

  [[nodiscard]] static std::int64_t of(std::int64_t features, std::int64_t heads, std::int64_t window, std::int64_t padded) {
    return padded * std::max(3 * features, heads * window);
  }

  std::int64_t operator()(const MultiheadAttention& all) const { return of(all.embed_dim, all.heads, shape[0], shape[0]); }
  std::int64_t operator()(const Attention& all) const { return of(all.embed_dim, all.heads, shape[0], shape[0]); }
  std::int64_t operator()(const RelativePositionalMultiHeadAttention& relative) const {
    return of(relative.feat_dim, relative.feat_dim / relative.head_dim, shape[1], shape[0] * shape[1]);
  }
  std::int64_t operator()(const ShiftedWindowAttention& shifted) const { return of_windows(shifted); }
  std::int64_t operator()(const ShiftedWindowAttentionV2& shifted) const { return of_windows(shifted); }

 private:
  [[nodiscard]] std::int64_t of_windows(const auto& attention) const {
    const auto whole = [](std::int64_t size, std::int64_t window) { return (size + window - 1) / window * window; };
    const Size2& window = attention.window;
    return of(attention.embed_dim, attention.heads, std::int64_t{window.height} * window.width,
              whole(shape[0], window.height) * whole(shape[1], window.width));
  }
};

/// The same for any step: 0 for one that is no self-attention.
[[nodiscard]] inline std::int64_t attention_scratch(GraphView net, const LoweredStep& step) {
  const Layer* const layer = net.layer_of(step.call);
  if (layer == nullptr) return 0;
  return visit_self_attention<std::int64_t>(AttentionScratch{net.call(step.call).shape}, *layer);
}

/// A self-attention as tables: one overload for each kind. One over all positions has one window.
struct AttentionTables {
  ::torch::nn::Module& module;
  Shape shape;  // of its result

  WindowTables operator()(const MultiheadAttention& all) const {
    const auto* attention = module.as<::torch::nn::MultiheadAttention>();
    return over_all(all.heads, attention->in_proj_weight, attention->in_proj_bias, attention->out_proj->weight,
                    attention->out_proj->bias);
  }
  WindowTables operator()(const Attention& all) const {
    const auto& attention = static_cast<const AttentionModule&>(module);
    return over_all(all.heads, attention.qkv->weight, attention.qkv->bias, attention.proj->weight, attention.proj->bias);
  }
  WindowTables operator()(const ShiftedWindowAttention&) const { return tables<ShiftedWindowAttentionModule>(); }
  WindowTables operator()(const ShiftedWindowAttentionV2&) const { return tables<ShiftedWindowAttentionV2Module>(); }
  WindowTables operator()(const RelativePositionalMultiHeadAttention&) const {
    return tables<RelativePositionalAttentionModule>();
  }

 private:
  template <class Module>
  [[nodiscard]] WindowTables tables() const {
    return static_cast<Module&>(module).tables(shape[0], shape[1]);
  }

  [[nodiscard]] WindowTables over_all(std::int64_t heads, const ::torch::Tensor& qkv_weight, const ::torch::Tensor& qkv_bias,
                                      const ::torch::Tensor& out_weight, const ::torch::Tensor& out_bias) const {
    const auto per_head = static_cast<double>(qkv_weight.size(1) / heads);
    return {.pixels = ::torch::arange(shape[0]).view({1, shape[0]}),
            .qkv_weight = qkv_weight,
            .qkv_bias = qkv_bias,
            .out_weight = out_weight,
            .out_bias = out_bias,
            .scale = ::torch::full({heads}, 1 / std::sqrt(per_head))};
  }
};

/// The self-attention that a step is, as tables; nothing for other steps.
[[nodiscard]] inline std::optional<WindowTables> attention_of(const StepContext& to, const LoweredStep& step) {
  const Layer* const layer = to.net.layer_of(step.call);
  if (layer == nullptr || !to.net.calls_module(step.call)) return std::nullopt;
  ::torch::nn::Module* const module = to.source.leaves.modules[to.net.call(step.call).module.index()].module.get();
  if (module == nullptr) return std::nullopt;
  return visit_self_attention<std::optional<WindowTables>>(AttentionTables{*module, to.shape(step.call)}, *layer);
}

/// The parts of a self-attention of fixed sizes that are copies and no products.
class HeadsOfWindows {
 public:
  HeadsOfWindows(const WindowTables& tables, ::torch::ScalarType type, std::int64_t examples, std::int64_t positions)
      : pixels_(tables.pixels.contiguous()),
        scale_(tables.scale.detach().to(::torch::kFloat).contiguous()),
        padding_((tables.qkv_bias.detach().to(::torch::kFloat) * factors(tables)).to(type).contiguous()),
        examples_(examples),
        positions_(positions),
        windows_(pixels_.size(0)),
        in_window_(pixels_.size(1)),
        heads_(scale_.numel()),
        features_(padding_.numel() / 3),
        size_(static_cast<std::int64_t>(padding_.element_size())) {}

  /// The factor of each of the features of queries, keys and values that the weights contain already.
  [[nodiscard]] static ::torch::Tensor factors(const WindowTables& tables) {
    const std::int64_t features = tables.qkv_weight.size(1);
    if (tables.unit) return ::torch::ones({3 * features});
    return ::torch::cat({tables.scale.detach().to(::torch::kFloat).repeat_interleave(features / tables.scale.numel()),
                         ::torch::ones({2 * features})});
  }

  [[nodiscard]] std::int64_t windows() const { return windows_; }
  [[nodiscard]] std::int64_t in_window() const { return in_window_; }
  [[nodiscard]] std::int64_t heads() const { return heads_; }
  [[nodiscard]] std::int64_t features() const { return features_; }
  [[nodiscard]] std::int64_t per_head() const { return features_ / heads_; }

  /// (N, positions, 3, heads, D) -> (3, N, windows, heads, S, D)
  void take_apart(const std::byte* projected, std::byte* parts) const {
    const std::int64_t bytes = per_head() * size_, part = examples_ * windows_ * in_window_ * features_ * size_;
    each_place([&](std::int64_t example, std::int64_t window, std::int64_t place, std::int64_t pixel) {
      const std::byte* from = pixel < 0 ? static_cast<const std::byte*>(padding_.data_ptr())
                                        : projected + (example * positions_ + pixel) * 3 * features_ * size_;
      for (std::int64_t which = 0; which < 3; ++which)
        for (std::int64_t head = 0; head < heads_; ++head, from += bytes)
          std::memcpy(parts + which * part + row(example, window, head, place) * bytes, from, static_cast<std::size_t>(bytes));
    });
  }

  /// (N, windows, heads, S, D) -> (N, positions, heads, D)
  void put_together(const std::byte* attended, std::byte* positions) const {
    const std::int64_t bytes = per_head() * size_;
    each_place([&](std::int64_t example, std::int64_t window, std::int64_t place, std::int64_t pixel) {
      if (pixel < 0) return;
      std::byte* to = positions + (example * positions_ + pixel) * features_ * size_;
      for (std::int64_t head = 0; head < heads_; ++head, to += bytes)
        std::memcpy(to, attended + row(example, window, head, place) * bytes, static_cast<std::size_t>(bytes));
    });
  }

  /// Divides float32 queries and keys by their lengths, and multiplies the queries by the scale of their head.
  void make_unit(float* parts) const {
    const std::int64_t width = per_head(), rows = examples_ * windows_ * heads_ * in_window_;
    const float* const scale = scale_.data_ptr<float>();
    at::parallel_for(0, 2 * rows, 1 + 8192 / width, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t which = begin; which < end; ++which) {
        float* const vector = parts + which * width;
        float squares = 0;
        for (std::int64_t i = 0; i < width; ++i) squares += vector[i] * vector[i];
        float factor = 1 / std::max(std::sqrt(squares), 1e-12F);
        if (which < rows) factor *= scale[which / in_window_ % heads_];
        for (std::int64_t i = 0; i < width; ++i) vector[i] *= factor;
      }
    });
  }

 private:
  [[nodiscard]] std::int64_t row(std::int64_t example, std::int64_t window, std::int64_t head, std::int64_t place) const {
    return ((example * windows_ + window) * heads_ + head) * in_window_ + place;
  }

  template <class Work>
  void each_place(const Work& work) const {
    const std::int64_t* const pixels = pixels_.data_ptr<std::int64_t>();
    const std::int64_t places = windows_ * in_window_;
    at::parallel_for(0, examples_ * places, 1 + 16384 / features_, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) work(i / places, i % places / in_window_, i % in_window_, pixels[i % places]);
    });
  }

  ::torch::Tensor pixels_, scale_, padding_;
  std::int64_t examples_, positions_, windows_, in_window_, heads_, features_, size_;
};

/// Multi-head self-attention: one product for queries, keys and values, which are then copied to heads; a product, a softmax
/// and a product for each head of each window; the copy back, and the projection.
[[nodiscard]] inline bool add_attention(const StepContext& to, const LoweredStep& step) {
  const CallId input = to.input_of(step);
  if (attention_scratch(to.net, step) == 0 || to.values.in_blocks() || !to.has_strides(input)) return false;
  const ::torch::NoGradGuard no_grad;
  const std::optional<WindowTables> tables = attention_of(to, step);
  const bool is_f32 = to.fallback == memory::data_type::f32;
  if (!tables || (tables->unit && !is_f32)) return false;
  const ::torch::ScalarType type = is_f32 ? ::torch::kFloat : ::torch::kBFloat16;
  const std::int64_t elements = to.shape(step.call).elements(), features = tables->qkv_weight.size(1);
  const HeadsOfWindows heads(*tables, type, to.batch, elements / features);
  const std::int64_t rows = to.batch * elements / features, all = to.batch * heads.windows() * heads.heads(),
                     s = heads.in_window(), d = heads.per_head();
  const auto scratch = [&](const memory::dims& shape, std::size_t slot) {
    return to.values.scratch({shape, to.fallback, PackedWeights::strides(shape)}, slot);
  };
  const auto bytes = [](const memory& of) { return static_cast<std::byte*>(of.get_data_handle()); };

  const memory from = as_rows(to, to.operand(input, strides_in_rows(to.shape(input)), 1), elements, features);
  const memory projected = scratch({rows, 3 * features}, 0), parts = scratch({3 * all, s, d}, 1);
  add_product(
      to, from, projected, PackedWeights::key(step, PackedWeights::Part::qkv),
      [&] {
        const FoldedWeights weights = fold(tables->qkv_weight, tables->qkv_bias, nullptr, "qkv");
        const ::torch::Tensor factors = HeadsOfWindows::factors(*tables);
        return FoldedWeights{weights.weight * factors.unsqueeze(1), weights.bias * factors};
      },
      attributes());
  to.operations.add([=, unit = tables->unit] {
    heads.take_apart(bytes(projected), bytes(parts));
    if (unit) heads.make_unit(static_cast<float*>(parts.get_data_handle()));
  });
  const auto part = [&](std::int64_t which, const memory::dims& shape, const memory::dims& strides) {
    return memory({shape, to.fallback, strides}, processor(),
                  bytes(parts) + static_cast<std::size_t>(which * all * s * d) * memory::data_type_size(to.fallback));
  };
  const memory queries = part(0, {all, s, d}, {s * d, d, 1}), keys = part(1, {all, d, s}, {s * d, 1, d}),
               values = part(2, {all, s, d}, {s * d, d, 1}), scores = scratch({all, s, s}, 2),
               attended = scratch({all, s, d}, 0), joined = scratch({rows, features}, 1);
  const auto multiply = [&](const memory& left, const memory& right, const memory& result) {
    to.operations.add(matrix_product(left.get_desc(), right.get_desc(), result.get_desc(), attributes()),
                      {{DNNL_ARG_SRC, left}, {DNNL_ARG_WEIGHTS, right}, {DNNL_ARG_DST, result}});
  };
  multiply(queries, keys, scores);
  if (tables->bias.defined()) {
    const ::torch::Tensor bias =
        tables->bias.expand({heads.windows(), heads.heads(), s, s}).to(type).reshape({1, -1}).contiguous();
    const memory::dims shape{to.batch, bias.numel()};
    const memory sums = StepContext::reshaped(scores, {shape, to.fallback, memory::format_tag::nc}),
                 added({{1, bias.numel()}, to.fallback, memory::format_tag::nc}, processor(), bias.data_ptr());
    to.operations.add(binary(::dnnl::algorithm::binary_add, sums.get_desc(), added.get_desc(), sums.get_desc(), attributes()),
                      {{DNNL_ARG_SRC_0, sums}, {DNNL_ARG_SRC_1, added}, {DNNL_ARG_DST, sums}});
    to.operations.keep(bias);
  }
  to.operations.add(softmax(scores.get_desc(), 2, attributes()), {{DNNL_ARG_SRC, scores}, {DNNL_ARG_DST, scores}});
  multiply(scores, values, attended);
  to.operations.add([=] { heads.put_together(bytes(attended), bytes(joined)); });
  const memory given = to.begin_output(step);
  add_product(
      to, joined, as_rows(to, given, elements, features), PackedWeights::key(step, PackedWeights::Part::projection),
      [&] { return scaled(fold(tables->out_weight, tables->out_bias, nullptr, "proj"), scale_of(to.source, step)); },
      attributes(to.post_ops_of(step)));
  to.end_output(step, given);
  return true;
}

}  // namespace graft::detail::onednn

#endif
