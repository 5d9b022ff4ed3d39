#pragma once

#include <cstdint>
#include <string_view>

#include <graft/policy/head.hpp>

namespace graft {

/// A head with one hidden layer and a ReLU, as a torch.nn.Sequential: 0 linear, 1 relu, 2 linear.
///
/// Shapes:  (N, F) -> (N, Hidden) -> (N, Classes)
/// Errors:  compile time, if Classes or Hidden is less than one.
/// Example: FineTuner<ResNet50, MlpHead<10, 256>, FreezeAllBut<Classifier>, AdamW>
template <std::int64_t Classes, std::int64_t Hidden>
struct MlpHead {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = Classes;
  static constexpr std::int64_t in_features = deduced;

  static constexpr void describe(Net& net, std::string_view name) {
    net.sequential(name, [&] {
      net.linear("0", Hidden);
      net.relu("1");
      net.linear("2", Classes);
    });
  }
};

}  // namespace graft
