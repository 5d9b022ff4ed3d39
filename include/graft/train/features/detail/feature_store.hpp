#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Where features are kept: rows of one shape, row `view * N + image`.
class FeatureStore {
 public:
  FeatureStore() = default;
  FeatureStore(const FeatureStore&) = delete;
  FeatureStore& operator=(const FeatureStore&) = delete;
  virtual ~FeatureStore() = default;

  [[nodiscard]] virtual bool has(std::size_t row) const = 0;

  /// Keeps `values` (rows, ...), on the processor. Errors: RecordFileError.
  virtual void put(std::span<const std::int64_t> rows, const ::torch::Tensor& values) = 0;

  /// The values of rows that are there, a copy.
  [[nodiscard]] virtual ::torch::Tensor take(std::span<const std::int64_t> rows) = 0;

  /// Nothing is put any more.
  virtual void finish() {}
};

}  // namespace graft::detail
