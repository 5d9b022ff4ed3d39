#include "support/doctest.hpp"

#include <concepts>
#include <type_traits>

#include <graft/graph/shape/row_id.hpp>

namespace row_id_tests {

using namespace graft;

template <class A, class B>
concept comparable = requires(A a, B b) {
  a == b;
};

TEST_CASE("an id is read as a number, and neither a number nor an id of the other table becomes one by itself") {
  static_assert(std::convertible_to<ModuleId, int> && std::convertible_to<CallId, int>);
  static_assert(!std::convertible_to<int, ModuleId> && !std::convertible_to<CallId, ModuleId>);
  static_assert(!std::convertible_to<ModuleId, CallId> && !std::is_assignable_v<ModuleId&, CallId>);
  static_assert(comparable<ModuleId, ModuleId> && comparable<CallId, int> && !comparable<ModuleId, CallId>);
}

TEST_CASE("an id is none until it is given a row, and goes from row to row") {
  static_assert(!ModuleId{}.exists() && ModuleId{0}.exists() && ModuleId{7}.index() == 7);
  constexpr int sum = [] {
    int all = 0;
    for (CallId call{1}; call < 4; ++call) all += call;
    for (CallId call{3}; call.exists(); --call) all += call;
    return all;
  }();
  static_assert(sum == 12);
}

}  // namespace row_id_tests
