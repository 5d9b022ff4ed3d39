#pragma once

#include <cstddef>
#include <string_view>

namespace graft {

/// The similarity of two names, from 0 (nothing in common) to 100 (equal).
///
/// Counts the characters of the common prefix and of the common suffix, which suits layer paths: a wrong number or a
/// wrong word in the middle leaves both ends alone. The cost is linear, because a compiler may evaluate it for every
/// layer of a network and clang's limit of constexpr steps is low; an edit distance would be quadratic.
///
/// Example: `similarity("layer5.0.conv1", "layer4.0.conv1") == 92`.
constexpr int similarity(std::string_view wanted, std::string_view candidate) {
  if (wanted == candidate) return 100;
  const std::size_t shorter = wanted.size() < candidate.size() ? wanted.size() : candidate.size();
  std::size_t prefix = 0;
  while (prefix < shorter && wanted[prefix] == candidate[prefix]) ++prefix;
  std::size_t suffix = 0;
  while (suffix < shorter - prefix && wanted[wanted.size() - 1 - suffix] == candidate[candidate.size() - 1 - suffix]) ++suffix;
  const std::size_t score = 200 * (prefix + suffix) / (wanted.size() + candidate.size());
  // Two names can share every character of the shorter one; only equal ones are a hundred.
  return score < 99 ? static_cast<int>(score) : 99;
}

}  // namespace graft
