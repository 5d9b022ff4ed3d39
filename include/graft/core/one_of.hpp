#pragma once

#include <cstddef>
#include <type_traits>
#include <typeinfo>

namespace graft {

template <class... Kinds>
class OneOf;

namespace detail {

// Fills the last eight kinds up; no value is ever of it.
struct NoKind {};

template <class... Kinds>
struct EightOf;

// Eight kinds side by side, then the others: compile-time evaluation pays for each call, and visits every row of a network.
template <class First, class Second, class Third, class Fourth, class Fifth, class Sixth, class Seventh, class Eighth,
          class... Others>
union Eight {
  template <std::size_t Place>
  using At = std::integral_constant<std::size_t, Place>;

  constexpr Eight(At<0>, const First& value) : first(value) {}
  constexpr Eight(At<1>, const Second& value) : second(value) {}
  constexpr Eight(At<2>, const Third& value) : third(value) {}
  constexpr Eight(At<3>, const Fourth& value) : fourth(value) {}
  constexpr Eight(At<4>, const Fifth& value) : fifth(value) {}
  constexpr Eight(At<5>, const Sixth& value) : sixth(value) {}
  constexpr Eight(At<6>, const Seventh& value) : seventh(value) {}
  constexpr Eight(At<7>, const Eighth& value) : eighth(value) {}
  template <std::size_t Place>
  requires(Place > 7) constexpr Eight(At<Place>, const auto& value) : others(At<Place - 8>{}, value) {}

  First first;
  Second second;
  Third third;
  Fourth fourth;
  Fifth fifth;
  Sixth sixth;
  Seventh seventh;
  Eighth eighth;
  typename EightOf<Others...>::type others;
};

template <class... Kinds>
struct EightOf {
  using type = typename EightOf<Kinds..., NoKind>::type;
};
template <>
struct EightOf<> {
  using type = NoKind;
};
template <class First, class Second, class Third, class Fourth, class Fifth, class Sixth, class Seventh, class Eighth,
          class... Others>
struct EightOf<First, Second, Third, Fourth, Fifth, Sixth, Seventh, Eighth, Others...> {
  using type = Eight<First, Second, Third, Fourth, Fifth, Sixth, Seventh, Eighth, Others...>;
};

template <std::size_t Place>
constexpr auto& kind_at(auto& eight) {
  if constexpr (Place == 0)
    return eight.first;
  else if constexpr (Place == 1)
    return eight.second;
  else if constexpr (Place == 2)
    return eight.third;
  else if constexpr (Place == 3)
    return eight.fourth;
  else if constexpr (Place == 4)
    return eight.fifth;
  else if constexpr (Place == 5)
    return eight.sixth;
  else if constexpr (Place == 6)
    return eight.seventh;
  else if constexpr (Place == 7)
    return eight.eighth;
  else
    return kind_at<Place - 8>(eight.others);
}

// Calls the visitor with one of `Count` kinds. The cases behind the last kind name the first one.
template <std::size_t Count>
constexpr auto visit_kind(std::size_t place, const auto& visitor, auto& eight) {
  if constexpr (Count >= 8) {
    switch (place) {
      case 0: return visitor(eight.first);
      case 1: return visitor(eight.second);
      case 2: return visitor(eight.third);
      case 3: return visitor(eight.fourth);
      case 4: return visitor(eight.fifth);
      case 5: return visitor(eight.sixth);
      case 6: return visitor(eight.seventh);
      case 7: return visitor(eight.eighth);
      default:
        if constexpr (Count > 8)
          return visit_kind<Count - 8>(place - 8, visitor, eight.others);
        else
          return visitor(eight.first);
    }
  } else {
    constexpr auto known = [](std::size_t one) { return one < Count ? one : 0; };
    switch (place) {
      case 1: return visitor(kind_at<known(1)>(eight));
      case 2: return visitor(kind_at<known(2)>(eight));
      case 3: return visitor(kind_at<known(3)>(eight));
      case 4: return visitor(kind_at<known(4)>(eight));
      case 5: return visitor(kind_at<known(5)>(eight));
      case 6: return visitor(kind_at<known(6)>(eight));
      default: return visitor(eight.first);
    }
  }
}

template <class Kind, class Any>
inline constexpr std::size_t place_in = 0;
template <class Kind, class... Kinds>
inline constexpr std::size_t place_in<Kind, OneOf<Kinds...>> = [] {
  constexpr bool is_it[] = {std::is_same_v<Kind, Kinds>...};
  std::size_t place = 0;
  while (!is_it[place]) ++place;
  return place;
}();

}  // namespace detail

/// A value of one of some kinds, which are plain data; by default, of the first one.
///
/// It is what std::variant is, in few steps of compile-time evaluation: a constant table has thousands of them, and the
/// compiler takes each step that often. Kinds that are made or visited most often come first.
///
/// Example: OneOf<Circle, Square> shape = Square{2};
///          const double area = shape.visit([](const auto& any) { return any.area(); });
///          if (const Square* square = get_if<Square>(&shape)) ...
template <class... Kinds>
class OneOf {
 public:
  /// The number of kinds, and whether a type is one of them.
  static constexpr std::size_t count = sizeof...(Kinds);
  template <class Kind>
  static constexpr bool has = (std::is_same_v<Kind, Kinds> || ...);

