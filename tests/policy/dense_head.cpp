#include "support/doctest.hpp"

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <graft/graph/to_string.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_both.hpp>
#include <graft/policy/freeze_kind.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/densenet.hpp>

#include "policy/dense_networks.hpp"
#include "zoo/network_texts.hpp"

namespace dense_head_tests {

using namespace graft;

std::string fnv1a(const std::string& text) {
  std::uint64_t value = 0xCBF29CE484222325;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(value));
  return digits;
}

struct Recorded {
  std::int64_t parameters = 0;
  std::string modules{}, printed{};  ///< hashes of the texts
};

/// The lines `net` of recorded/dense.txt.
std::map<std::string, Recorded> recorded() {
  std::map<std::string, Recorded> nets;
  std::ifstream file(GRAFT_TEST_DATA "policy/recorded/dense.txt");
  REQUIRE(file);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string word, name;
    if (words >> word >> name; word != "net") continue;
    Recorded& net = nets[name];
    words >> net.parameters >> net.modules >> net.printed;
  }
  return nets;
}

TEST_CASE("names, kinds, settings, order and state of networks with dense heads are torchvision's, and so they print") {
  const auto python = recorded();
  for (const auto& [name, make] : dense_networks::all()) {
    CAPTURE(std::string(name));
    const Tables tables = make();
    const GraphView net = tables;
    REQUIRE(net.check().ok());
    REQUIRE(python.contains(std::string(name)));
    const Recorded& wanted = python.at(std::string(name));
    CHECK(net.parameter_count() == wanted.parameters);
    // Where a hash differs, tests/parity/compare.py says the first line that does.
    CHECK(fnv1a(network_texts::modules_text(net)) == wanted.modules);
    CHECK(fnv1a(to_string(net)) == wanted.printed);
  }
  CHECK(dense_networks::all().size() == python.size());
}

using Streets = Composition<ResNet50, DeepLabHead<11>, FreezeUpTo<Layer3>, SGD>;
using HeadAlone = Composition<ResNet50, DeepLabHead<11>, FreezeAllBut<Classifier>, SGD>;
using WithoutAux = Composition<ResNet50, DeepLabHead<11, Auxiliary::none>, FreezeAllBut<Classifier>, SGD>;

/// The call in which a module is applied last.
constexpr CallId last_call_in(GraphView net, std::string_view path) { return region_of(net, net.find(path)).last; }

TEST_CASE("a dense head is part of a FineTuner's type like any other") {
  static_assert(HeadFor<DeepLabHead<11>, ResNet50> && HeadFor<FcnHead<2>, MobileNetV3Large> && HeadFor<FcnHead<2>, ResNet18>);
  static_assert(!HeadFor<DeepLabHead<0>, ResNet50> && !HeadFor<DeepLabHead<11>, DenseNet121>);
  static_assert(Streets::classes == 11 && std::same_as<task_of<DeepLabHead<11>>, Segmentation>);
  constexpr GraphView net = Streets::graph;
  static_assert(net.output_shape() == Shape{11, 224, 224});
  static_assert(net.path(net.classifier()) == "classifier" && net.path(net.trunk()) == "backbone");
}

TEST_CASE("freeze policies name the layers of the backbone as the backbone does, and what the head brings is Classifier") {
  constexpr GraphView net = Streets::graph;
  const auto is_frozen = [&](const auto& mask, std::string_view path) { return mask[net.find(path).index()]; };
  CHECK(is_frozen(Streets::frozen, "backbone.layer3.5.conv3"));
  CHECK(!is_frozen(Streets::frozen, "backbone.layer4.0.conv1"));
  CHECK(!is_frozen(Streets::frozen, "aux_classifier.0"));
  CHECK(is_frozen(HeadAlone::frozen, "backbone.layer4.2.bn3"));
  for (const char* path : {"classifier.0.convs.1.0", "classifier.4", "aux_classifier.4"})
    CHECK(!is_frozen(HeadAlone::frozen, path));
  static_assert(HeadAlone::trainable_parameters ==
                net.parameter_count(net.find("classifier")) + net.parameter_count(net.find("aux_classifier")));
  CHECK(net.find_layer("layer3.0") == net.find("backbone.layer3.0"));
  CHECK(net.find_layer("backbone.layer3.0") == net.find("backbone.layer3.0"));
  CHECK(net.find_layer("classifier") == net.find("classifier"));
  CHECK(!net.find_layer("layer5").exists());
  CHECK(!net.find_layer("").exists() == !net.find("").exists());
  CHECK(net.path(closest_module(net, "layer5")) == "backbone.layer4");
  const Tables mobile = grafted_tables<MobileNetV3Large, DeepLabHead<3>>();  // whose `features` alone are in it
  CHECK(GraphView(mobile).find_layer("features.4.block") == GraphView(mobile).find("backbone.4.block"));
}

TEST_CASE("the frozen prefix ends where one value goes on, to what trains of the auxiliary classifier, too") {
  constexpr GraphView net = Streets::graph;
  static_assert(Streets::prefix == last_call_in(net, "backbone.layer3") + 1);
  static_assert(HeadAlone::prefix == last_call_in(net, "backbone.layer3") + 1);  // layer3's maps are the auxiliary one's
  static_assert(WithoutAux::prefix == last_call_in(WithoutAux::graph, "backbone.layer4") + 1);
  using AuxFrozen = Composition<ResNet50, DeepLabHead<11>, FreezeAllBut<At<"classifier">>, SGD>;
  static_assert(AuxFrozen::prefix == last_call_in(net, "backbone.layer4") + 1);
}

}  // namespace dense_head_tests
