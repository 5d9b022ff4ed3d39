#pragma once

#include <cstdint>
#include <string_view>

#include <graft/policy/head.hpp>
#include <graft/policy/task.hpp>

namespace graft {

/// A linear head for numbers: `model.fc = nn.Linear(model.fc.in_features, Numbers)`.
///
/// Shapes:  (N, In) -> (N, Numbers).
/// Example: using Age = FineTuner<ResNet50, RegressionHead<1>, FreezeAllBut<Fc>, Adam, Huber>;
///          auto data = table("ages.csv", {.image = "file", .labels = {"age"}});
template <std::int64_t Numbers>
struct RegressionHead {
  using policy_category = head_tag;
  using task = Regression;
  static constexpr std::int64_t classes = Numbers;
  static constexpr std::int64_t in_features = deduced;

  static constexpr void describe(Net& net, std::string_view name) { net.linear(name, Numbers); }
};

}  // namespace graft
