#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include <graft/core/compile_errors.hpp>
#include <graft/policy/category.hpp>
#include <graft/policy/compute_type.hpp>

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

template <class T>
inline constexpr bool is_optional_policy =
    in_category<T, precision_tag> || in_category<T, cache_tag> || in_category<T, autocast_tag>;

template <class T>
inline constexpr bool is_autocast_of_another_type = false;
template <class T>
requires in_category<T, autocast_tag>
inline constexpr bool is_autocast_of_another_type<T> = T::type != ComputeType::bf16;

struct OptionalPoliciesAreFine {};

template <class... More>
struct JudgedOptionalPolicies {
  using type = OptionalPoliciesAreFine;
};
template <class First, class... More>
struct JudgedOptionalPolicies<First, More...> {
  [[nodiscard]] static consteval auto judge() {
    if constexpr (!is_optional_policy<First>)
      return std::type_identity<error::NotAnOptionalPolicy<First>>{};
    else if constexpr (is_autocast_of_another_type<First>)
      return std::type_identity<error::AutocastTakesBF16<First>>{};
    else if constexpr ((in_category<More, typename First::policy_category> || ...))
      return std::type_identity<error::PolicyGivenTwice<First>>{};
    else
      return std::type_identity<typename JudgedOptionalPolicies<More...>::type>{};
  }
  using type = typename decltype(judge())::type;
};

}  // namespace detail

/// The policies that may stand behind the required ones, in any order, and what holds where one is left out.
template <class... More>
struct OptionalPolicies {
  using precision = typename detail::FoundByTag<precision_tag, detail::AutomaticPrecision, More...>::type;
  using autocast = typename detail::FoundByTag<autocast_tag, detail::NoAutocast, More...>::type;
  using cache = typename detail::FoundByTag<cache_tag, detail::NoCache, More...>::type;
};

/// An empty type, or the type of the first mistake among the optional policies; deriving from that is the compile error.
template <class... More>
using OptionalVerdict = typename detail::JudgedOptionalPolicies<More...>::type;

}  // namespace graft
