#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/plan/onednn/detail/program.hpp>
#include <graft/engine/plan/onednn/detail/workspaces.hpp>
#include <graft/platform/whole_chunks.hpp>

namespace graft::detail {

#if defined(GRAFT_HAS_ONEDNN)

std::string onednn_name() { return onednn::works() ? "onednn " + onednn::version() : std::string(); }

bool onednn_multiplies(ComputeType type) {
  if (!onednn::works()) return false;
  const auto wanted = type == ComputeType::i8     ? dnnl::cpu_isa::avx512_core_vnni
                      : type == ComputeType::bf16 ? dnnl::cpu_isa::avx512_core_bf16
                                                  : dnnl::cpu_isa{};
  return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & static_cast<unsigned>(wanted)) ==
         static_cast<unsigned>(wanted);  // the bits of an instruction set include those of its subsets
}

/// The backend that calls oneDNN on the memory of LibTorch's tensors.
class OneDnnBackend final : public PlanBackend {
 public:
  /// `fallback` is f32 or bf16, for what is not int8; `sample` is used for i8 alone.
  OneDnnBackend(PlanSource source, ComputeType type, ComputeType fallback, std::int64_t chunk, const ::torch::Tensor& sample)
      : source_(std::move(source)),
        type_(type),
        fallback_(fallback == ComputeType::bf16 ? onednn::memory::data_type::bf16 : onednn::memory::data_type::f32),
        chunk_(chunk),
        weights_(source_) {
    if (type == ComputeType::i8) source_.largest = calibrate(sample);
    // Packs the weights now, not in the first run.
    eager_ = make(key(chunk_, input_shape(source_), source_.tables.calls.front().shape))->eager();
  }

  ::torch::Tensor run(const ::torch::Tensor& examples, const Shape& images) override {
    const std::int64_t count = examples.size(0);
    const Shape shape = shape_of(examples);
    const ::torch::Tensor result = empty_result(count, result_shape(source_, shape, images));
    const auto run_chunk = [&](std::int64_t begin, std::int64_t part) {
      const Key wanted = key(part, shape, images);
      std::unique_ptr<onednn::Program> program = take(wanted);
      program->run(examples.narrow(0, begin, part), result.narrow(0, begin, part));
      give_back(wanted, std::move(program));
    };
    std::int64_t done = run_whole_chunks(count, chunk_, [&](std::int64_t begin) { run_chunk(begin, chunk_); });
    while (done < count) {
      std::int64_t part = chunk_;
      while (part > count - done) part /= 2;
      run_chunk(done, part);
      done += part;
    }
    return result;
  }

  std::string name() const override { return onednn_name(); }
  ComputeType type() const override { return type_; }
  std::vector<CallId> eager_calls() const override { return eager_; }
  std::vector<float> largest() const override { return source_.largest; }

 private:
  using Key = std::tuple<std::int64_t, Shape, Shape, int>;  // batch, shape of the input, of the images, threads

  /// The 99.99th percentile of the magnitudes of each call's value, averaged over the chunks of a sample.
  [[nodiscard]] std::vector<float> calibrate(const ::torch::Tensor& sample) const {
    std::vector<double> sums(static_cast<std::size_t>(source_.last), 0);
    std::int64_t parts = 0;
    onednn::PackedWeights weights(source_);
    Workspaces workspaces;
    const auto observer = [&](CallId call, const ::torch::Tensor& value) {
      // Large values are subsampled; the stride is odd, so that every channel is sampled.
      const ::torch::Tensor all = (value.dim() == 4 ? value.permute({0, 2, 3, 1}) : value).reshape(-1);
      const ::torch::Tensor some = all.slice(0, 0, all.numel(), (all.numel() / 200'000) | 1).to(::torch::kFloat).abs();
      const auto rank = static_cast<std::int64_t>(std::ceil(0.9999 * static_cast<double>(some.numel())));
      sums[call.index()] += std::get<0>(some.kthvalue(rank)).item<double>();
    };
    std::unique_ptr<onednn::Program> program;
    for (std::int64_t done = 0; done < sample.size(0);) {
      const std::int64_t part = std::min(chunk_, sample.size(0) - done);
      if (parts == 0 || part < chunk_)
        program = std::make_unique<onednn::Program>(source_, weights, workspaces, fallback_, part, shape_of(sample),
                                                    images_of(source_, shape_of(sample)));
      program->run(sample.narrow(0, done, part), empty_result(part, program->shape()), observer);
      done += part;
      ++parts;
    }
    std::vector<float> largest;
    for (const double sum : sums) largest.push_back(static_cast<float>(sum / static_cast<double>(parts)));
    return largest;
  }

  [[nodiscard]] static Key key(std::int64_t batch, const Shape& shape, const Shape& images) {
    return {batch, shape, images, ::torch::get_num_threads()};
  }

  [[nodiscard]] static ::torch::Tensor empty_result(std::int64_t count, const Shape& shape) {
    std::vector<std::int64_t> sizes{count};
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) sizes.push_back(shape[axis]);
    if (shape.rank() != 3) return ::torch::empty(sizes);
    return ::torch::empty(sizes, ::torch::TensorOptions().memory_format(::torch::MemoryFormat::ChannelsLast));
  }

  [[nodiscard]] std::unique_ptr<onednn::Program> make(const Key& wanted) {
    const auto& [batch, input, images, threads] = wanted;
    return std::make_unique<onednn::Program>(source_, weights_, workspaces_, fallback_, batch, input, images);
  }

  [[nodiscard]] std::unique_ptr<onednn::Program> take(const Key& wanted) {
    {
      const std::lock_guard lock(mutex_);
      const auto found = std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& one) { return one.first == wanted; });
      if (found != idle_.rend()) {
        auto program = std::move(found->second);
        idle_.erase(std::next(found).base());
        return program;
      }
    }
    return make(wanted);
  }

  /// Evicts the least recently used program where there are many, since each has buffers of its own.
  void give_back(const Key& wanted, std::unique_ptr<onednn::Program> program) {
    const std::lock_guard lock(mutex_);
    idle_.emplace_back(wanted, std::move(program));
    const std::size_t most = 4 + std::thread::hardware_concurrency();
    if (idle_.size() > most) idle_.erase(idle_.begin());
  }

  PlanSource source_;
  ComputeType type_;
  onednn::memory::data_type fallback_;
  std::int64_t chunk_;
  onednn::PackedWeights weights_;
  Workspaces workspaces_{};
  std::vector<CallId> eager_{};
  std::mutex mutex_;
  std::vector<std::pair<Key, std::unique_ptr<onednn::Program>>> idle_;  // not running; the most recently used last
};

std::unique_ptr<PlanBackend> make_onednn_backend(PlanSource source, ComputeType type, ComputeType fallback, std::int64_t chunk,
                                                 const ::torch::Tensor& sample) {
  if (!onednn::works()) return nullptr;
  return std::make_unique<OneDnnBackend>(std::move(source), type, fallback, chunk, sample);
}

#else

std::string onednn_name() { return {}; }
bool onednn_multiplies(ComputeType) { return false; }

std::unique_ptr<PlanBackend> make_onednn_backend(PlanSource, ComputeType, ComputeType, std::int64_t, const ::torch::Tensor&) {
  return nullptr;
}

#endif

}  // namespace graft::detail
