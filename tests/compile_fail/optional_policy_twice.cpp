// expect-error: this optional policy is given twice: keep one of the two

#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>

using namespace graft;

struct Tuner : OptionalVerdict<Precision<F32>, Precision<BF16>> {};
