#pragma once

#include <concepts>

namespace graft {

/// A type opts in to a role by `using policy_category = head_tag;` and is then checked for what the role needs.
struct backbone_tag {};
struct head_tag {};
struct freeze_tag {};
struct optimizer_tag {};

namespace detail {
/// A role that may be left out. Its policies stand behind the required ones, in any order, at most one of each role; see
/// OptionalPolicies, which finds them.
struct optional_tag {};
}  // namespace detail
struct loss_tag : detail::optional_tag {};
struct schedule_tag : detail::optional_tag {};
struct precision_tag : detail::optional_tag {};
struct autocast_tag : detail::optional_tag {};
struct cache_tag : detail::optional_tag {};

namespace detail {
template <class T, class Tag>
concept in_category = requires {
  requires std::same_as<typename T::policy_category, Tag>;
};
}  // namespace detail

}  // namespace graft
