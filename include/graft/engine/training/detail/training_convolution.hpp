#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/training/detail/chunk_convolution.hpp>
#include <graft/engine/training/detail/training_unit.hpp>
#include <graft/graph/layer/conv2d.hpp>
#include <graft/platform/gateway.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// A convolution with the BatchNorm and the ReLU behind it. The value is the convolution's own result; BatchNorm and ReLU are
/// done by whoever reads it.
class TrainingConvolutionUnit : public TrainingUnit {
 public:
  struct Settings {
    Conv2d conv;
    ::torch::nn::Conv2d module;
    ::torch::nn::BatchNorm2d norm;  ///< or null
    bool relu = false;
    int input = 0, value = 0;
    Shape in, out;
    bool to_input = false;  ///< whether the gradient with regard to the input is wanted
  };

  TrainingConvolutionUnit(const TrainingRoom& room, Settings settings, std::int64_t threads)
      : TrainingUnit({settings.input}, settings.value),
        room_(room),
        its_(std::move(settings)),
        chunks_(chunks_for(room.images, threads, its_.in.elements() + its_.out.elements())) {
    for (const std::int64_t images : {chunks_.each, room.images % chunks_.each})
      if (images > 0) parts_.push_back({ChunkConvolution(its_.conv, its_.in, its_.out, images, its_.to_input), nullptr, {}});
    for (const Part& part : parts_)
      if (!part.convolution.is_fast()) throw UsageError("oneDNN has no fast convolution of this kind");
    if (its_.norm && room.images * its_.out[1] * its_.out[2] == 1) throw UsageError("one number a channel has no variance");
  }

  [[nodiscard]] DeskSize desk_size() const override {
    const auto in = static_cast<std::size_t>(chunks_.each * its_.in.elements()),
               out = static_cast<std::size_t>(chunks_.each * its_.out.elements());
    DeskSize size{.shown = in, .gradient = out, .incoming = in};
    for (const Part& part : parts_) {
      size.workspace = std::max(size.workspace, part.convolution.scratchpad_size());
      size.weights = std::max(size.weights, part.convolution.weight_count());
    }
    return size;
  }

  void begin(bool backward) override {
    if (backward && !its_.to_input) return;
    const ::torch::Tensor weights = its_.module->weight.detach();
    for (Part& part : parts_) {
      const bool shared = &part != &parts_.front() && part.convolution.packs_like(parts_.front().convolution, backward);
      part.packed = shared ? parts_.front().packed : part.convolution.pack(weights, backward, room_.pool);
    }
  }

  void forward(std::vector<TrainingValue>& values, ThreadTeam& team) override {
    const float* bias = its_.conv.bias ? its_.module->bias.data_ptr<float>() : nullptr;
    const MapSize size = room_.size(its_.out);
    TrainingValue& result = of(values, value()) = TrainingValue(size, room_.take(size.elements()));
    const TrainingValue& input = of(values, inputs()[0]);
    result.wants_sums = its_.conv.bias || its_.norm;
    result.as_it_is = !its_.relu && !its_.norm;
    if (its_.relu) result.floor = 0;
    result.of_batch = its_.norm && its_.norm->is_training();
    const std::size_t channels = result.channels();
    std::vector<double> means(result.of_batch ? static_cast<std::size_t>(chunks_.count()) * channels : 0),
        squares(means.size());
    over_chunks(team, chunks_, [&](const Chunk& chunk, std::size_t thread) {
      Desk& desk = room_.desks[thread];
      float* to = result.numbers.get() + result.offset(chunk.begin);
      const Part& mine = part(chunk);
      mine.convolution.forward(desk, input.shown(chunk.begin, chunk.images, desk.shown.get()), mine.packed.get(), bias, to);
      const std::size_t row = static_cast<std::size_t>(chunk.index) * channels;
      if (result.of_batch) measure_channels(to, result.chunk(chunk.images), means.data() + row, squares.data() + row);
    });
    for (Part& part : parts_) part.packed.reset();
    if (its_.norm) normalize(result, means, squares);
  }

