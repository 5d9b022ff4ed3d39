#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <graft/engine/plan/onednn/detail/pool.hpp>
#include <graft/engine/training/detail/training_desk.hpp>
#include <graft/graph/layer/max_pool2d.hpp>
#include <graft/graph/shape/shape.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// A maximum pool for some images at a time.
class ChunkMaxPool {
 public:
  ChunkMaxPool(const MaxPool2d& pool, const Shape& in, const Shape& out, std::int64_t images)
      : made_{.source = maps(images, in),
              .result = maps(images, out),
              .stride = {pool.step().height, pool.step().width},
              .kernel = {pool.kernel.height, pool.kernel.width},
              .padding = {pool.padding.height, pool.padding.width},
              .padding_behind = onednn::padding_behind(in, out, pool.step(), pool.kernel, pool.padding)},
        forward_(made_.forward()),
        backward_(made_.backward()),
        run_forward_(forward_),
        run_backward_(backward_) {}

  [[nodiscard]] bool is_fast() const { return !is_reference(forward_) && !is_reference(backward_); }
  [[nodiscard]] std::size_t scratchpad_size() const {
    return std::max(forward_.scratchpad_desc().get_size(), backward_.scratchpad_desc().get_size());
  }

  /// What the backward pass wants to know of the forward pass, in numbers of memory.
  [[nodiscard]] std::size_t noted_count() const { return forward_.workspace_desc().get_size() / sizeof(float) + 1; }

  void forward(Desk& desk, const float* source, float* result, float* noted) const {
    desk.run(run_forward_,
             {{DNNL_ARG_SRC, at(made_.source, source)},
              {DNNL_ARG_DST, at(made_.result, result)},
              {DNNL_ARG_WORKSPACE, at(forward_.workspace_desc(), noted)}},
             forward_.scratchpad_desc());
  }
  void backward(Desk& desk, const float* gradient, const float* noted, float* source_gradient) const {
    desk.run(run_backward_,
             {{DNNL_ARG_DIFF_DST, at(made_.result, gradient)},
              {DNNL_ARG_DIFF_SRC, at(made_.source, source_gradient)},
              {DNNL_ARG_WORKSPACE, at(forward_.workspace_desc(), noted)}},
             backward_.scratchpad_desc());
  }

 private:
  TrainingMaxPool made_;
  ::dnnl::pooling_forward::primitive_desc forward_;
  ::dnnl::pooling_backward::primitive_desc backward_;
  ::dnnl::pooling_forward run_forward_;
  ::dnnl::pooling_backward run_backward_;
};

}  // namespace graft::detail::onednn

#endif
