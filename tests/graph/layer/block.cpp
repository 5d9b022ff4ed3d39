#include "support/doctest.hpp"

#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/layer/layer.hpp>

namespace block_tests {

using namespace graft;

TEST_CASE("a block prints its own class name and nothing between the parentheses") {
  static_assert(Block{"Bottleneck"}.class_name() == "Bottleneck" && Block::kind == "Block");
  static_assert(Block{"Bottleneck"} == Block{"Bottleneck"} && Block{"Bottleneck"} != Block{"BasicBlock"});
  static_assert(is_container(Block{}) && !has_state(Block{}));
  CHECK(extra_repr(Block{"Bottleneck"}).empty());
}

}  // namespace block_tests
