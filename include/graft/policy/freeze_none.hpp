#pragma once

#include <graft/policy/freeze_policy.hpp>

namespace graft {

/// Trains the whole network.
struct FreezeNone {
  using policy_category = freeze_tag;
  static constexpr void mark(GraphView, std::span<bool>) {}
};

}  // namespace graft
