#include "support/torch_doctest.hpp"

#include <graft/network/network.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/weights/state/state_names.hpp>
#include <graft/zoo/googlenet.hpp>
#include <graft/zoo/vision_transformer.hpp>

namespace state_names_tests {

using namespace graft;

template <class Backbone>
void check_names() {
  const Network network(Backbone::graph);
  const StateDict names = state_names(Backbone::graph);
  std::size_t found = 0;
  for (const auto& [name, tensor] : state_dict(network)) {
    if (name.ends_with("num_batches_tracked") || name.starts_with("aux")) {
      CHECK_FALSE(names.contains(name));
      continue;
    }
    REQUIRE(names.contains(name));
    CHECK(names.at(name).sizes() == tensor.sizes());
    ++found;
  }
  CHECK(found == names.size());
}

TEST_CASE("the names and shapes are those of the network's state_dict, without auxiliary classifiers and counts of batches") {
  check_names<GoogLeNet>();
  check_names<
      VisionTransformer<VisionTransformerConfig{.image = 32, .patch = 8, .layers = 2, .heads = 4, .hidden = 32, .mlp = 48}>>();
}

}  // namespace state_names_tests
