#include "support/torch_doctest.hpp"

#include <graft/weights/pth/write_pth.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/state/checkpoint.hpp>

#include "weights/scratch.hpp"

namespace checkpoint_tests {

TEST_CASE("a bare .pth says nothing of a variant and expects ImageNet's usual preprocessing") {
  const scratch::Folder folder;
  graft::StateDict tensors;
  tensors.set("fc.bias", ::torch::ones({2}));
  graft::write_pth(folder / "bare.pth", tensors);
  const graft::Checkpoint checkpoint = graft::read_weights(folder / "bare.pth");
  CHECK(checkpoint.tensors.names() == std::vector<std::string>{"fc.bias"});
  CHECK_FALSE(checkpoint.variant.has_value());
  CHECK(checkpoint.preprocessing == graft::Preprocessing{});
  CHECK(checkpoint.source == (folder / "bare.pth").string());
}

}  // namespace checkpoint_tests
