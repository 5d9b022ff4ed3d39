#include <graft/policy/optional_policies.hpp>

using namespace graft;

struct Tensor {};  // LibTorch's

struct Hinge {
  using policy_category = loss_tag;
  struct Options {};
  static Tensor loss(const Tensor& logits, const Tensor& labels, const Options&);
};

struct Tuner : OptionalVerdict<Hinge> {};
