#pragma once

#include <string>

#include <graft/engine/plan/plan.hpp>
#include <graft/policy/compute_type.hpp>

#include "support/torch_doctest.hpp"

namespace graft_tests {

/// Whether plans on this processor compute in a type. Where they do not, what a test would see is float32 under another name:
/// it leaves that out, and the program says so at its end.
inline bool computes_in(graft::ComputeType type) {
  return !skipped_without(graft::available(type, torch::kCPU) == type, std::string(graft::to_string(type)) + " instructions");
}

}  // namespace graft_tests
