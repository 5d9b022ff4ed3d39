#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace graft {

/// How alike two names are, from 0 (nothing in common) to 100 (equal).
///
/// Counts the characters of the common prefix and of the common suffix, which suits layer paths: a wrong number or a
/// wrong word in the middle leaves both ends alone. The cost is linear, because a compiler may evaluate it for every
/// layer of a network and clang's limit of constexpr steps is low; an edit distance would be quadratic.
///
/// Example: `similarity("layer5.0.conv1", "layer4.0.conv1") == 92`.
constexpr int similarity(std::string_view wanted, std::string_view candidate) {
  if (wanted == candidate) return 100;
  const std::size_t shorter = std::min(wanted.size(), candidate.size());
  std::size_t prefix = 0;
  while (prefix < shorter && wanted[prefix] == candidate[prefix]) ++prefix;
  std::size_t suffix = 0;
  while (suffix < shorter - prefix && wanted[wanted.size() - 1 - suffix] == candidate[candidate.size() - 1 - suffix])
    ++suffix;
  // Two names can share every character of the shorter one; only equal ones are a hundred.
  return static_cast<int>(std::min<std::size_t>(99, 200 * (prefix + suffix) / (wanted.size() + candidate.size())));
}

/// Below this, a suggestion would be a guess that confuses more than it helps.
inline constexpr int similarity_worth_suggesting = 50;

/// The name of `names` most like `wanted`, the first of equals, or nothing if none is like it.
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
