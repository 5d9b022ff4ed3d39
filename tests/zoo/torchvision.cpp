#include "support/doctest.hpp"

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <graft/graph/to_string.hpp>
#include <graft/zoo/known_network.hpp>

#include "zoo/network_texts.hpp"

namespace torchvision_tests {

using namespace graft;

struct Recorded {
  std::int64_t parameters = 0, multiply_adds = 0;
  std::string modules{}, printed{}, summary{};  ///< hashes of the texts
};

/// zoo/recorded/networks.txt, a line a network.
std::map<std::string, Recorded> recorded() {
  std::map<std::string, Recorded> nets;
  std::ifstream file(GRAFT_TEST_DATA "zoo/recorded/networks.txt");
  REQUIRE(file);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    std::istringstream words(line);
    std::string name;
    words >> name;
    Recorded& net = nets[name];
    words >> net.parameters >> net.multiply_adds >> net.modules >> net.printed >> net.summary;
  }
  return nets;
}

std::string fnv1a(const std::string& text) {
  std::uint64_t value = 0xCBF29CE484222325;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(value));
  return digits;
}

TEST_CASE("names, kinds, settings, order, state, calls and shapes of each network are torchvision's, and so it prints") {
  const auto python = recorded();
  for (const KnownNetwork& known : known_networks()) {
    CAPTURE(std::string(known.name));
    const Tables tables = known.tables();
    const GraphView net = tables;
    REQUIRE(python.contains(std::string(known.name)));
    const Recorded& wanted = python.at(std::string(known.name));
    CHECK(net.parameter_count() == wanted.parameters);
    CHECK(net.multiply_add_count() == wanted.multiply_adds);
    // Where a hash differs, tests/parity/compare.py says the first line that does.
    CHECK(fnv1a(network_texts::modules_text(net)) == wanted.modules);
    CHECK(fnv1a(to_string(net)) == wanted.printed);
    CHECK(fnv1a(network_texts::summary_text(net)) == wanted.summary);
  }
  CHECK(known_networks().size() == python.size());
}

/// Billions, rounded to two digits as torchvision's documentation has them.
constexpr std::int64_t hundredths(GraphView net) { return (net.multiply_add_count() + 5'000'000) / 10'000'000; }

TEST_CASE("multiply-adds are those of torchvision's documentation") {
  static_assert(hundredths(ResNet18::graph) == 181 && hundredths(ResNet34::graph) == 366 && hundredths(ResNet50::graph) == 409);
  static_assert(hundredths(ResNet101::graph) == 780 && hundredths(ResNet152::graph) == 1151);
  static_assert(hundredths(ResNeXt50_32x4d::graph) == 423 && hundredths(WideResNet50_2::graph) == 1140 &&
                hundredths(AlexNet::graph) == 71);
  static_assert(hundredths(MobileNetV3Small::graph) == 6 && hundredths(GoogLeNet::graph) == 150 &&
                hundredths(ViT_B_16::graph) == 1756);
}

}  // namespace torchvision_tests
