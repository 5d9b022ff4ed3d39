#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <graft/engine/plan/onednn/detail/int8_choice.hpp>
#include <graft/graph/lower.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The memory of a lowered network's values for one batch size, in the fallback type or as int8. Storages name the values.
class Values {
 public:
  /// The channels of a block in the layout nChw16c.
  static constexpr std::int64_t block = 16;

  /// `fallback` is the type of all that is not int8. The arguments must outlive it.
  Values(GraphView net, const Lowered& lowered, const Int8Choice& int8_choice, memory::data_type fallback, std::int64_t batch)
      : net_(net), lowered_(lowered), int8_(int8_choice), fallback_(fallback), batch_(batch) {
    std::size_t size = 0;
    for (const std::int64_t elements : lowered_.buffers) {
      offsets_.push_back(size);
      size += aligned(static_cast<std::size_t>(elements * batch_) * memory::data_type_size(fallback_));
    }
    buffers_ = bytes(size);
    if (int8_.any()) {
      const std::int64_t most = *std::max_element(lowered_.buffers.begin(), lowered_.buffers.end());
      scratch_size_ = aligned(static_cast<std::size_t>(most * batch_) * memory::data_type_size(fallback_));
      scratch_ = bytes(3 * scratch_size_);
    }
  }

  /// Chooses nChw16c for feature maps and nchw for images instead of nhwc for all; before the memory of any value is used.
  void lay_out_in_blocks(bool blocked) { blocked_ = blocked; }
  [[nodiscard]] bool in_blocks() const { return blocked_; }

  [[nodiscard]] void* address(CallId storage) const {
    const LoweredStep* step = lowered_.step_of(storage);
    return static_cast<std::byte*>(buffers_.data_ptr()) +
           offsets_[static_cast<std::size_t>(step == nullptr ? 0 : step->buffer)];
  }

  [[nodiscard]] memory::desc description(CallId storage, memory::data_type type) const {
    return {dimensions(storage), type, layout(storage)};
  }

  [[nodiscard]] memory::data_type type(CallId storage) const {
    switch (int8_.element_type(storage)) {
      case ElementType::u8: return memory::data_type::u8;
      case ElementType::s8: return memory::data_type::s8;
      case ElementType::fallback: break;
    }
    return fallback_;
  }

  [[nodiscard]] memory at(CallId storage) const { return {description(storage, type(storage)), processor(), address(storage)}; }

  /// Scratch memory for a value in the fallback type, valid until the next step. `slot` is 0, 1 or 2.
  [[nodiscard]] memory scratch(CallId storage, std::size_t slot) const {
    return {description(storage, fallback_), processor(), static_cast<std::byte*>(scratch_.data_ptr()) + slot * scratch_size_};
  }

  [[nodiscard]] memory::dims dimensions(CallId storage) const {
    const Shape shape = net_.call(storage).shape;
    if (shape.rank() == 3) return {batch_, shape[0], shape[1], shape[2]};
    return {batch_, shape.elements()};
  }

  /// Writes a value from a tensor of any type, in LibTorch's order of axes; a batch of 1 is broadcast.
  void write(CallId storage, const ::torch::Tensor& elements) const {
    const ::torch::Tensor tensor = view(storage);
    std::vector<std::int64_t> sizes = tensor.sizes().vec();
    sizes.front() = elements.size(0);
    tensor.copy_(elements.reshape(sizes));
  }

  /// The value of a call, which may be an alias of a storage. int8 becomes float32.
  [[nodiscard]] ::torch::Tensor value(CallId call) const {
    const CallId storage = lowered_.storage(call);
    ::torch::Tensor tensor =
        int8_.is_int8(storage) ? view(storage).to(::torch::kFloat).mul_(int8_.scale(storage)) : view(storage);
    if (tensor.dim() == 5) tensor = tensor.flatten(1, 2);
    std::vector<std::int64_t> sizes{batch_};
    for (std::size_t axis = 0; axis < net_.call(call).shape.rank(); ++axis) sizes.push_back(net_.call(call).shape[axis]);
    return tensor.sizes() == sizes ? tensor : tensor.reshape(sizes);
  }

 private:
  [[nodiscard]] static std::size_t aligned(std::size_t size) { return (size + 4095) / 4096 * 4096; }
  [[nodiscard]] static ::torch::Tensor bytes(std::size_t count) {
    return ::torch::empty({static_cast<std::int64_t>(std::max<std::size_t>(count, 64))}, ::torch::kByte);
  }

  [[nodiscard]] memory::format_tag layout(CallId storage) const {
    const Shape shape = net_.call(storage).shape;
    if (shape.rank() != 3) return memory::format_tag::nc;
    if (!blocked_) return memory::format_tag::nhwc;
    return shape[0] % block == 0 ? memory::format_tag::nChw16c : memory::format_tag::nchw;  // images are nchw
  }

  [[nodiscard]] ::torch::ScalarType scalar_type(CallId storage) const {
    switch (type(storage)) {
      case memory::data_type::u8: return ::torch::kByte;
      case memory::data_type::s8: return ::torch::kChar;
      case memory::data_type::bf16: return ::torch::kBFloat16;
      default: return ::torch::kFloat;
    }
  }

  /// A storage as a tensor over the same memory.
  [[nodiscard]] ::torch::Tensor view(CallId storage) const {
    const Shape shape = net_.call(storage).shape;
    const auto options = ::torch::TensorOptions().dtype(scalar_type(storage));
    if (shape.rank() != 3) return ::torch::from_blob(address(storage), {batch_, shape.elements()}, options);
    const std::int64_t c = shape[0], h = shape[1], w = shape[2];
    switch (layout(storage)) {
      case memory::format_tag::nChw16c:
        return ::torch::from_blob(address(storage), {batch_, c / block, block, h, w},
                                  {h * w * c, h * w * block, 1, w * block, block}, options);
      case memory::format_tag::nchw: return ::torch::from_blob(address(storage), {batch_, c, h, w}, options);
      default: return ::torch::from_blob(address(storage), {batch_, c, h, w}, {h * w * c, 1, w * c, c}, options);
    }
  }

  GraphView net_;
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
