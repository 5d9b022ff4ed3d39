#pragma once

#include <graft/policy/freeze_policy.hpp>

namespace graft {

/// Freezes every parameter: for evaluation and features. Training with it is a compile error, since nothing would learn.
struct FreezeAll {
  using policy_category = freeze_tag;
  static constexpr void mark(GraphView, std::span<bool> frozen) { detail::mark_all(true, frozen); }
};

}  // namespace graft
