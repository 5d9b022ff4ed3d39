#include "support/doctest.hpp"

#include <string_view>

#include <graft/core/exact_text.hpp>

namespace exact_text_tests {

using namespace graft;

TEST_CASE("numbers that differ have texts that differ") {
  CHECK(exact_text(-3) == "-3");
  CHECK(exact_text(0.5) == "0x1p-1");
  CHECK(exact_text(0.1) != exact_text(0.1 + 1e-17 * 2));
  CHECK(exact_text("Resize", 256, -1) == "Resize(256, -1)");
  CHECK(exact_text("Resize", 256, std::string_view("bicubic")) == "Resize(256, bicubic)");
}

}  // namespace exact_text_tests
