#include "support/doctest.hpp"

#include <graft/core/one_of.hpp>

#include <cstddef>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace one_of_tests {

using namespace graft;

template <std::size_t Place>
struct Kind {
  int value = static_cast<int>(Place);
  friend constexpr bool operator==(const Kind&, const Kind&) = default;
};

template <std::size_t... Places>
OneOf<Kind<Places>...> one_of(std::index_sequence<Places...>);

// As many as there are layers: the last eight are not all there.
using Any = decltype(one_of(std::make_index_sequence<19>{}));

// What is checked for each kind is that it is found again, whichever eight it is among.
constexpr bool every_kind_is_told_apart() {
  bool right = true;
  std::size_t place = 0;
  Any::each_kind([&]<class One>(std::type_identity<One>) {
    Any any = One{100 + static_cast<int>(place)};
    right =
        right && any.index() == place && get_if<One>(&any) != nullptr && get<One>(any).value == 100 + static_cast<int>(place);
    right = right && (get_if<Kind<0>>(&any) != nullptr) == (place == 0) && (get_if<Kind<18>>(&any) != nullptr) == (place == 18);
    right = right && any.visit([](auto& value) { return std::is_same_v<decltype(value), One&>; });
    any.visit([](auto& value) { ++value.value; });
    const Any& constant = any;
    right = right && constant.visit([](const auto& value) { return std::is_same_v<decltype(value), const One&>; });
    right = right && constant == Any(One{101 + static_cast<int>(place)}) && !(constant == Any(One{}));
    ++place;
  });
  return right && place == Any::count;
}

TEST_CASE("each kind is told apart, at compile time and at run time") {
  static_assert(every_kind_is_told_apart());
  CHECK(every_kind_is_told_apart());
  static_assert(Any::has<Kind<18>> && !Any::has<Kind<19>> && !Any::has<int>);
  static_assert(std::is_constructible_v<Any, Kind<3>> && !std::is_constructible_v<Any, int>);
}

constexpr bool another_kind_is_assigned() {
  Any rows[2];
  rows[1] = Kind<17>{5};
  rows[0] = rows[1];
  rows[1] = Kind<2>{};
  return get<Kind<17>>(rows[0]).value == 5 && get<Kind<2>>(rows[1]).value == 2 && Any().index() == 0 && !(rows[0] == rows[1]);
}

TEST_CASE("another kind is assigned, at compile time and at run time; the first is the default") {
  static_assert(another_kind_is_assigned());
  CHECK(another_kind_is_assigned());
}

TEST_CASE("a value that is of another kind is not given") {
  Any any = Kind<9>{};
  CHECK_THROWS_AS(static_cast<void>(get<Kind<8>>(any)), std::bad_cast);
  const Any& constant = any;
  CHECK_THROWS_AS(static_cast<void>(get<Kind<10>>(constant)), std::bad_cast);
  CHECK(get<Kind<9>>(constant).value == 9);
}

}  // namespace one_of_tests
