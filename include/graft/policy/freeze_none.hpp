#pragma once

#include <graft/policy/freeze_policy.hpp>

namespace graft {

/// A freeze policy that freezes nothing: the whole network trains.
struct FreezeNone {
  using policy_category = freeze_tag;
  static constexpr void mark(GraphView, std::span<bool>) {}
};

}  // namespace graft