  void backward(const std::vector<TrainingValue>& values, TrainingGradients& gradients, ThreadTeam& team) override {
    TrainingGradients::Gradient& given = gradients[value()];
    const NumberPool::Numbers share = std::move(given.numbers);
    const TrainingValue &result = of(values, value()), &input = of(values, inputs()[0]);
    const Coefficients by = coefficients(result, given);
    const bool to_weights = its_.module->weight.requires_grad();
    weight_gradient_.reset();
    for (Part& part : parts_) part.sums.assign(team.size(), nullptr);
    auto target = its_.to_input ? gradients.begin(inputs()[0], chunks_.count()) : TrainingGradients::Target{};
    over_chunks(team, chunks_, [&](const Chunk& chunk, std::size_t thread) {
      Desk& desk = room_.desks[thread];
      Part& mine = part(chunk);
      const std::int64_t offset = result.offset(chunk.begin);
      const float* gradient = share.get() + offset;
      if (its_.norm) {
        normalize_backward(gradient, result.numbers.get() + offset, by.first.data(), by.second.data(), result.mean.data(),
                           by.third.data(), result.chunk(chunk.images), desk.gradient.get());
        gradient = desk.gradient.get();
      }
      if (its_.to_input) {
        float* direct = gradients.direct(target, chunk);
        float* to = direct == nullptr ? desk.incoming.get() : direct;
        mine.convolution.backward_data(desk, gradient, mine.packed.get(), to);
        if (direct == nullptr) gradients.receive(target, chunk, to);
      }
      if (to_weights)
        mine.convolution.backward_weights(desk, input.shown(chunk.begin, chunk.images, desk.shown.get()), gradient,
                                          mine.sums[thread], room_.pool);
    });
    if (its_.to_input) gradients.end(std::move(target));
    for (Part& part : parts_) part.packed.reset();
    if (to_weights) gather_weight_gradient(team);
    give_vectors(result, given, by);
  }

  /// Adds the parameters to others: the convolution's weights and bias, and BatchNorm's.
  void add_parameters_to(std::vector<::torch::Tensor>& all) const {
    all.push_back(its_.module->weight);
    if (its_.conv.bias) all.push_back(its_.module->bias);
    if (!its_.norm) return;
    all.push_back(its_.norm->weight);
    all.push_back(its_.norm->bias);
  }

  /// Moves the gradients of the last backward pass to others, in the same order; undefined for what is frozen.
  void move_gradients_to(std::vector<::torch::Tensor>& all) {
    all.push_back(std::exchange(weight_gradient_, ::torch::Tensor()));
    if (its_.conv.bias) all.push_back(std::exchange(bias_gradient_, ::torch::Tensor()));
    if (!its_.norm) return;
    all.push_back(std::exchange(scale_gradient_, ::torch::Tensor()));
    all.push_back(std::exchange(shift_gradient_, ::torch::Tensor()));
  }

 private:
  struct Part {
    ChunkConvolution convolution;
    NumberPool::Numbers packed;             // weights, from the beginning of a pass until this unit's part of it is done
    std::vector<NumberPool::Numbers> sums;  // gradients with regard to the weights, of each thread
  };

  /// BatchNorm's backward pass: first * gradient + second * (number - mean) + third.
  struct Coefficients {
    std::vector<float> first, second, third;
  };

  [[nodiscard]] Part& part(const Chunk& chunk) { return parts_[chunk.images == chunks_.each ? 0 : 1]; }

