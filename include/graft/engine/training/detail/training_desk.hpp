#pragma once

#include <cstdint>
#include <utility>

#include <graft/engine/training/detail/channel_passes.hpp>
#include <graft/graph/shape/shape.hpp>
#include <graft/platform/number_pool.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// What a thread has for itself while it trains.
struct Desk {
  ::dnnl::stream stream{processor()};
  NumberPool::Numbers shown, gradient, incoming, weights;
  NumberPool::Numbers workspace;  ///< of primitives

  void run(const ::dnnl::primitive& primitive, Arguments arguments, const memory::desc& scratchpad) {
    if (scratchpad.get_size() > 0) arguments[DNNL_ARG_SCRATCHPAD] = memory(scratchpad, processor(), workspace.get());
    execute(primitive, stream, arguments);
    stream.wait();
  }
};

[[nodiscard]] inline memory at(const memory::desc& description, const float* numbers) {
  return {description, processor(), const_cast<float*>(numbers)};  // oneDNN has one type for what it reads and what it writes
}

[[nodiscard]] inline MapSize map_size(std::int64_t images, const Shape& shape) {
  return {images, shape[0] / MapSize::block, shape[1] * shape[2]};
}

/// Maps whose channels lie together 16 by 16, or images, whose few channels lie apart.
[[nodiscard]] inline memory::desc maps(std::int64_t images, const Shape& shape) {
  const auto layout = shape[0] < MapSize::block ? memory::format_tag::nchw : memory::format_tag::nChw16c;
  return {{images, shape[0], shape[1], shape[2]}, memory::data_type::f32, layout};
}

}  // namespace graft::detail::onednn

#endif
