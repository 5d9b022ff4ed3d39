#pragma once

#include <algorithm>
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

#include <graft/runtime/detail/make_plan_backend.hpp>
#include <graft/runtime/detail/onednn_program.hpp>

namespace graft::detail {

#if defined(GRAFT_HAS_ONEDNN)

/// oneDNN called directly on the memory of LibTorch's tensors.
class OneDnnBackend final : public PlanBackend {
 public:
  OneDnnBackend(PlanSource source, ComputeType type, std::int64_t chunk)
      : source_(std::move(source)), type_(type), chunk_(chunk), weights_(source_) {
    (void)make(key(chunk_, input_shape(source_)));  // packs the weights, now
  }

  ::torch::Tensor run(const ::torch::Tensor& examples) override {
    const std::int64_t count = examples.size(0);
    const Shape shape = examples.dim() == 4 ? Shape{examples.size(1), examples.size(2), examples.size(3)} : Shape{examples.size(1)};
    ::torch::Tensor result;
    for (std::int64_t done = 0; done < count;) {
      std::int64_t part = chunk_;
      while (part > count - done) part /= 2;
      const Key wanted = key(part, shape);
      std::unique_ptr<onednn::Program> program = take(wanted);
      if (!result.defined()) result = room_for(count, program->shape());
      program->run(examples.narrow(0, done, part), result.narrow(0, done, part));
      give_back(wanted, std::move(program));
      done += part;
    }
    return result;
  }

  std::string name() const override { return "onednn " + onednn::version(); }
  ComputeType type() const override { return type_; }

 private:
  using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t, int>;  // batch, the input's shape, threads

  [[nodiscard]] static Key key(std::int64_t batch, const Shape& shape) { return {batch, shape[0], shape[1], shape[2], ::torch::get_num_threads()}; }

  [[nodiscard]] static ::torch::Tensor room_for(std::int64_t count, const Shape& shape) {
    if (shape.rank() != 3) return ::torch::empty({count, shape.elements()});
    return ::torch::empty({count, shape[0], shape[1], shape[2]}, ::torch::TensorOptions().memory_format(::torch::MemoryFormat::ChannelsLast));
  }

  [[nodiscard]] std::unique_ptr<onednn::Program> make(const Key& wanted) {
    const auto [batch, channels, height, width, threads] = wanted;
    const Shape input = input_shape(source_).rank() == 3 ? Shape{channels, height, width} : Shape{channels};
    return std::make_unique<onednn::Program>(source_, weights_, type_ == ComputeType::bf16 ? onednn::memory::data_type::bf16 : onednn::memory::data_type::f32, batch, input);
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

  /// Each has memory of its own: those that were not asked for lately go.
  void give_back(const Key& wanted, std::unique_ptr<onednn::Program> program) {
    const std::lock_guard lock(mutex_);
    idle_.emplace_back(wanted, std::move(program));
    const std::size_t most = 4 + std::thread::hardware_concurrency();
    if (idle_.size() > most) idle_.erase(idle_.begin());
  }

  PlanSource source_;
  ComputeType type_;
  std::int64_t chunk_;
  onednn::PackedWeights weights_;
  std::mutex mutex_;
  std::vector<std::pair<Key, std::unique_ptr<onednn::Program>>> idle_;  // that no thread runs at the moment, the latest last
};

std::unique_ptr<PlanBackend> make_onednn_backend(PlanSource source, ComputeType type, std::int64_t chunk) {
  return std::make_unique<OneDnnBackend>(std::move(source), type, chunk);
}

#else

std::unique_ptr<PlanBackend> make_onednn_backend(PlanSource, ComputeType, std::int64_t) { return nullptr; }

#endif

}  // namespace graft::detail
