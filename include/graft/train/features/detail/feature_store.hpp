#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Storage of features: rows of one shape, of which row `view * N + image` is a view of an image.
class FeatureStore {
 public:
  FeatureStore() = default;
  FeatureStore(const FeatureStore&) = delete;
  FeatureStore& operator=(const FeatureStore&) = delete;
  virtual ~FeatureStore() = default;

  [[nodiscard]] virtual bool has(std::size_t row) const = 0;

  /// Keeps `values` (rows, ...), on the processor. Errors: RecordFileError.
  virtual void put(std::span<const std::int64_t> rows, const ::torch::Tensor& values) = 0;

  /// A copy of rows that are there.
  [[nodiscard]] virtual ::torch::Tensor take(std::span<const std::int64_t> rows) = 0;

  /// Called after the last `put`.
  virtual void finish() {}
};

}  // namespace graft::detail
