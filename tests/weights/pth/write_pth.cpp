#include "support/torch_doctest.hpp"

#include <cstdlib>

#include <sys/wait.h>

#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/pth/detail/zip_reader.hpp>
#include <graft/weights/pth/read_pth.hpp>
#include <graft/weights/pth/write_pth.hpp>

#include "weights/scratch.hpp"

namespace write_pth_tests {

using graft::read_pth;
using graft::StateDict;
using graft::write_pth;

// What python_reads.py expects, entry by entry.
StateDict state() {
  const torch::Tensor whole = torch::arange(12, torch::kFloat);
  StateDict tensors;
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
  tensors.set("bool", torch::tensor({true, false, true}));
  tensors.set("scalar", torch::tensor(std::int64_t{7}));
  tensors.set("empty", torch::zeros({0, 3}));
  tensors.set("shared.whole", whole);
  tensors.set("shared.columns", whole.reshape({3, 4}).slice(1, 1, 3));
  tensors.set("parameter", torch::ones({2}).requires_grad_());
  tensors.set("gr\xc3\xbc\xc3\x9f", torch::ones({1}));
  return tensors;
}

TEST_CASE("what is written is read back, bit for bit, with its order, types and shared storages") {
  scratch::Folder folder;
  const StateDict written = state();
  write_pth(folder / "x.pth", written);
  const StateDict got = read_pth(folder / "x.pth");
  CHECK(got.names() == written.names());
  for (const auto& entry : written) {
    const std::string& name = entry.first;
    const torch::Tensor& tensor = entry.second;
    CAPTURE(name);
    CHECK(got.at(name).dtype() == tensor.dtype());
    CHECK(got.at(name).equal(tensor));
    CHECK_FALSE(got.at(name).requires_grad());
  }
  got.at("shared.whole")[1] = 100;
  CHECK(got.at("shared.columns")[0][0].item<float>() == 100);
  CHECK(got.at("transposed").is_contiguous());
  CHECK(scratch::read(folder / "x.pth").size() < 8000);  // "part" takes two floats along, not a thousand
}

TEST_CASE("equal tensors give equal files, and storages are aligned to 64 bytes") {
  scratch::Folder folder;
  write_pth(folder / "a.pth", state());
  write_pth(folder / "b.pth", state());
  CHECK(scratch::read(folder / "a.pth") == scratch::read(folder / "b.pth"));
  const graft::detail::InputFile file(folder / "a.pth");
  const graft::detail::ZipReader zip(file);
  for (const auto& entry : zip.entries()) CHECK(entry.data.offset % 64 == 0);
}

TEST_CASE("an empty state dict is written, and a tensor without a place in the format is refused by name") {
  scratch::Folder folder;
  write_pth(folder / "empty.pth", {});
  CHECK(std::filesystem::exists(folder / "empty.pth"));
  StateDict complex;
  complex.set("spectrum", torch::zeros({2}, torch::kComplexFloat));
  const std::string said = scratch::complaint<graft::WeightsError>([&] { write_pth(folder / "x.pth", complex); });
  CHECK(said == "cannot write tensor 'spectrum': its element type has no place in the format");
  StateDict undefined;
  undefined.set("nothing", {});
  CHECK_THROWS_AS(write_pth(folder / "x.pth", undefined), graft::WeightsError);
  CHECK(folder.files() == 1);
}

TEST_CASE("Python reads what graft writes, and torchvision's modules load it") {
  scratch::Folder folder;
  write_pth(folder / "state.pth", state());
  write_pth(folder / "model.pth", read_pth(scratch::recorded("model_zip.pth")));
  const std::string script = (std::filesystem::path(GRAFT_TEST_DATA) / "weights" / "python_reads.py").string();
  const std::string command = "/usr/bin/python3 '" + script + "' '" + (folder / "state.pth").string() + "' '" +
                              (folder / "model.pth").string() + "' '" + scratch::recorded("model_zip.pth").string() + "' >'" +
                              (folder / "log").string() + "' 2>&1";
  const int status = std::system(command.c_str());
  constexpr int skipped = 77;
  if (WIFEXITED(status) && (WEXITSTATUS(status) == skipped || WEXITSTATUS(status) == 127)) {
    graft_tests::skipped_without(false, "torch for /usr/bin/python3");
    return;
  }
  INFO(scratch::read(folder / "log"));
  CHECK(status == 0);
}

}  // namespace write_pth_tests