  /// Finds what BatchNorm subtracts and divides by, and moves the running statistics.
  void normalize(TrainingValue& result, const std::vector<double>& means, const std::vector<double>& squares) {
    const ::torch::NoGradGuard no_grad;
    const std::size_t channels = result.channels();
    const double eps = its_.norm->options.eps();
    result.deviation.resize(channels);
    const auto shape = static_cast<std::int64_t>(channels);
    if (result.of_batch) {
      std::vector<float> unbiased(channels);
      const auto count = static_cast<double>(room_.images * result.size.pixels);
      for (std::size_t c = 0; c < channels; ++c) {
        double seen = 0, mean = 0, square = 0;
        for (std::int64_t i = 0; i < chunks_.count(); ++i) {
          const auto more = static_cast<double>(chunks_[i].images * result.size.pixels);
          const std::size_t at = static_cast<std::size_t>(i) * channels + c;
          const double apart = means[at] - mean;
          mean += apart * more / (seen + more);
          square += squares[at] + apart * apart * seen * more / (seen + more);
          seen += more;
        }
        result.mean[c] = static_cast<float>(mean);
        result.deviation[c] = static_cast<float>(std::sqrt(square / count + eps));
        unbiased[c] = static_cast<float>(square / (count - 1));
      }
      const double momentum = *its_.norm->options.momentum();
      its_.norm->running_mean.mul_(1 - momentum)
          .add_(::torch::from_blob(result.mean.data(), {shape}, ::torch::kFloat), momentum);
      its_.norm->running_var.mul_(1 - momentum).add_(::torch::from_blob(unbiased.data(), {shape}, ::torch::kFloat), momentum);
      its_.norm->num_batches_tracked.add_(1);
    } else {
      const ::torch::Tensor mean = its_.norm->running_mean.contiguous(), variance = its_.norm->running_var.contiguous();
      for (std::size_t c = 0; c < channels; ++c) {
        result.mean[c] = mean.data_ptr<float>()[c];
        result.deviation[c] = static_cast<float>(std::sqrt(static_cast<double>(variance.data_ptr<float>()[c]) + eps));
      }
    }
    const ::torch::Tensor scale = its_.norm->weight.detach().contiguous(), shift = its_.norm->bias.detach().contiguous();
    for (std::size_t c = 0; c < channels; ++c) {
      result.scale[c] = scale.data_ptr<float>()[c] / result.deviation[c];
      result.shift[c] = shift.data_ptr<float>()[c] - result.mean[c] * result.scale[c];
    }
  }

  [[nodiscard]] Coefficients coefficients(const TrainingValue& result, const TrainingGradients::Gradient& given) const {
    const std::size_t channels = result.channels();
    Coefficients by{result.scale, std::vector<float>(channels), std::vector<float>(channels)};
    if (!result.of_batch) return by;
    const auto count = static_cast<double>(room_.images * result.size.pixels);
    for (std::size_t c = 0; c < channels; ++c) {
      const double deviation = result.deviation[c];
      by.second[c] = static_cast<float>(-result.scale[c] * given.products[c] / (deviation * deviation * count));
      by.third[c] = static_cast<float>(-result.scale[c] * given.sums[c] / count);
    }
    return by;
  }

  /// The threads' gradients with regard to the weights become one of LibTorch's.
  void gather_weight_gradient(ThreadTeam& team) {
    for (Part& part : parts_) {
      std::erase(part.sums, nullptr);
      if (part.sums.empty()) continue;
      const auto count = static_cast<std::int64_t>(part.convolution.weight_count()), slice = (count + 4095) / 4096;
      team.run(slice, [&](std::int64_t index, std::size_t) {
        const std::int64_t from = index * 4096, numbers = std::min<std::int64_t>(4096, count - from);
        for (std::size_t i = 1; i < part.sums.size(); ++i)
          add_numbers(part.sums[i].get() + from, static_cast<std::size_t>(numbers), part.sums[0].get() + from);
      });
      const ::torch::Tensor gradient = ::torch::empty_like(its_.module->weight);
      part.convolution.unpack(part.sums[0], gradient);
      part.sums.clear();
      if (weight_gradient_.defined())
        weight_gradient_.add_(gradient);
      else
        weight_gradient_ = gradient;
    }
  }

  void give_vectors(const TrainingValue& result, const TrainingGradients::Gradient& given, const Coefficients& by) {
    const auto vector_of = [&](const auto& number) {
      ::torch::Tensor made = ::torch::empty({static_cast<std::int64_t>(result.channels())}, ::torch::kFloat);
      for (std::size_t c = 0; c < result.channels(); ++c) made.data_ptr<float>()[c] = static_cast<float>(number(c));
      return made;
    };
    const auto count = static_cast<double>(room_.images * result.size.pixels);
    if (its_.conv.bias && its_.module->bias.requires_grad())
      bias_gradient_ =
          vector_of([&](std::size_t c) { return by.first[c] * given.sums[c] + (result.of_batch ? by.third[c] * count : 0); });
    if (!its_.norm) return;
    if (its_.norm->weight.requires_grad())
      scale_gradient_ = vector_of([&](std::size_t c) { return given.products[c] / result.deviation[c]; });
    if (its_.norm->bias.requires_grad()) shift_gradient_ = vector_of([&](std::size_t c) { return given.sums[c]; });
  }

  TrainingRoom room_;
  Settings its_;
  Chunks chunks_;
  std::vector<Part> parts_;
  ::torch::Tensor weight_gradient_, bias_gradient_, scale_gradient_, shift_gradient_;
};

}  // namespace graft::detail::onednn

#endif
