#include "support/torch_doctest.hpp"

#include <cstdlib>

#include <sys/wait.h>

#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/safetensors/detail/safetensors_header.hpp>
#include <graft/weights/safetensors/read_safetensors.hpp>
#include <graft/weights/safetensors/write_safetensors.hpp>

#include "weights/safetensors_bytes.hpp"
#include "weights/scratch.hpp"

namespace write_safetensors_tests {

using graft::read_safetensors;
using graft::StateDict;
using graft::write_safetensors;
using Metadata = std::map<std::string, std::string>;

std::string complaint(const StateDict& tensors, const Metadata& metadata = {}) {
  const scratch::Folder folder;
  const std::string said = scratch::complaint<graft::WeightsError>([&] { write_safetensors(folder / "x", tensors, metadata); });
  CHECK(folder.files() == (said == "nothing" ? 1 : 0));
  return said;
}

StateDict one(const std::string& name, const torch::Tensor& tensor) {
  StateDict tensors;
  tensors.set(name, tensor);
  return tensors;
}

// What python_reads_safetensors.py expects, entry by entry.
StateDict state() {
  const torch::Tensor whole = torch::arange(12, torch::kFloat);
  StateDict tensors;
  tensors.set("bool", torch::tensor({true, false, true}));
  tensors.set("float", torch::arange(6, torch::kFloat).reshape({2, 3}) / 4);
  tensors.set("transposed", torch::arange(6, torch::kFloat).reshape({2, 3}).t());
  tensors.set("part", torch::arange(1000, torch::kFloat).slice(0, 10, 12));
  tensors.set("double", torch::arange(3, torch::kDouble) / 8);
  tensors.set("half", (torch::arange(5, torch::kFloat) / 2).to(torch::kHalf));
  tensors.set("bfloat16", (torch::arange(5, torch::kFloat) / 2).to(torch::kBFloat16));
  tensors.set("int64", torch::arange(4, torch::kLong) - 2);
  tensors.set("int32", torch::arange(4, torch::kInt) - 2);
  tensors.set("int16", torch::arange(4, torch::kShort) - 2);
  tensors.set("int8", torch::arange(4, torch::kChar) - 2);
  tensors.set("uint8", torch::arange(250, 254, torch::kByte));
  tensors.set("scalar", torch::tensor(std::int64_t{7}));
  tensors.set("empty", torch::zeros({0, 3}));
  tensors.set("shared.whole", whole);
  tensors.set("shared.columns", whole.reshape({3, 4}).slice(1, 1, 3));
  tensors.set("parameter", torch::ones({2}).requires_grad_());
  tensors.set("gr\xc3\xbc\xc3\x9f \"\\\n\x01", torch::ones({1}));
  return tensors;
}

const Metadata notes{{"format", "pt"}, {"gr\xc3\xbc\xc3\x9f", "\"\\\n\x01\xf0\x9f\x98\x80"}};

TEST_CASE("what is written as safetensors is read back, bit for bit, with its order, types and metadata") {
  const scratch::Folder folder;
  const StateDict written = state();
  write_safetensors(folder / "x", written, notes);
  Metadata metadata;
  const StateDict got = read_safetensors(folder / "x", &metadata);
  CHECK(metadata == notes);
  CHECK(got.names() == written.names());
  for (const auto& entry : written) {
    const std::string& name = entry.first;
    CAPTURE(name);
    CHECK(got.at(name).dtype() == entry.second.dtype());
    CHECK(got.at(name).equal(entry.second));
    CHECK(got.at(name).is_contiguous());
    CHECK_FALSE(got.at(name).requires_grad());
  }
  write_safetensors(folder / "y", got, metadata);
  CHECK(scratch::read(folder / "y") == scratch::read(folder / "x"));
  write_safetensors(folder / "x", {});
  CHECK(read_safetensors(folder / "x", &metadata).empty());
  CHECK(metadata.empty());
}

TEST_CASE("the bytes are those of Python's library for tensors in its order") {
  const scratch::Folder folder;
  const auto bytes = [&](const StateDict& tensors, const Metadata& metadata = {}) {
    write_safetensors(folder / "x", tensors, metadata);
    return scratch::read(folder / "x");
  };
  Metadata metadata;
  const StateDict recorded = read_safetensors(scratch::recorded("state.safetensors"), &metadata);
  CHECK(bytes(recorded, metadata) == scratch::read(scratch::recorded("state.safetensors")));
  CHECK(bytes({}) == safetensors_bytes::file("{}      "));
  const std::string header = R"({"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}})";
  CHECK(bytes(one("attn.0", torch::arange(6, torch::kFloat).reshape({1, 2, 3}))) ==
        safetensors_bytes::file(header, safetensors_bytes::floats({0, 1, 2, 3, 4, 5})));
}

TEST_CASE("every tensor is aligned to its element, whatever the order") {
  const scratch::Folder folder;
  write_safetensors(folder / "x", state(), {{"a", "b"}});
  const graft::detail::InputFile file(folder / "x");
  std::uint64_t data = 0;
  const graft::detail::SafetensorsHeader header =
      graft::detail::read_safetensors_header(file, data, graft::detail::CheckedState(file.name(), file.size()));
  CHECK(data % 8 == 0);
  for (const graft::detail::SafetensorsEntry& entry : header.entries)
    CHECK((data + entry.begin) % c10::elementSize(entry.type) == 0);
}

TEST_CASE("a tensor or a text without a place in safetensors is refused by name, and nothing is written") {
  CHECK(complaint(one("spectrum", torch::zeros({2}, torch::kComplexFloat))) ==
        "cannot write tensor 'spectrum': its element type has no place in the format");
  CHECK(complaint(one("nothing", {})) == "cannot write tensor 'nothing': it is undefined");
  CHECK(complaint(one("holes", torch::ones({2}).to_sparse())) == "cannot write tensor 'holes': it is sparse");
  CHECK(complaint(one("__metadata__", torch::ones({2}))).find("for another purpose") != std::string::npos);
  CHECK(complaint(one("\xc3", torch::ones({2}))).find("not UTF-8") != std::string::npos);
  CHECK(complaint({}, {{"a", "\xff"}}).find("metadata 'a'") != std::string::npos);
  CHECK(complaint({}, {{"\xff", "a"}}).find("not UTF-8") != std::string::npos);
  CHECK(complaint({}, {{"a", std::string(100'000'000, ' ')}}).find("the format allows 100000000") != std::string::npos);
}

TEST_CASE("Python reads the safetensors file that graft writes") {
  const scratch::Folder folder;
  write_safetensors(folder / "state.safetensors", state(), notes);
  const std::string script = (std::filesystem::path(GRAFT_TEST_DATA) / "weights" / "python_reads_safetensors.py").string();
  const std::string command = "/usr/bin/python3 '" + script + "' '" + (folder / "state.safetensors").string() + "' >'" +
                              (folder / "log").string() + "' 2>&1";
  const int status = std::system(command.c_str());
  constexpr int skipped = 77;
  if (WIFEXITED(status) && (WEXITSTATUS(status) == skipped || WEXITSTATUS(status) == 127)) {
    graft_tests::skipped_without(false, "torch for /usr/bin/python3");
    return;
  }
  const std::string log = scratch::read(folder / "log");
  INFO(log);
  CHECK(status == 0);
  if (log.find("without safetensors") != std::string::npos)
    MESSAGE("Python's library safetensors is not installed: checked with a reader of the test's own");
}

}  // namespace write_safetensors_tests
