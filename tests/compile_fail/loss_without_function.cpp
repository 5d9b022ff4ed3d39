// expect-error: this loss computes nothing: it needs Options and `static torch::Tensor loss(logits, labels, const Options&)`
// expect-note: Hinge

#include <graft/policy/optional_policies.hpp>

using namespace graft;

struct Tensor {};  // LibTorch's

struct Hinge {
  using policy_category = loss_tag;
  struct Options {};
  static Tensor loss(const Tensor& logits, const Tensor& labels);
};

struct Tuner : OptionalVerdict<Hinge> {};
