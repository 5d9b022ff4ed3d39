#include "support/doctest.hpp"

#include <graft/policy/autocast.hpp>
#include <graft/policy/cache_features.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>

namespace autocast_tests {

using namespace graft;

static_assert(Autocast<BF16>::type == ComputeType::bf16);
static_assert(OptionalPolicies<>::autocast::type == ComputeType::f32);
static_assert(OptionalPolicies<CacheFeatures<2>, Autocast<BF16>, Precision<F32>>::autocast::type == ComputeType::bf16);
static_assert(OptionalPolicies<Autocast<BF16>>::precision::type == ComputeType::automatic);

}  // namespace autocast_tests