  static_assert((std::is_trivially_copyable_v<Kinds> && ...), "the kinds of a OneOf must be plain data");

  constexpr OneOf() : value_(std::integral_constant<std::size_t, 0>{}, {}) {}

  // Not explicit: a Conv2d is a Layer.
  template <class Kind>
  requires has<Kind>
  constexpr OneOf(const Kind& value)
      : value_(std::integral_constant<std::size_t, detail::place_in<Kind, OneOf>>{}, value),
        index_(detail::place_in<Kind, OneOf>) {}

  /// The place of the value's kind among the kinds.
  [[nodiscard]] constexpr std::size_t index() const { return index_; }

  /// Calls `visitor(value)`, which every kind must compile with.
  constexpr auto visit(const auto& visitor) { return detail::visit_kind<count>(index_, visitor, value_); }
  constexpr auto visit(const auto& visitor) const { return detail::visit_kind<count>(index_, visitor, value_); }

  /// Calls `visit(std::type_identity<Kind>{})` for each kind in order.
  static constexpr void each_kind(auto&& visit) { (visit(std::type_identity<Kinds>{}), ...); }

  friend constexpr bool operator==(const OneOf& a, const OneOf& b) {
    if (a.index_ != b.index_) return false;
    return a.visit(
        [&]<class Kind>(const Kind& value) { return value == detail::kind_at<detail::place_in<Kind, OneOf>>(b.value_); });
  }

  // Public for the functions below, which take the value out in one step.
  typename detail::EightOf<Kinds...>::type value_;
  std::size_t index_ = 0;
};

/// The value if it is of this kind, else null.
template <class Kind, class... Kinds>
[[nodiscard]] constexpr const Kind* get_if(const OneOf<Kinds...>* any) {
  constexpr std::size_t place = detail::place_in<Kind, OneOf<Kinds...>>;
  return any->index_ == place ? &detail::kind_at<place>(any->value_) : nullptr;
}
template <class Kind, class... Kinds>
[[nodiscard]] constexpr Kind* get_if(OneOf<Kinds...>* any) {
  constexpr std::size_t place = detail::place_in<Kind, OneOf<Kinds...>>;
  return any->index_ == place ? &detail::kind_at<place>(any->value_) : nullptr;
}

/// The value, which must be of this kind.
/// Errors: std::bad_cast.
template <class Kind, class... Kinds>
[[nodiscard]] constexpr const Kind& get(const OneOf<Kinds...>& any) {
  constexpr std::size_t place = detail::place_in<Kind, OneOf<Kinds...>>;
  if (any.index_ != place) throw std::bad_cast();
  return detail::kind_at<place>(any.value_);
}
template <class Kind, class... Kinds>
[[nodiscard]] constexpr Kind& get(OneOf<Kinds...>& any) {
  constexpr std::size_t place = detail::place_in<Kind, OneOf<Kinds...>>;
  if (any.index_ != place) throw std::bad_cast();
  return detail::kind_at<place>(any.value_);
}

}  // namespace graft
