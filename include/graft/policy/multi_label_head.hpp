#pragma once

#include <cstdint>
#include <string_view>

#include <graft/policy/head.hpp>
#include <graft/policy/task.hpp>

namespace graft {

/// A linear head for labels that are each there or not: `model.fc = nn.Linear(model.fc.in_features, Labels)` with a sigmoid.
///
/// Shapes:  (N, In) -> (N, Labels) logits.
/// Example: using Weather = FineTuner<ResNet50, MultiLabelHead<3>, FreezeAllBut<Fc>, SGD>;
///          auto data = table("labels.csv", {.image = "file", .labels = {"sunny", "people", "sea"}});
template <std::int64_t Labels>
struct MultiLabelHead {
  using policy_category = head_tag;
  using task = MultiLabel;
  static constexpr std::int64_t classes = Labels;
  static constexpr std::int64_t in_features = deduced;

  static constexpr void describe(Net& net, std::string_view name) { net.linear(name, Labels); }
};

}  // namespace graft
