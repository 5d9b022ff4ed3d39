#include "support/doctest.hpp"

#include <graft/graph/outputs.hpp>

namespace outputs_tests {

using namespace graft;

TEST_CASE("outputs keep their order and are found by name") {
  constexpr Outputs two = [] {
    Outputs outputs;
    outputs.add({"aux1", 7}), outputs.add({"aux2", 4});
    return outputs;
  }();
  static_assert(two.size() == 2 && two.begin()->name == "aux1" && two.find("aux2") == 4 && two.find("aux3") == -1);
  static_assert(two != Outputs{} && Outputs{}.size() == 0);
}

TEST_CASE("there is room for so many and no more") {
  Outputs outputs;
  for (std::size_t i = 0; i < Outputs::most; ++i) CHECK(outputs.add({"out", 1}));
  CHECK_FALSE(outputs.add({"one more", 1}));
  CHECK(outputs.size() == Outputs::most);
}

}  // namespace outputs_tests
