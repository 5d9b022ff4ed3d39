// expect-error: two schedules are named, and a learning rate goes by one: keep one; Cosine has a warm-up
// expect-note: Step

#include <graft/policy/cosine.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>
#include <graft/policy/step.hpp>

using namespace graft;

struct Tuner : OptionalVerdict<Precision<F32>, Cosine, Step> {};
