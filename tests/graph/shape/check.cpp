#include "support/doctest.hpp"

#include <set>
#include <string_view>

#include <graft/graph/shape/check.hpp>

namespace check_tests {

using graft::Check, graft::Problem;

TEST_CASE("a check is fine until a problem is named") {
  static_assert(Check{}.ok() && Check{}.module == -1);
  static_assert(!Check{Problem::no_input}.ok());
  static_assert(Check{Problem::channels_differ, 2, 3, 4} == Check{Problem::channels_differ, 2, 3, 4});
  static_assert(Check{Problem::channels_differ, 2, 3, 4} != Check{Problem::channels_differ, 2, 3, 5});
}

TEST_CASE("each problem has a sentence of its own") {
  std::set<std::string_view> sentences;
  int problems = 0;
  for (int i = 0; graft::sentence(static_cast<Problem>(i)) != "unknown problem"; ++i, ++problems)
    sentences.insert(graft::sentence(static_cast<Problem>(i)));
  CHECK(problems >= 13);
  CHECK(sentences.size() == static_cast<std::size_t>(problems));
  CHECK(graft::sentence(Problem::channels_differ) == "takes {w} channels, gets {g}");
  CHECK(graft::sentence(Problem::none) == "no problem");
}

}  // namespace check_tests
