#include "support/doctest.hpp"

#include <string>

#include <graft/graph/layer/extra_repr.hpp>

namespace extra_repr_tests {

using namespace graft;

std::string text_of(const auto&... pieces) {
  std::string text;
  graft::detail::ReprText{text}(pieces...);
  return text;
}

TEST_CASE("pieces are printed as Python prints them") {
  CHECK(text_of("p=", 0.5, ", inplace=", true) == "p=0.5, inplace=True");
  CHECK(text_of(std::int64_t{3}, ", ", 1e-6) == "3, 1e-06");
  CHECK(text_of(Shape{16}) == "(16,)");
  CHECK(text_of(Shape{5, 16}) == "(5, 16)");
}

TEST_CASE("sizes are printed as they were given, or as a pair where Python does") {
  CHECK(text_of(Size2(7)) == "7");
  CHECK(text_of(Size2(7, 7)) == "(7, 7)");
  CHECK(text_of(AsPair{7}) == "(7, 7)");
}

TEST_CASE("a block has its own class name, the others their kind") {
  CHECK(class_name(Block{"Bottleneck"}) == "Bottleneck");
  CHECK(class_name(Sequential{}) == "Sequential");
  CHECK(extra_repr(Block{"Bottleneck"}).empty());
}

}  // namespace extra_repr_tests
