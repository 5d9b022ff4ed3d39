#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/task/prediction.hpp>

namespace graft {

/// Predictions of a class from logits (N, K). Without names, the classes are called "class 0" and so on.
/// Errors: ShapeError where there is no K, or `classes`, the number that `whose` says, is another.
[[nodiscard]] std::vector<Prediction> predictions_of(const ::torch::Tensor& logits, std::int64_t classes, const char* whose,
                                                     const std::vector<std::string>& class_names);

}  // namespace graft
