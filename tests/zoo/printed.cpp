#include "support/doctest.hpp"

#include <map>
#include <string>

#include <graft/policy/append.hpp>
#include <graft/policy/body.hpp>
#include <graft/policy/features.hpp>
#include <graft/policy/input_channels.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/look.hpp>
#include <graft/policy/replace.hpp>
#include <graft/policy/slice.hpp>
#include <graft/policy/without.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>
#include <graft/zoo/vision_transformer.hpp>

#include "graph/recorded_texts.hpp"

namespace printed_tests {

using namespace graft;

std::map<std::string, std::string> recorded(const std::string& file) {
  return graph_tests::recorded_texts("zoo/recorded/" + file);
}

TEST_CASE("after each edit of the tutorial a network is printed as Python prints it") {
  const auto texts = recorded("printed.txt");
  CHECK(to_string<Without<AlexNet, "classifier">>() == texts.at("del alexnet.classifier"));
  CHECK(to_string<Without<AlexNet, "classifier.6">>() == texts.at("del alexnet.classifier[6]"));
  CHECK(to_string<Without<AlexNet, "classifier.3">>() == texts.at("del alexnet.classifier[3]"));
  CHECK(to_string<Slice<AlexNet, "classifier", 0, -2>>() == texts.at("alexnet.classifier[:-2]"));
  CHECK(to_string<Replace<AlexNet, "classifier.6", Linear{3}>>() == texts.at("alexnet.classifier[6] = Linear"));
  CHECK(to_string<Append<AlexNet, "classifier", Named{"7", ReLU{}}, Named{"8", Linear{20}}>>() ==
        texts.at("alexnet.classifier.add_module"));
  CHECK(to_string<Append<AlexNet, "classifier", ReLU{}, Linear{20}>>() == texts.at("alexnet.classifier.add_module"));
  CHECK(to_string<Append<AlexNet, "", Named{"block", sequential(ReLU{}, Linear{20})}>>() == texts.at("alexnet.add_module"));
  CHECK(to_string<InputChannels<AlexNet, 4>>() == texts.at("alexnet for 4 channels"));
  CHECK(to_string<Body<AlexNet>>() == texts.at("body of alexnet"));
  CHECK(to_string<Body<ResNet50>>() == texts.at("body of resnet50"));
  CHECK(to_string<Body<ViT_B_16>>() == texts.at("body of vit_b_16"));
  CHECK(to_string<Features<ResNet50, Layer2, Layer3>>() == texts.at("resnet50 up to layer3"));
}

TEST_CASE("a slice from the middle keeps the names, as in Python") {
  // Python prints it; there and here the network no longer fits together, so it has no graph that could be used.
  const Tables tables = slice(AlexNet::graph, "classifier", 4);
  CHECK(tables.check.problem == Problem::features_differ);
  CHECK(to_string(GraphView(tables)) == recorded("printed.txt").at("alexnet.classifier[4:]"));
}

}  // namespace printed_tests
