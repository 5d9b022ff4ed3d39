// expect-error: behind the optimizer come optional policies, such as FocalLoss or Precision<F32>: this is none of them

#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>
#include <graft/policy/sgd.hpp>

using namespace graft;

struct Tuner : OptionalVerdict<Precision<F32>, SGD> {};
