#include "support/doctest.hpp"

#include <graft/core/printable.hpp>

namespace printable_tests {

TEST_CASE("control characters cannot break a message's line or reach a terminal, and letters stay") {
  CHECK(graft::printable("a\nb\x1b[31m\x7f") == "a?b?[31m?");
  CHECK(graft::printable("chats/été 1.jpg") == "chats/été 1.jpg");
}

TEST_CASE("a text that is too long is cut") {
  CHECK(graft::printable(std::string(500, 'x')) == std::string(500, 'x'));
  CHECK(graft::printable(std::string(501, 'x')) == std::string(500, 'x') + "...");
}

}  // namespace printable_tests
