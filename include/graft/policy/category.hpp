#pragma once

#include <concepts>

namespace graft {

/// A type opts in to a role by `using policy_category = head_tag;` and is then checked for what the role needs.
struct backbone_tag {};
struct head_tag {};
struct freeze_tag {};
struct optimizer_tag {};
struct precision_tag {};
struct cache_tag {};
struct autocast_tag {};

namespace detail {
template <class T, class Tag>
concept in_category = requires {
  requires std::same_as<typename T::policy_category, Tag>;
};
}  // namespace detail

}  // namespace graft
