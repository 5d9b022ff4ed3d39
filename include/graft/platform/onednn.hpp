#pragma once

/// The only file that includes oneDNN and that depends on its version: version 3 has no operation descriptors.

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>

#if defined(GRAFT_HAS_ONEDNN)

#include <oneapi/dnnl/dnnl.hpp>

namespace graft::detail::onednn {

using ::dnnl::memory;

/// The CPU engine of the process.
[[nodiscard]] inline const ::dnnl::engine& processor() {
  static const ::dnnl::engine engine(::dnnl::engine::kind::cpu, 0);
  return engine;
}

[[nodiscard]] inline std::string version() {
  const ::dnnl::version_t* found = ::dnnl::version();
  return std::to_string(found->major) + "." + std::to_string(found->minor) + "." + std::to_string(found->patch);
}

/// Whether this oneDNN works in the process.
///
/// LibTorch from pip or pytorch.org contains another oneDNN, and the dynamic linker merges symbols that both define, such as
/// instances of `std::call_once`. The matrix product then finds no kernels, which is how the clash is detected; nothing else of
/// oneDNN can be relied on in that case.
[[nodiscard]] inline bool works() {
  static const bool does = [] {
    const float one = 1;
    float product = 0;
    if (::dnnl::sgemm('N', 'N', 1, 1, 1, 1, &one, 1, &one, 1, 0, &product, 1) == ::dnnl::status::success) return true;
    std::fprintf(stderr,
                 "graft: oneDNN %s does not work beside this LibTorch, which has another one inside, so LibTorch's own "
                 "operations take its place\n",
                 version().c_str());
    return false;
  }();
  return does;
}

/// Whether the process is ending, and oneDNN's cache of primitives may be gone before a plan that somebody holds in a static
/// object. Called first when a primitive has just been made, so that what it keeps ends before the cache does.
[[nodiscard]] inline bool process_ends() {
  static std::atomic<bool> ends = false;
  static struct AtExit {
    ~AtExit() { ends = true; }
  } at_exit;
  return ends;
}

/// Clears oneDNN's primitive cache from time to time; call it where `count` primitives are destroyed for good.
///
/// oneDNN caches the latest 1,024 primitives of a process. Those of a destroyed plan are never looked up again and would hold
/// about a megabyte each. Single ones cannot be evicted, so the whole cache is cleared once 128 are stale; LibTorch then
/// creates its own primitives once more.
inline void forget_primitives(std::size_t count) {
  constexpr std::size_t most = 128;
  static std::atomic<std::size_t> stale = 0;
  if ((stale += count) < most || process_ends()) return;
  stale = 0;
  const int capacity = ::dnnl::get_primitive_cache_capacity();
  ::dnnl::set_primitive_cache_capacity(0);
  ::dnnl::set_primitive_cache_capacity(capacity);
}

/// The attributes of a primitive: post-ops, and a scratchpad that the caller provides.
[[nodiscard]] inline ::dnnl::primitive_attr attributes(const ::dnnl::post_ops& post_ops = {}) {
  ::dnnl::primitive_attr made;
  made.set_scratchpad_mode(::dnnl::scratchpad_mode::user);
  made.set_post_ops(post_ops);
  return made;
}

using Arguments = std::unordered_map<int, memory>;

/// Executes a primitive.
/// Errors: Error where oneDNN fails.
inline void execute(const ::dnnl::primitive& primitive, const ::dnnl::stream& stream, const Arguments& arguments) {
  try {
    primitive.execute(stream, arguments);
  } catch (const ::dnnl::error& error) {
    throw Error("oneDNN " + version() + " fails on this processor (" + error.what() +
                "); build without it: GRAFT_ONEDNN_LIBRARY=OFF for CMake, no GRAFT_HAS_ONEDNN else");
  }
}

/// Appends a sum with the old content of the output, times `scale`; `type` may be another type of the same size.
inline void append_sum(::dnnl::post_ops& operations, float scale, memory::data_type type) {
  operations.append_sum(scale, 0, type);
}

/// Whether the scales of scale_channels() also apply to the bias.
inline constexpr bool bias_is_scaled = DNNL_VERSION_MAJOR < 3;

/// Multiplies the output of an ungrouped convolution by a scale for each channel.
inline void scale_channels(::dnnl::primitive_attr& made, const std::vector<float>& scales,
                           [[maybe_unused]] Arguments& arguments) {
#if DNNL_VERSION_MAJOR >= 3
  made.set_scales_mask(DNNL_ARG_WEIGHTS, 1 << 0);
  memory elements({{static_cast<memory::dim>(scales.size())}, memory::data_type::f32, memory::format_tag::x}, processor());
  std::memcpy(elements.get_data_handle(), scales.data(), scales.size() * sizeof(float));
  arguments[DNNL_ARG_ATTR_SCALES | DNNL_ARG_WEIGHTS] = elements;
#else
  made.set_output_scales(1 << 1, scales);
#endif
}

/// An elementwise function of oneDNN with its parameters.
struct Elementwise {
  ::dnnl::algorithm algorithm;
  float alpha = 0, beta = 0;
};

inline void append_elementwise(::dnnl::post_ops& operations, const Elementwise& function) {
#if DNNL_VERSION_MAJOR >= 3
  operations.append_eltwise(function.algorithm, function.alpha, function.beta);
#else
  operations.append_eltwise(1, function.algorithm, function.alpha, function.beta);
#endif
}

/// Whether oneDNN has only its reference implementation for this, which is many times slower than its kernels.
template <class Description>
[[nodiscard]] bool is_reference(const Description& description) {
  return std::string_view(description.impl_info_str()).starts_with("ref");
}

/// The sizes of the axes of memory.
[[nodiscard]] inline memory::dims sizes_of(const memory& given) {
#if DNNL_VERSION_MAJOR >= 3
  return given.get_desc().get_dims();
#else
  return given.get_desc().dims();
#endif
}

/// Copies elements into the layout and type of other memory.
inline void copy(memory from, memory to) {
  ::dnnl::stream stream(processor());
  execute(::dnnl::reorder(from, to), stream, {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
  stream.wait();
}

/// The descriptor of a convolution; a `bias` without axes means none.
[[nodiscard]] inline auto convolution(::dnnl::prop_kind kind, ::dnnl::algorithm algorithm, const memory::desc& source,
                                      const memory::desc& weights, const memory::desc& bias, const memory::desc& result,
                                      const memory::dims& stride, const memory::dims& dilation, const memory::dims& padding,
                                      const ::dnnl::primitive_attr& attributes) {
  using Primitive = ::dnnl::convolution_forward;
#if DNNL_VERSION_MAJOR >= 3
  return Primitive::primitive_desc(processor(), kind, algorithm, source, weights, bias, result, stride, dilation, padding,
                                   padding, attributes);
#else
  return Primitive::primitive_desc(
      Primitive::desc(kind, algorithm, source, weights, bias, result, stride, dilation, padding, padding), attributes,
      processor());
#endif
}

/// The descriptor of an inner product, which is a linear layer.
[[nodiscard]] inline auto inner_product(const memory::desc& source, const memory::desc& weights, const memory::desc& bias,
                                        const memory::desc& result, const ::dnnl::primitive_attr& attributes) {
  using Primitive = ::dnnl::inner_product_forward;
  constexpr auto kind = ::dnnl::prop_kind::forward_inference;
#if DNNL_VERSION_MAJOR >= 3
  return Primitive::primitive_desc(processor(), kind, source, weights, bias, result, attributes);
#else
  return Primitive::primitive_desc(Primitive::desc(kind, source, weights, bias, result), attributes, processor());
#endif
}

/// The descriptor of a pooling; `padding_behind`, at the bottom and on the right, may differ from `padding` (ceil_mode).
[[nodiscard]] inline auto pooling(::dnnl::prop_kind kind, ::dnnl::algorithm algorithm, const memory::desc& source,
                                  const memory::desc& result, const memory::dims& stride, const memory::dims& kernel,
                                  const memory::dims& padding, const memory::dims& padding_behind,
                                  const ::dnnl::primitive_attr& attributes) {
  using Primitive = ::dnnl::pooling_forward;
#if DNNL_VERSION_MAJOR >= 3
  return Primitive::primitive_desc(processor(), kind, algorithm, source, result, stride, kernel, {0, 0}, padding,
                                   padding_behind, attributes);
#else
  return Primitive::primitive_desc(Primitive::desc(kind, algorithm, source, result, stride, kernel, padding, padding_behind),
                                   attributes, processor());
#endif
}

/// The average over the elements of a window that are not padding, and over all.
inline constexpr auto average = ::dnnl::algorithm::pooling_avg_exclude_padding;
inline constexpr auto average_with_padding = ::dnnl::algorithm::pooling_avg_include_padding;

/// The descriptor of an elementwise function, which may be computed in place.
[[nodiscard]] inline auto elementwise(const Elementwise& function, const memory::desc& elements,
                                      const ::dnnl::primitive_attr& attributes) {
  using Primitive = ::dnnl::eltwise_forward;
  constexpr auto kind = ::dnnl::prop_kind::forward_inference;
#if DNNL_VERSION_MAJOR >= 3
  return Primitive::primitive_desc(processor(), kind, function.algorithm, elements, elements, function.alpha, function.beta,
                                   attributes);
#else
  return Primitive::primitive_desc(Primitive::desc(kind, function.algorithm, elements, function.alpha, function.beta),
                                   attributes, processor());
#endif
}

/// The descriptor of an elementwise sum or product, in which axes of size 1 of the second operand are broadcast.
[[nodiscard]] inline auto binary(::dnnl::algorithm algorithm, const memory::desc& first, const memory::desc& second,
                                 const memory::desc& result, const ::dnnl::primitive_attr& attributes) {
  using Primitive = ::dnnl::binary;
#if DNNL_VERSION_MAJOR >= 3
  return Primitive::primitive_desc(processor(), algorithm, first, second, result, attributes);
#else
  return Primitive::primitive_desc(Primitive::desc(algorithm, first, second, result), attributes, processor());
#endif
}

/// The descriptor of a layer normalization over the last axis, with a scale and a shift.
[[nodiscard]] inline auto layer_normalization(const memory::desc& source, const memory::desc& result, float eps,
                                              const ::dnnl::primitive_attr& attributes) {
  using Primitive = ::dnnl::layer_normalization_forward;
  constexpr auto kind = ::dnnl::prop_kind::forward_inference;
  const auto flags = ::dnnl::normalization_flags::use_scale | ::dnnl::normalization_flags::use_shift;
#if DNNL_VERSION_MAJOR >= 3
  return Primitive::primitive_desc(processor(), kind, source, result, eps, flags, attributes);
#else
  (void)result;  // of the same layout
  return Primitive::primitive_desc(Primitive::desc(kind, source, eps, flags), attributes, processor());
#endif
}

/// The descriptor of a softmax along an axis, which may be computed in place.
[[nodiscard]] inline auto softmax(const memory::desc& elements, int axis, const ::dnnl::primitive_attr& attributes) {
  using Primitive = ::dnnl::softmax_forward;
  constexpr auto kind = ::dnnl::prop_kind::forward_inference;
#if DNNL_VERSION_MAJOR >= 3
  return Primitive::primitive_desc(processor(), kind, ::dnnl::algorithm::softmax_accurate, elements, elements, axis,
                                   attributes);
#else
  return Primitive::primitive_desc(Primitive::desc(kind, elements, axis), attributes, processor());
#endif
}

/// The descriptor of a matrix product, or of one for each matrix of two batches.
[[nodiscard]] inline auto matrix_product(const memory::desc& left, const memory::desc& right, const memory::desc& result,
                                         const ::dnnl::primitive_attr& attributes) {
  using Primitive = ::dnnl::matmul;
#if DNNL_VERSION_MAJOR >= 3
  return Primitive::primitive_desc(processor(), left, right, result, attributes);
#else
  return Primitive::primitive_desc(Primitive::desc(left, right, result), attributes, processor());
#endif
}

/// The descriptor of a copy into another layout or type, each element multiplied by `scale`.
[[nodiscard]] inline auto reordering(const memory::desc& from, const memory::desc& to, float scale,
                                     [[maybe_unused]] Arguments& arguments) {
  ::dnnl::primitive_attr made = attributes();
#if DNNL_VERSION_MAJOR >= 3
  made.set_scales_mask(DNNL_ARG_SRC, 0);
  memory element({{1}, memory::data_type::f32, memory::format_tag::x}, processor());
  std::memcpy(element.get_data_handle(), &scale, sizeof scale);
  arguments[DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC] = element;
#else
  made.set_output_scales(0, {scale});
#endif
  return ::dnnl::reorder::primitive_desc(processor(), from, processor(), to, made);
}

}  // namespace graft::detail::onednn

#endif
