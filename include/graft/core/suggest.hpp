#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <graft/core/similarity.hpp>

namespace graft {

/// The least similarity of a suggestion: below it, a guess confuses more than it helps.
inline constexpr int similarity_worth_suggesting = 50;

/// The name among `names` that is most like `wanted`, the first of equals, or nothing if none is similar enough.
///
/// Example: `closest("layer4.0.conv9", names_of_resnet50)` is `"layer4.0.conv1"`.
template <class Names>
std::optional<std::string> closest(std::string_view wanted, const Names& names) {
  std::optional<std::string> best;
  int best_score = similarity_worth_suggesting - 1;
  for (const auto& name : names) {
    const int score = similarity(wanted, name);
    if (score > best_score) {
      best_score = score;
      best = std::string(name);
    }
  }
  return best;
}

}  // namespace graft
