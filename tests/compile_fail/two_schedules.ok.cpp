#include <graft/policy/cosine.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>
#include <graft/policy/step.hpp>

using namespace graft;

struct Tuner : OptionalVerdict<Precision<F32>, Cosine> {};
struct Other : OptionalVerdict<Step> {};
