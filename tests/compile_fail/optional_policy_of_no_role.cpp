// expect-error: behind the optimizer come optional policies, such as FocalLoss or Precision<F32>: this is none of them
// expect-note: Mixing

#include <graft/policy/focal_loss.hpp>
#include <graft/policy/optional_policies.hpp>

using namespace graft;

struct mixing_tag {};
struct Mixing {
  using policy_category = mixing_tag;
};

struct Tuner : OptionalVerdict<FocalLoss, Mixing> {};
