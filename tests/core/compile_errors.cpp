#include "support/doctest.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <graft/core/compile_errors.hpp>

namespace compile_errors_tests {

const std::filesystem::path tests = GRAFT_TEST_DATA;

std::string contents(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// The sentences of core/compile_errors.hpp: what stands in quotes behind each `static_assert(always_false<...>, `.
std::vector<std::string> sentences() {
  const std::string source = contents(tests / "../include/graft/core/compile_errors.hpp");
  std::vector<std::string> found;
  for (auto at = source.find("static_assert(always_false"); at != std::string::npos;
       at = source.find("static_assert(always_false", at + 1)) {
    const auto begin = source.find('"', at) + 1;
    found.push_back(source.substr(begin, source.find('"', begin) - begin));
  }
  return found;
}

TEST_CASE("the sentence of each mistake has at most 140 characters") {
  REQUIRE(sentences().size() >= 12);
  for (const std::string& sentence : sentences()) {
    CAPTURE(sentence);
    CHECK(sentence.size() > 40);
    CHECK(sentence.size() <= 140);
  }
}

TEST_CASE("each mistake has a case that must not compile, with a twin that must") {
  std::set<std::string> expected;
  for (const auto& entry : std::filesystem::directory_iterator(tests / "compile_fail")) {
    const std::filesystem::path& file = entry.path();
    if (file.extension() != ".cpp" || file.stem().extension() == ".ok") continue;
    CAPTURE(file.string());
    CHECK(std::filesystem::exists(std::filesystem::path(file).replace_extension(".ok.cpp")));
    const std::string text = contents(file), mark = "// expect-error: ";
    REQUIRE(text.starts_with(mark));
    expected.insert(text.substr(mark.size(), text.find('\n') - mark.size()));
  }
  for (const std::string& sentence : sentences()) {
    CAPTURE(sentence);
    bool has_case = false;
    for (const std::string& text : expected) has_case = has_case || sentence.find(text) != std::string::npos;
    CHECK(has_case);
  }
}

TEST_CASE("naming a mistake costs nothing: only deriving from it is an error") {
  using Mistake = graft::error::NotABackbone<int>;
  static_assert(!std::is_same_v<Mistake, graft::error::NotABackbone<long>>);
  static_assert(!graft::error::always_false<int>);
}

}  // namespace compile_errors_tests
