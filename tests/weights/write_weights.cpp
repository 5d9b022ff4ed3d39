#include "support/torch_doctest.hpp"

#include <map>
#include <string>

#include <graft/weights/read_weights.hpp>
#include <graft/weights/write_weights.hpp>

#include "weights/scratch.hpp"

namespace write_weights_tests {

using namespace graft;

StateDict tensors() {
  StateDict all;
  all.set("conv.weight", torch::arange(12, torch::kFloat).reshape({3, 4}));
  all.set("bn.num_batches_tracked", torch::tensor(std::int64_t{7}));
  return all;
}

TEST_CASE("texts beside the tensors are read back, those of graft's own names") {
  scratch::Folder folder;
  const std::map<std::string, std::string> said{{"graft.variant", "v1"}, {"graft.note", "K\xc3\xa4tzchen"}, {"other", "text"}};
  write_weights(folder / "x.pth", tensors(), said);
  const Checkpoint got = read_weights(folder / "x.pth");
  CHECK(got.tensors.names() == tensors().names());
  CHECK(got.variant == Variant::v1);
  CHECK(got.metadata == std::map<std::string, std::string>{{"graft.variant", "v1"}, {"graft.note", "K\xc3\xa4tzchen"}});

  write_weights(folder / "x.safetensors", tensors(), said);
  const Checkpoint other = read_weights(folder / "x.safetensors");
  CHECK(other.variant == Variant::v1);
  CHECK(other.metadata.at("graft.note") == said.at("graft.note"));
  CHECK(other.metadata.at("format") == "pt");
}

TEST_CASE("the name chooses the format, and the tensors come back bit for bit") {
  scratch::Folder folder;
  for (const char* name : {"x.pth", "x.safetensors", "x.bin"}) {
    CAPTURE(name);
    write_weights(folder / name, tensors());
    const StateDict got = read_weights(folder / name).tensors;
    CHECK(got.names() == tensors().names());
    for (const auto& [key, tensor] : tensors()) CHECK(torch::equal(got.at(key), tensor));
  }
  CHECK(scratch::read(folder / "x.pth") == scratch::read(folder / "x.bin"));  // PyTorch's, unless the name says otherwise
  CHECK(scratch::read(folder / "x.pth").starts_with("PK"));
  CHECK_FALSE(scratch::read(folder / "x.safetensors").starts_with("PK"));
}

}  // namespace write_weights_tests
