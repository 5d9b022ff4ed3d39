#pragma once

#include <graft/policy/freeze_policy.hpp>

namespace graft {

/// A freeze policy that freezes all parameters, for evaluation and features. Training with it is a compile error.
struct FreezeAll {
  using policy_category = freeze_tag;
  static constexpr void mark(GraphView, std::span<bool> frozen) { detail::mark_all(true, frozen); }
};

}  // namespace graft
