#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <graft/engine/eager/execute.hpp>
#include <graft/engine/plan/onednn/detail/int8_choice.hpp>
#include <graft/graph/lower.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The memory of a lowered network's values for one batch size, in the fallback type or as int8.
class Values {
 public:
  /// The channels of a block in the layout nChw16c.
  static constexpr std::int64_t block = 16;

  /// `fallback` is the type of all that is not int8; `scratch` is the least number of elements of scratch memory for one
  /// example. The arguments must outlive it.
  Values(GraphView net, const Leaves& leaves, const Lowered& lowered, const Int8Choice& int8_choice, memory::data_type fallback,
         std::int64_t batch, std::int64_t scratch)
      : net_(net), leaves_(leaves), lowered_(lowered), int8_(int8_choice), fallback_(fallback), batch_(batch) {
    std::size_t size = 0;
    for (const std::int64_t elements : lowered_.buffers) {
      offsets_.push_back(size);
      size += aligned(static_cast<std::size_t>(elements * batch_) * memory::data_type_size(fallback_));
    }
    buffers_ = bytes(size);
    const std::int64_t most = std::max(scratch, *std::max_element(lowered_.buffers.begin(), lowered_.buffers.end()));
    scratch_size_ = aligned(static_cast<std::size_t>(most * batch_) * memory::data_type_size(fallback_));
    scratch_ = bytes(3 * scratch_size_);  // of which the system gives only what is used
  }

  /// Chooses nChw16c for feature maps and nchw for images instead of nhwc for all; before the memory of any value is used.
  void lay_out_in_blocks(bool blocked) { blocked_ = blocked; }
  [[nodiscard]] bool in_blocks() const { return blocked_; }

  /// The first byte of a call's value.
  [[nodiscard]] void* address(CallId call) const {
    const CallId storage = lowered_.storage(call);
    const LoweredStep* step = lowered_.step_of(storage);
    return static_cast<std::byte*>(buffers_.data_ptr()) +
           offsets_[static_cast<std::size_t>(step == nullptr ? 0 : step->buffer)] +
           static_cast<std::size_t>(lowered_.views[call.index()].offset) * memory::data_type_size(type(storage));
  }

  /// Whether a call's value has strides in memory: it is no reshaped value of one that lies in another order, or in blocks.
  [[nodiscard]] bool has_strides(CallId call) const {
    const Shape& stored = shape(lowered_.storage(call));
    return lowered_.views[call.index()].known && (!blocked_ || stored.rank() != 3 || stored == shape(call));
  }

  /// Where a call's value lies, as elements of a type. It has strides.
  [[nodiscard]] memory::desc description(CallId call, memory::data_type type) const {
    if (blocked_ && shape(call).rank() == 3) return {dimensions(call), type, block_layout(call)};
    const Shape& strides = lowered_.views[call.index()].strides;
    memory::dims all{net_.call(lowered_.storage(call)).shape.elements()};
    for (std::size_t axis = 0; axis < strides.rank(); ++axis) all.push_back(strides[axis]);
    return {dimensions(call), type, all};
  }

  /// The description of a value with these strides that lies densely.
  [[nodiscard]] memory::desc dense(CallId call, const Shape& strides) const {
    memory::dims all{shape(call).elements()};
    for (std::size_t axis = 0; axis < strides.rank(); ++axis) all.push_back(strides[axis]);
    return {dimensions(call), fallback_, all};
  }

  [[nodiscard]] memory::data_type type(CallId storage) const {
    switch (int8_.element_type(storage)) {
      case ElementType::u8: return memory::data_type::u8;
      case ElementType::s8: return memory::data_type::s8;
      case ElementType::fallback: break;
    }
    return fallback_;
  }

  [[nodiscard]] memory at(CallId call) const {
    return {description(call, type(lowered_.storage(call))), processor(), address(call)};
  }

  /// Scratch memory in the fallback type, valid until the next step, for at most as many elements as the largest buffer has.
  /// `slot` is 0, 1 or 2.
  [[nodiscard]] memory scratch(const memory::desc& wanted, std::size_t slot) const {
    return {wanted, processor(), static_cast<std::byte*>(scratch_.data_ptr()) + slot * scratch_size_};
  }

