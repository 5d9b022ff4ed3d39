#include <graft/policy/autocast.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>

using namespace graft;

struct Tuner : OptionalVerdict<Autocast<BF16>, Precision<I8>> {};
