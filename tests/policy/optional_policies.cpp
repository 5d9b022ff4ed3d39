#include "support/doctest.hpp"

#include <concepts>

#include <graft/policy/autocast.hpp>
#include <graft/policy/cache_features.hpp>
#include <graft/policy/composable.hpp>
#include <graft/policy/cosine.hpp>
#include <graft/policy/focal_loss.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/one_cycle.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/step.hpp>
#include <graft/zoo/alexnet.hpp>

namespace optional_policies_tests {

using namespace graft;

static_assert(OptionalPolicies<>::precision::type == ComputeType::automatic);
static_assert(OptionalPolicies<Precision<F32>>::precision::type == ComputeType::f32);
static_assert(OptionalPolicies<Precision<BF16>>::precision::type == ComputeType::bf16);
static_assert(OptionalPolicies<>::cache::views < 0 && OptionalPolicies<Precision<F32>, CacheFeatures<8>>::cache::views == 8);
static_assert(OptionalPolicies<CacheFeatures<>, Precision<F32>>::precision::type == ComputeType::f32);
static_assert(std::same_as<OptionalVerdict<CacheFeatures<>, CacheFeatures<2>>, error::PolicyGivenTwice<CacheFeatures<>>>);
static_assert(std::same_as<OptionalPolicies<>::loss, CrossEntropy> && std::same_as<OptionalPolicies<>::schedule, Constant>);
static_assert(std::same_as<OptionalPolicies<Cosine, Precision<F32>, FocalLoss>::loss, FocalLoss>);
static_assert(std::same_as<OptionalPolicies<Cosine, Precision<F32>, FocalLoss>::schedule, Cosine>);
static_assert(std::same_as<OptionalVerdict<Cosine, CacheFeatures<>, FocalLoss, Precision<F32>, Autocast<BF16>>,
                           graft::detail::OptionalPoliciesAreFine>);
static_assert(std::same_as<OptionalVerdict<FocalLoss, Cosine, CrossEntropy>, error::TwoLosses<FocalLoss, CrossEntropy>>);
static_assert(std::same_as<OptionalVerdict<Step, Precision<F32>, OneCycle>, error::TwoSchedules<Step, OneCycle>>);

struct NoLoss {
  using policy_category = loss_tag;
};
struct NoSchedule {
  using policy_category = schedule_tag;
  struct Options {};
};
static_assert(std::same_as<OptionalVerdict<Cosine, NoLoss>, error::NotALoss<NoLoss>>);
static_assert(std::same_as<OptionalVerdict<NoSchedule>, error::NotASchedule<NoSchedule>>);

static_assert(std::same_as<OptionalVerdict<int>, error::NotAnOptionalPolicy<int>>);
static_assert(std::same_as<OptionalVerdict<Precision<F32>, Precision<F32>>, error::PolicyGivenTwice<Precision<F32>>>);

static_assert(std::same_as<FeaturesVerdict<Precision<F32>>, graft::detail::OptionalPoliciesAreFine>);
static_assert(std::same_as<FeaturesVerdict<Precision<F32>, Cosine>, error::NotForFeatures<Cosine>>);
static_assert(std::same_as<FeaturesVerdict<int>, error::NotAnOptionalPolicy<int>>);

static_assert(Composable<AlexNet, LinearHead<2>, FreezeAllBut<Classifier>, SGD, Precision<BF16>>);
static_assert(!Composable<AlexNet, LinearHead<2>, FreezeAllBut<Classifier>, SGD, SGD>);
static_assert(!Composable<AlexNet, LinearHead<0>, FreezeAllBut<Classifier>, SGD, Precision<F32>>);

}  // namespace optional_policies_tests
