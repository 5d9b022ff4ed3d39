#pragma once

#include <cstdint>
#include <string_view>

#include <graft/policy/head.hpp>

namespace graft {

/// A head of one fully connected layer: `model.fc = nn.Linear(model.fc.in_features, Classes)`.
///
/// Shapes:  (N, In) -> (N, Classes); In is the backbone's number of features unless it is given.
/// Errors:  compile time, if In is given and differs, or Classes is less than one.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD>
template <std::int64_t Classes, std::int64_t In = deduced>
struct LinearHead {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = Classes;
  static constexpr std::int64_t in_features = In;

  static constexpr void describe(Net& net, std::string_view name) { net.linear(name, Classes); }
};

}  // namespace graft
