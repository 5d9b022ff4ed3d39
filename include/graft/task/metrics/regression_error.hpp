#pragma once

#include <cstdint>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft {

/// How far predicted numbers are from those of the data: the mean over the columns, as scikit-learn's metrics have it.
struct RegressionErrorResult {
  double r2 = 0;                   ///< 1 - squared errors / variance of the data; 1 for perfect ones, 0 for always their mean
  double mean_absolute_error = 0;  ///< in the unit of the numbers
  double mean_squared_error = 0;   ///< in its square
  std::int64_t count = 0;          ///< of numbers
};

/// Errors of predicted numbers, several columns of them. Where all numbers of a column are equal, its R² is 1 if they are
/// predicted exactly, otherwise 0.
/// Source: scikit-learn's r2_score, mean_absolute_error and mean_squared_error.
class RegressionError {
 public:
  /// Takes predicted numbers and those of the data, (N, D) both or (N); NaN in the data is not known and does not count.
  /// Errors: ShapeError for tensors of different shapes, or another number of columns than before.
  void add(const ::torch::Tensor& predicted, const ::torch::Tensor& target);

  /// All 0 without any number.
  [[nodiscard]] RegressionErrorResult result() const;

 private:
  // Of each column, in float64: how many numbers, their mean, sums of squared distances from it, squared and absolute errors.
  ::torch::Tensor count_, mean_, spread_, squared_, absolute_;
};

}  // namespace graft
