#include "support/doctest.hpp"

#include <graft/policy/class_weights.hpp>
#include <graft/policy/cross_entropy.hpp>
#include <graft/policy/focal_loss.hpp>
#include <graft/policy/label_smoothing.hpp>
#include <graft/policy/loss.hpp>
#include <graft/policy/sgd.hpp>

namespace loss_tests {

using namespace graft;

static_assert(LossPolicy<CrossEntropy> && LossPolicy<LabelSmoothing> && LossPolicy<FocalLoss> && LossPolicy<ClassWeights>);
static_assert(!OwnLoss<CrossEntropy>);

/// In the place of LibTorch's: like it, with a constructor that takes something else.
struct Tensor {
  Tensor();
  explicit Tensor(int* implementation);
  Tensor(const Tensor&);
  Tensor(Tensor&&) noexcept;
};

struct ByReference {
  using policy_category = loss_tag;
  struct Options {};
  static Tensor loss(const Tensor& logits, const Tensor& labels, const Options&);
};
struct ByValue {
  using policy_category = loss_tag;
  struct Options {
    double margin = 1;
  };
  static Tensor loss(Tensor logits, Tensor labels, Options);
};
static_assert(LossPolicy<ByReference> && OwnLoss<ByReference> && LossPolicy<ByValue> && OwnLoss<ByValue>);

struct OfLogitsAlone {
  using policy_category = loss_tag;
  struct Options {};
  static Tensor loss(const Tensor& logits, const Options&);
};
struct WithoutRole {
  struct Options {};
  static Tensor loss(const Tensor& logits, const Tensor& labels, const Options&);
};
static_assert(!LossPolicy<OfLogitsAlone> && !LossPolicy<WithoutRole> && !LossPolicy<SGD> && !LossPolicy<int>);

}  // namespace loss_tests
