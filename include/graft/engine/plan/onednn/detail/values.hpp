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

/// Where the values of a lowered network are for a batch of some size, and how: in the buffers that it counts, as numbers of
/// one type or as int8. A value is named by the call that holds it.
class Values {
 public:
  /// Channels that lie together in a blocked layout.
  static constexpr std::int64_t block = 16;

  /// `wide` is the type of all that is not int8. What is given is only referred to.
  Values(GraphView net, const Lowered& lowered, const Int8Choice& int8, memory::data_type wide, std::int64_t batch)
      : net_(net), lowered_(lowered), int8_(int8), wide_(wide), batch_(batch) {
    std::size_t size = 0;
    for (const std::int64_t elements : lowered_.buffers) {
      offsets_.push_back(size);
      size += aligned(static_cast<std::size_t>(elements * batch_) * memory::data_type_size(wide_));
    }
    buffers_ = bytes(size);
    if (int8_.any()) {
      const std::int64_t most = *std::max_element(lowered_.buffers.begin(), lowered_.buffers.end());
      beside_size_ = aligned(static_cast<std::size_t>(most * batch_) * memory::data_type_size(wide_));
      beside_ = bytes(3 * beside_size_);
    }
  }

  /// Whether maps have their channels together 16 by 16 (and the images that go in theirs apart), instead of all together. To
  /// be chosen before anything is asked for its memory.
  void lay_out_in_blocks(bool blocked) { blocked_ = blocked; }
  [[nodiscard]] bool in_blocks() const { return blocked_; }

  [[nodiscard]] void* address(int held) const {
    const LoweredStep* step = lowered_.step_of(held);
    return static_cast<std::byte*>(buffers_.data_ptr()) +
           offsets_[static_cast<std::size_t>(step == nullptr ? 0 : step->buffer)];
  }

  [[nodiscard]] memory::desc description(int held, memory::data_type type) const {
    return {dimensions(held), type, layout(held)};
  }

  [[nodiscard]] memory::data_type type(int held) const {
    switch (int8_.kept(held)) {
      case Kept::unsigned8: return memory::data_type::u8;
      case Kept::signed8: return memory::data_type::s8;
      case Kept::wide: break;
    }
    return wide_;
  }

  [[nodiscard]] memory at(int held) const { return {description(held, type(held)), processor(), address(held)}; }

  /// Room for a value in the wide type, until the next step.
  [[nodiscard]] memory beside(int held, std::size_t slot) const {
    return {description(held, wide_), processor(), static_cast<std::byte*>(beside_.data_ptr()) + slot * beside_size_};
  }

  [[nodiscard]] memory::dims dimensions(int held) const {
    const Shape shape = net_.call(held).shape;
    if (shape.rank() == 3) return {batch_, shape[0], shape[1], shape[2]};
    return {batch_, shape.elements()};
  }

  /// Writes numbers of any type in the order of LibTorch's axes.
  void write(int held, const ::torch::Tensor& numbers) const {
    const ::torch::Tensor there = view(held);
    there.copy_(numbers.reshape(there.sizes()));
  }

  /// The value of a call, which may be another look at what a holder has.
  [[nodiscard]] ::torch::Tensor value(int call) const {
    const int holder = lowered_.held_by(call);
    ::torch::Tensor held = int8_.is_int8(holder) ? view(holder).to(::torch::kFloat).mul_(int8_.scale(holder)) : view(holder);
    if (held.dim() == 5) held = held.flatten(1, 2);
    return net_.call(call).shape.rank() == 1 && held.dim() == 4 ? held.flatten(1) : held;
  }

 private:
  [[nodiscard]] static std::size_t aligned(std::size_t size) { return (size + 4095) / 4096 * 4096; }
  [[nodiscard]] static ::torch::Tensor bytes(std::size_t count) {
    return ::torch::empty({static_cast<std::int64_t>(std::max<std::size_t>(count, 64))}, ::torch::kByte);
  }

  [[nodiscard]] memory::format_tag layout(int held) const {
    const Shape shape = net_.call(held).shape;
    if (shape.rank() != 3) return memory::format_tag::nc;
    if (!blocked_) return memory::format_tag::nhwc;
    return shape[0] % block == 0 ? memory::format_tag::nChw16c : memory::format_tag::nchw;  // images go in as nchw
  }

  [[nodiscard]] ::torch::ScalarType number_type(int held) const {
    switch (type(held)) {
      case memory::data_type::u8: return ::torch::kByte;
      case memory::data_type::s8: return ::torch::kChar;
      case memory::data_type::bf16: return ::torch::kBFloat16;
      default: return ::torch::kFloat;
    }
  }

  /// The numbers of a holder, as a tensor over the same memory.
  [[nodiscard]] ::torch::Tensor view(int held) const {
    const Shape shape = net_.call(held).shape;
    const auto options = ::torch::TensorOptions().dtype(number_type(held));
    if (shape.rank() != 3) return ::torch::from_blob(address(held), {batch_, shape.elements()}, options);
    const std::int64_t c = shape[0], h = shape[1], w = shape[2];
    switch (layout(held)) {
      case memory::format_tag::nChw16c:
        return ::torch::from_blob(address(held), {batch_, c / block, block, h, w},
                                  {h * w * c, h * w * block, 1, w * block, block}, options);
      case memory::format_tag::nchw: return ::torch::from_blob(address(held), {batch_, c, h, w}, options);
      default: return ::torch::from_blob(address(held), {batch_, c, h, w}, {h * w * c, 1, w * c, c}, options);
    }
  }

  GraphView net_;
  const Lowered& lowered_;
  const Int8Choice& int8_;
  memory::data_type wide_;
  std::int64_t batch_;
  bool blocked_ = false;
  std::vector<std::size_t> offsets_;  // of each buffer, in bytes
  ::torch::Tensor buffers_;
  ::torch::Tensor beside_{};  // three values in the wide type
  std::size_t beside_size_ = 0;
};

}  // namespace graft::detail::onednn

#endif
