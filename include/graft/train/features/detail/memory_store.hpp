#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <graft/platform/gateway.hpp>
#include <graft/train/features/detail/feature_store.hpp>

namespace graft::detail {

/// Features in memory, which is allocated when the first ones tell their shape.
class MemoryStore : public FeatureStore {
 public:
  MemoryStore(std::size_t rows, ::torch::ScalarType type) : type_(type), there_(rows, 0) {}

  bool has(std::size_t row) const override { return there_[row] != 0; }

  void put(std::span<const std::int64_t> rows, const ::torch::Tensor& values) override {
    if (!features_.defined()) {
      std::vector<std::int64_t> sizes = values.sizes().vec();
      sizes.front() = static_cast<std::int64_t>(there_.size());
      features_ = ::torch::empty(sizes, type_);
    }
    features_.index_copy_(0, ::torch::tensor(std::vector<std::int64_t>(rows.begin(), rows.end())), values.to(type_));
    for (const std::int64_t row : rows) there_[static_cast<std::size_t>(row)] = 1;
  }

  ::torch::Tensor take(std::span<const std::int64_t> rows) override {
    return features_.index_select(0, ::torch::tensor(std::vector<std::int64_t>(rows.begin(), rows.end())));
  }

 private:
  ::torch::ScalarType type_;
  std::vector<char> there_;
  ::torch::Tensor features_;  // (rows, ...)
};

}  // namespace graft::detail
