#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <graft/engine/plan/onednn/detail/conv2d.hpp>
#include <graft/engine/training/detail/channel_passes.hpp>
#include <graft/engine/training/detail/training_desk.hpp>
#include <graft/graph/layer/conv2d.hpp>
#include <graft/graph/shape/shape.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/number_pool.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// A convolution for some images at a time, with its backward passes: made and run in a thread that is one of several.
class ChunkConvolution {
 public:
  /// `to_input`: whether the gradient with regard to the input is wanted.
  ChunkConvolution(const Conv2d& conv, const Shape& in, const Shape& out, std::int64_t images, bool to_input)
      : conv_(conv),
        source_(maps(images, in)),
        result_(maps(images, out)),
        to_input_(to_input),
        made_(best(images * out[1] * out[2])),
        forward_(made_.forward()),
        weights_(made_.backward_weights()),
        run_forward_(forward_),
        run_weights_(weights_) {
    if (!to_input) return;
    data_ = made_.backward_data();
    run_data_ = ::dnnl::convolution_backward_data(data_);
  }

  /// Whether all of it is written for this processor.
  [[nodiscard]] bool is_fast() const {
    return !is_reference(forward_) && !is_reference(weights_) && !(to_input_ && is_reference(data_));
  }

  [[nodiscard]] std::size_t scratchpad_size() const {
    return std::max({forward_.scratchpad_desc().get_size(), weights_.scratchpad_desc().get_size(),
                     to_input_ ? data_.scratchpad_desc().get_size() : 0});
  }
  [[nodiscard]] std::size_t weight_count() const { return weights_.diff_weights_desc().get_size() / sizeof(float); }

  /// The weights as they are now, in the layout that the forward pass wants, or the gradient with regard to the input.
  [[nodiscard]] NumberPool::Numbers pack(const ::torch::Tensor& weights, bool backward, NumberPool& pool) const {
    const memory::desc wanted = packed(backward);
    NumberPool::Numbers numbers = pool.take(wanted.get_size() / sizeof(float));
    copy(at(weights_as_they_are(conv_, weights), weights.data_ptr<float>()), at(wanted, numbers.get()));
    return numbers;
  }
  [[nodiscard]] bool packs_like(const ChunkConvolution& other, bool backward) const {
    return packed(backward) == other.packed(backward);
  }

  void forward(Desk& desk, const float* source, const float* weights, const float* bias, float* result) const {
    Arguments arguments{{DNNL_ARG_SRC, at(source_, source)},
                        {DNNL_ARG_WEIGHTS, at(packed(false), weights)},
                        {DNNL_ARG_DST, at(result_, result)}};
    if (conv_.bias) arguments[DNNL_ARG_BIAS] = at(made_.bias, bias);
    desk.run(run_forward_, std::move(arguments), forward_.scratchpad_desc());
  }

  void backward_data(Desk& desk, const float* gradient, const float* weights, float* source_gradient) const {
    desk.run(run_data_,
             {{DNNL_ARG_DIFF_DST, at(result_, gradient)},
              {DNNL_ARG_WEIGHTS, at(packed(true), weights)},
              {DNNL_ARG_DIFF_SRC, at(source_, source_gradient)}},
             data_.scratchpad_desc());
  }

  /// Adds to the gradient with regard to the weights of this thread, which begins with the first chunk.
  void backward_weights(Desk& desk, const float* source, const float* gradient, NumberPool::Numbers& sum,
                        NumberPool& pool) const {
    const bool begins = sum == nullptr;
    if (begins) sum = pool.take(weight_count());
    float* to = begins ? sum.get() : desk.weights.get();
    desk.run(run_weights_,
             {{DNNL_ARG_SRC, at(source_, source)},
              {DNNL_ARG_DIFF_DST, at(result_, gradient)},
              {DNNL_ARG_DIFF_WEIGHTS, at(weights_.diff_weights_desc(), to)}},
             weights_.scratchpad_desc());
    if (!begins) add_numbers(to, weight_count(), sum.get());
  }

  /// Such a gradient in LibTorch's layout.
  void unpack(const NumberPool::Numbers& sum, const ::torch::Tensor& gradient) const {
    copy(at(weights_.diff_weights_desc(), sum.get()), at(weights_as_they_are(conv_, gradient), gradient.data_ptr<float>()));
  }

 private:
  [[nodiscard]] memory::desc packed(bool backward) const { return backward ? data_.weights_desc() : forward_.weights_desc(); }

  [[nodiscard]] TrainingConvolution describe(::dnnl::algorithm algorithm) const {
    const memory::desc bias =
        conv_.bias ? memory::desc({conv_.out}, memory::data_type::f32, memory::format_tag::x) : memory::desc();
    return {.algorithm = algorithm,
            .source = source_,
            .weights = {weight_shape(conv_), memory::data_type::f32, memory::format_tag::any},
            .bias = bias,
            .result = result_,
            .stride = {conv_.stride.height, conv_.stride.width},
            .dilation = {conv_.dilation.height - 1, conv_.dilation.width - 1},
            .padding = {conv_.padding.height, conv_.padding.width}};
  }

  /// Winograd's algorithm where oneDNN has it (up to 3.1) and there are pixels enough to make up for the transformed weights.
  [[nodiscard]] TrainingConvolution best(std::int64_t pixels) const {
    const bool suits = conv_.groups == 1 && conv_.kernel == Size2(3) && conv_.stride == Size2(1) &&
                       conv_.dilation == Size2(1) && conv_.in % MapSize::block == 0;
    if (suits && 2 * pixels >= 3 * std::max(conv_.in, conv_.out)) {
      try {
        const TrainingConvolution made = describe(::dnnl::algorithm::convolution_winograd);
        (void)made.forward();
        if (to_input_) (void)made.backward_data();
        (void)made.backward_weights();
        return made;
      } catch (const ::dnnl::error&) {
      }
    }
    return describe(::dnnl::algorithm::convolution_direct);
  }

  Conv2d conv_;
  memory::desc source_, result_;
  bool to_input_;
  TrainingConvolution made_;
  ::dnnl::convolution_forward::primitive_desc forward_;
  ::dnnl::convolution_backward_weights::primitive_desc weights_;
  ::dnnl::convolution_backward_data::primitive_desc data_;
  ::dnnl::convolution_forward run_forward_;
  ::dnnl::convolution_backward_data run_data_;
  ::dnnl::convolution_backward_weights run_weights_;
};

}  // namespace graft::detail::onednn

#endif
