#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <type_traits>

#include <graft/core/compile_errors.hpp>
#include <graft/policy/category.hpp>
#include <graft/policy/compute_type.hpp>
#include <graft/policy/constant.hpp>
#include <graft/policy/cross_entropy.hpp>
#include <graft/policy/loss.hpp>
#include <graft/policy/loss_terms.hpp>
#include <graft/policy/schedule.hpp>

namespace graft {
namespace detail {

/// The first of the types with a category, or `Otherwise`.
template <class Tag, class Otherwise, class... More>
struct FoundByTag {
  using type = Otherwise;
};
template <class Tag, class Otherwise, class First, class... More>
struct FoundByTag<Tag, Otherwise, First, More...>
    : std::conditional_t<in_category<First, Tag>, std::type_identity<First>, FoundByTag<Tag, Otherwise, More...>> {};

/// What holds without a Precision policy.
struct AutomaticPrecision {
  static constexpr ComputeType type = ComputeType::automatic;
};

/// What holds without an Autocast policy.
struct NoAutocast {
  static constexpr ComputeType type = ComputeType::f32;
};

/// What holds without a CacheFeatures policy.
struct NoCache {
  static constexpr int views = -1;
  struct Options {};
};

/// A loss, or, where the verdict is an error, one in its place, so that no second error follows.
template <class L>
struct UsableLoss : std::conditional_t<LossPolicy<L>, std::type_identity<L>, std::type_identity<CrossEntropy>> {};
template <class S>
struct UsableSchedule : std::conditional_t<SchedulePolicy<S>, std::type_identity<S>, std::type_identity<Constant>> {};

template <class T>
concept optional_policy = requires {
  requires std::derived_from<typename T::policy_category, optional_tag>;
};

template <class T>
inline constexpr bool is_autocast_of_another_type = false;
template <class T>
requires in_category<T, autocast_tag>
inline constexpr bool is_autocast_of_another_type<T> = T::type != ComputeType::bf16;

/// The sentence for two policies of one role.
template <class Tag, class First, class Second>
struct GivenTwice : std::type_identity<error::PolicyGivenTwice<First>> {};
template <class First, class Second>
struct GivenTwice<loss_tag, First, Second> : std::type_identity<error::TwoLosses<First, Second>> {};
template <class First, class Second>
struct GivenTwice<schedule_tag, First, Second> : std::type_identity<error::TwoSchedules<First, Second>> {};

struct OptionalPoliciesAreFine {};

template <class... More>
struct JudgedOptionalPolicies {
  using type = OptionalPoliciesAreFine;
};
template <class First, class... More>
struct JudgedOptionalPolicies<First, More...> {
  [[nodiscard]] static consteval auto judge() {
    if constexpr (!optional_policy<First>) {
      return std::type_identity<error::NotAnOptionalPolicy<First>>{};
    } else {
      using Tag = typename First::policy_category;
      using Second = typename FoundByTag<Tag, void, More...>::type;
      if constexpr (in_category<First, loss_tag> && !LossPolicy<First>)
        return std::type_identity<error::NotALoss<First>>{};
      else if constexpr (in_category<First, schedule_tag> && !SchedulePolicy<First>)
        return std::type_identity<error::NotASchedule<First>>{};
      else if constexpr (is_autocast_of_another_type<First>)
        return std::type_identity<error::AutocastTakesBF16<First>>{};
      else if constexpr (!std::is_void_v<Second>)
        return GivenTwice<Tag, First, Second>{};
      else
        return std::type_identity<typename JudgedOptionalPolicies<More...>::type>{};
    }
  }
  using type = typename decltype(judge())::type;
};

/// The first policy that a FeatureExtractor has no use for, or void.
template <class... More>
struct NotOfFeatures {
  using type = void;
};
template <class First, class... More>
struct NotOfFeatures<First, More...> : std::conditional_t<optional_policy<First> && !in_category<First, precision_tag>,
                                                          std::type_identity<First>, NotOfFeatures<More...>> {};

}  // namespace detail

/// The policies that may stand behind the required ones, in any order, and what holds where one is left out. Each fills one
/// station of the loop, or says how a network computes.
template <class... More>
struct OptionalPolicies {
  using loss = typename detail::UsableLoss<typename detail::FoundByTag<loss_tag, CrossEntropy, More...>::type>::type;
  /// The loss, or another one where none is named.
  template <class Otherwise>
  using loss_or = typename detail::UsableLoss<typename detail::FoundByTag<loss_tag, Otherwise, More...>::type>::type;
  using schedule = typename detail::UsableSchedule<typename detail::FoundByTag<schedule_tag, Constant, More...>::type>::type;
  using precision = typename detail::FoundByTag<precision_tag, detail::AutomaticPrecision, More...>::type;
  using autocast = typename detail::FoundByTag<autocast_tag, detail::NoAutocast, More...>::type;
  using cache = typename detail::FoundByTag<cache_tag, detail::NoCache, More...>::type;
};

/// An empty type, or the type of the first mistake among the optional policies; deriving from that is the compile error.
template <class... More>
using OptionalVerdict = typename detail::JudgedOptionalPolicies<More...>::type;

namespace detail {

/// Whether a task reads a loss policy; void stands for none.
template <class Task, class L>
[[nodiscard]] consteval bool reads_loss() {
  if constexpr (std::is_void_v<L>)
    return true;
  else if constexpr (has_own_loss<Task>)
    return false;
  else if constexpr (OwnLoss<L>)
    return true;
  else
    return terms_fit<decltype(L::terms(typename L::Options{}, std::span<const std::int64_t>{})), Task>;
}

template <class Task, class Verdict, class... More>
struct JudgedForTask : std::type_identity<Verdict> {};
template <class Task, class... More>
requires(!reads_loss<Task, typename FoundByTag<loss_tag, void, More...>::type>())  //
    struct JudgedForTask<Task, OptionalPoliciesAreFine, More...>
    : std::type_identity<error::LossNotForTask<typename FoundByTag<loss_tag, void, More...>::type, Task>> {
};

}  // namespace detail

/// The same for a tuner of a task, which has to read the loss that is named.
template <class Task, class... More>
using OptionalVerdictFor = typename detail::JudgedForTask<Task, OptionalVerdict<More...>, More...>::type;

/// The same for a FeatureExtractor, which takes Precision alone.
template <class... More>
using FeaturesVerdict =
    std::conditional_t<std::is_void_v<typename detail::NotOfFeatures<More...>::type>, OptionalVerdict<More...>,
                       error::NotForFeatures<typename detail::NotOfFeatures<More...>::type>>;

}  // namespace graft
