#include "support/doctest.hpp"

#include <graft/policy/optimizer.hpp>
#include <graft/policy/precision.hpp>

namespace precision_tests {

using namespace graft;

static_assert(Precision<F32>::type == ComputeType::f32 && Precision<BF16>::type == ComputeType::bf16 &&
              Precision<I8>::type == ComputeType::i8);
static_assert(graft::detail::in_category<Precision<F32>, precision_tag> &&
              !graft::detail::in_category<Precision<F32>, cache_tag>);
static_assert(!OptimizerPolicy<Precision<F32>>);

}  // namespace precision_tests