  [[nodiscard]] memory::dims dimensions(CallId call) const {
    memory::dims all{batch_};
    for (std::size_t axis = 0; axis < shape(call).rank(); ++axis) all.push_back(shape(call)[axis]);
    return all;
  }

  /// Writes a value from a tensor of any type, in LibTorch's order of axes; a batch of 1 is broadcast.
  void write(CallId call, const ::torch::Tensor& elements) const {
    const ::torch::Tensor tensor = view(call);
    std::vector<std::int64_t> sizes = tensor.sizes().vec();
    sizes.front() = elements.size(0);
    tensor.copy_(elements.reshape(sizes));
  }

  /// The value of a call, as a view of its memory where it has strides there. int8 becomes float32.
  [[nodiscard]] ::torch::Tensor value(CallId call) const {
    if (!has_strides(call)) {
      ::torch::Tensor input = value(lowered_.alias[call.index()]);
      return net_.only_renames(call) ? input.reshape(sizes(call)) : execute(net_, call, leaves_, std::array{input});
    }
    const CallId storage = lowered_.storage(call);
    ::torch::Tensor tensor = int8_.is_int8(storage) ? view(call).to(::torch::kFloat).mul_(int8_.scale(storage)) : view(call);
    const bool has_blocks = blocked_ && shape(call).rank() == 3 && tensor.dim() == 5;
    return has_blocks ? tensor.flatten(1, 2) : tensor;
  }

  /// A call's value as a tensor over its memory, in the order of its axes; of blocked maps, with one axis for the blocks and
  /// one for the channels of a block. It has strides.
  [[nodiscard]] ::torch::Tensor view(CallId call) const {
    const auto options = ::torch::TensorOptions().dtype(scalar_type(lowered_.storage(call)));
    if (blocked_ && shape(call).rank() == 3) {
      const std::int64_t c = shape(call)[0], h = shape(call)[1], w = shape(call)[2];
      if (block_layout(call) == memory::format_tag::nchw) return ::torch::from_blob(address(call), {batch_, c, h, w}, options);
      return ::torch::from_blob(address(call), {batch_, c / block, block, h, w},
                                {h * w * c, h * w * block, 1, w * block, block}, options);
    }
    std::vector<std::int64_t> strides{net_.call(lowered_.storage(call)).shape.elements()};
    const Shape& own = lowered_.views[call.index()].strides;
    for (std::size_t axis = 0; axis < own.rank(); ++axis) strides.push_back(own[axis]);
    return ::torch::from_blob(address(call), sizes(call), strides, options);
  }

 private:
  [[nodiscard]] static std::size_t aligned(std::size_t size) { return (size + 4095) / 4096 * 4096; }
  [[nodiscard]] static ::torch::Tensor bytes(std::size_t count) {
    return ::torch::empty({static_cast<std::int64_t>(std::max<std::size_t>(count, 64))}, ::torch::kByte);
  }

  [[nodiscard]] const Shape& shape(CallId call) const { return net_.call(call).shape; }
  [[nodiscard]] std::vector<std::int64_t> sizes(CallId call) const { return dimensions(call); }

  [[nodiscard]] memory::format_tag block_layout(CallId call) const {
    return shape(call)[0] % block == 0 ? memory::format_tag::nChw16c : memory::format_tag::nchw;  // images are nchw
  }

  [[nodiscard]] ::torch::ScalarType scalar_type(CallId storage) const {
    switch (type(storage)) {
      case memory::data_type::u8: return ::torch::kByte;
      case memory::data_type::s8: return ::torch::kChar;
      case memory::data_type::bf16: return ::torch::kBFloat16;
      default: return ::torch::kFloat;
    }
  }

  GraphView net_;
  const Leaves& leaves_;
  const Lowered& lowered_;
  const Int8Choice& int8_;
  memory::data_type fallback_;
  std::int64_t batch_;
  bool blocked_ = false;
  std::vector<std::size_t> offsets_;  // of each buffer, in bytes
  ::torch::Tensor buffers_;
  ::torch::Tensor scratch_{};  // three slots
  std::size_t scratch_size_ = 0;
};

}  // namespace graft::detail::onednn

#endif
