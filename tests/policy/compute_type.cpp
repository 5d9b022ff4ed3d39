#include "support/doctest.hpp"

#include <graft/policy/compute_type.hpp>

namespace compute_type_tests {

using namespace graft;

TEST_CASE("compute types have names") {
  CHECK(to_string(ComputeType::automatic) == "automatic");
  CHECK(to_string(ComputeType::f32) == "f32");
  CHECK(to_string(ComputeType::bf16) == "bf16");
  CHECK(to_string(ComputeType::i8) == "i8");
}

}  // namespace compute_type_tests
