// expect-error: Autocast takes BF16: gradients have no int8, and float32 is what there is without it

#include <graft/policy/autocast.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>

using namespace graft;

struct Tuner : OptionalVerdict<Autocast<I8>> {};
