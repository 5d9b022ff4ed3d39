#include "support/torch_doctest.hpp"

#include <cstdio>
#include <string>

#include <graft/weights/io/detail/shell_quoted.hpp>

namespace shell_quoted_tests {

std::string through_the_shell(const std::string& text) {
  FILE* shell = ::popen(("printf %s " + graft::detail::shell_quoted(text)).c_str(), "r");
  REQUIRE(shell != nullptr);
  std::string got;
  for (int c = std::fgetc(shell); c != EOF; c = std::fgetc(shell)) got += static_cast<char>(c);
  CHECK(::pclose(shell) == 0);
  return got;
}

TEST_CASE("a word without anything special stays as it is; any other comes out of a shell as it went in") {
  CHECK(graft::detail::shell_quoted("/home/me/.cache/x-1.pth") == "/home/me/.cache/x-1.pth");
  CHECK(graft::detail::shell_quoted("a b") == "'a b'");
  CHECK(graft::detail::shell_quoted("") == "''");
  for (const char* text : {"plain", "two words", "it's", "'; false; '", "$HOME `id` \\ \"x\" * ? & |", "~", "line\nbreak"})
    CHECK(through_the_shell(text) == text);
}

}  // namespace shell_quoted_tests
