#include "support/doctest.hpp"

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "support/deterministic_fill.hpp"

namespace deterministic_fill_tests {

TEST_CASE("weights made from names equal those that the recorded logits were made with, bit for bit") {
  std::ifstream file(GRAFT_TEST_DATA "zoo/recorded/logits.txt");
  REQUIRE(file);
  int compared = 0;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string word, name, sizes;
    if (!(words >> word) || word != "fill") continue;
    words >> name >> sizes;
    std::vector<std::int64_t> shape;
    std::size_t count = 1;
    std::istringstream axes(sizes);
    for (std::string size; std::getline(axes, size, 'x'); count *= static_cast<std::size_t>(shape.back()))
      shape.push_back(std::stoll(size));
    const graft_tests::FillRule rule = graft_tests::fill_rule(name, shape);
    std::vector<float> values(count);
    graft_tests::deterministic_fill(name, values, rule.scale, rule.offset);
    for (std::string pair; words >> pair; ++compared) {
      const auto equals = pair.find('=');
      CAPTURE(name + " " + pair);
      CHECK(values.at(std::stoul(pair.substr(0, equals))) == std::stof(pair.substr(equals + 1)));
    }
  }
  CHECK(compared == 32);
}

}  // namespace deterministic_fill_tests
