#include "support/torch_doctest.hpp"

#include <fstream>

#include <graft/weights/safetensors/read_safetensors.hpp>
#include <graft/weights/safetensors/write_safetensors.hpp>

#include "weights/safetensors_bytes.hpp"
#include "weights/scratch.hpp"

namespace read_safetensors_tests {

using graft::read_safetensors;
using graft::StateDict;
using graft::WeightsError;
using safetensors_bytes::entry;
using safetensors_bytes::file;
using safetensors_bytes::floats;

std::string complaint(const std::filesystem::path& path) {
  return scratch::complaint<WeightsError>([&] { read_safetensors(path); });
}

bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Whether the address lies in pages that belong to the file.
bool lies_in_map_of(const std::filesystem::path& path, const void* address) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    const auto begin = std::stoull(line, nullptr, 16);
    const auto end = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);
    const auto wanted = reinterpret_cast<std::uintptr_t>(address);
    if (wanted >= begin && wanted < end) return line.ends_with(path.string());
  }
  return false;
}

bool is_mapped(const std::filesystem::path& path) { return mentions(scratch::read("/proc/self/maps"), path.string()); }

TEST_CASE("a file of Python's library gives every element type, in the header's order, and its metadata") {
  std::map<std::string, std::string> metadata;
  const StateDict state = read_safetensors(scratch::recorded("state.safetensors"), &metadata);
  CHECK(metadata == std::map<std::string, std::string>{{"note", "gr\xc3\xbc\xc3\x9f \"e\"\n"}});
  const auto check = [&](const char* name, const torch::Tensor& expected) {
    CAPTURE(name);
    REQUIRE(state.contains(name));
    CHECK(state.at(name).dtype() == expected.dtype());
    CHECK(state.at(name).equal(expected));
    CHECK_FALSE(state.at(name).requires_grad());
  };
  CHECK(state.size() == 14);
  check("float", torch::arange(6, torch::kFloat).reshape({2, 3}) / 4);
  check("double", torch::arange(3, torch::kDouble) / 8);
  check("half", (torch::arange(5, torch::kFloat) / 2).to(torch::kHalf));
  check("bfloat16", (torch::arange(5, torch::kFloat) / 2).to(torch::kBFloat16));
  check("int64", torch::arange(4, torch::kLong) - 2);
  check("int32", torch::arange(4, torch::kInt) - 2);
  check("int16", torch::arange(4, torch::kShort) - 2);
  check("int8", torch::arange(4, torch::kChar) - 2);
  check("uint8", torch::arange(250, 254, torch::kByte));
  check("bool", torch::tensor({true, false, true}));
  check("scalar", torch::tensor(std::int64_t{7}));
  check("empty", torch::zeros({0, 3}));
  check("conv.weight", torch::arange(24, torch::kFloat).reshape({2, 3, 2, 2}));
  check("gr\xc3\xbc\xc3\x9f", torch::ones({1}));
  CHECK(state.names().back() == "bool");  // the library sorts by element size
}

TEST_CASE("tensors are pages of the file: written to without changing it, and there as long as one of them is") {
  const scratch::Folder folder;
  const std::filesystem::path path = folder / "x.safetensors";
  StateDict written;
  written.set("a", torch::arange(5000, torch::kFloat));
  written.set("b", torch::ones({3}));
  graft::write_safetensors(path, written);
  const std::string before = scratch::read(path);
  torch::Tensor kept;
  {
    const StateDict state = read_safetensors(path);
    CHECK(lies_in_map_of(path, state.at("a").data_ptr()));
    CHECK(lies_in_map_of(path, state.at("b").data_ptr()));
    state.at("a").fill_(-1);
    CHECK(state.at("a").sum().item<float>() == -5000);
    kept = state.at("b");
  }
  CHECK(scratch::read(path) == before);
  CHECK(is_mapped(path));
  graft::write_safetensors(path, {});  // takes its place by name; the old one stays as it is for who has it open
  CHECK(kept.equal(torch::ones({3})));
  kept = torch::Tensor();
  CHECK_FALSE(is_mapped(path));
}

TEST_CASE("a tensor at an odd place is copied, whatever its element type") {
  const scratch::Folder folder;
  std::string header = "{" + entry("byte", "U8", "[1]", 0, 1) + "," + entry("w", "F32", "[2]", 1, 9) + "," +
                       entry("h", "F16", "[1]", 9, 11) + "}";
  for (int pad = 0; pad < 8; ++pad, header += ' ') {
    scratch::write(folder / "x", file(header, "\x05" + floats({1.5F, -2.0F}) + std::string("\x00\x3c", 2)));
    const StateDict state = read_safetensors(folder / "x");
    CHECK(state.at("w").equal(torch::tensor({1.5F, -2.0F})));
    CHECK(state.at("h").item<float>() == 1);
    CHECK(state.at("byte").item<int>() == 5);
    CHECK(reinterpret_cast<std::uintptr_t>(state.at("w").data_ptr()) % 4 == 0);
    CHECK(reinterpret_cast<std::uintptr_t>(state.at("h").data_ptr()) % 2 == 0);
  }
}

TEST_CASE("bytes in another order than the header, spaces, an empty file and tensors without elements are fine") {
  const scratch::Folder folder;
  const auto read = [&](const std::string& bytes) {
    scratch::write(folder / "x", bytes);
    return read_safetensors(folder / "x");
  };
  const StateDict state = read(file("{ " + entry("b", "F32", "[ 1 ]", 4, 8) + " ,\n" + entry("none", "I64", "[3, 0]", 4, 4) +
                                        "," + entry("a", "F32", "[]", 0, 4) + "} \n\t",
                                    floats({1, 2})));
  CHECK(state.names() == std::vector<std::string>{"b", "none", "a"});
  CHECK(state.at("a").item<float>() == 1);
  CHECK(state.at("a").dim() == 0);
  CHECK(state.at("b").item<float>() == 2);
  CHECK(state.at("none").sizes() == torch::IntArrayRef({3, 0}));
  CHECK(read(file("{}      ")).empty());
  CHECK(read(file(R"({"__metadata__":{}})")).empty());
}

TEST_CASE("a damaged header is refused with what is wrong in it") {
  const scratch::Folder folder;
  const auto said = [&](const std::string& bytes) {
    scratch::write(folder / "x", bytes);
    return complaint(folder / "x");
  };
  const std::string data = floats({1, 2});
  const auto header_said = [&](const std::string& members) { return said(file("{" + members + "}", data)); };
  REQUIRE(header_said(entry("a", "F32", "[2]", 0, 8)) == "nothing");

  CHECK(mentions(header_said(entry("a", "F32", "[2]", 0, 8) + "," + entry("a", "F32", "[2]", 0, 8)), "'a' is there twice"));
  CHECK(mentions(header_said(entry("a", "F32", "[1]", 0, 4)), "something behind its last tensor"));
  CHECK(mentions(header_said(entry("a", "F32", "[3]", 0, 12)), "need 12 bytes, but 8 are there"));
  CHECK(mentions(header_said(entry("a", "F32", "[1]", 4, 8)), "the one before it ends at 0"));
  CHECK(mentions(header_said(entry("a", "F32", "[2]", 0, 8) + "," + entry("b", "F32", "[1]", 4, 8)),
                 "'b' has the offsets 4 and 8"));
  CHECK(mentions(header_said(entry("a", "F32", "[1]", 0, 4) + "," + entry("b", "F32", "[]", 0, 4)), "ends at 4"));
  CHECK(mentions(header_said(entry("a", "F32", "[0]", 0, 0) + "," + entry("b", "F32", "[0]", 8, 0)),
                 "'b' has the offsets 8 and 0"));
  CHECK(mentions(header_said(entry("a", "F32", "[3]", 0, 8)), "has 8 bytes, but its shape needs 12"));
  CHECK(mentions(header_said(entry("a", "F64", "[2]", 0, 8)), "has 8 bytes, but its shape needs 16"));
  CHECK(mentions(header_said(entry("a", "F32", "[4294967296,4294967296]", 0, 8)), "impossible shape"));
  CHECK(mentions(header_said(entry("a", "F32", "[4611686018427387904]", 0, 8)), "impossible shape"));
  CHECK(mentions(header_said(entry("a", "F32", "[0,4294967296,4294967296]", 0, 0)), "impossible shape"));
  std::string ones = "1";
  for (int i = 0; i < 64; ++i) ones += ",1";
  CHECK(mentions(header_said(entry("a", "F32", "[" + ones + "]", 0, 4)), "more than 64 sizes"));
  CHECK(mentions(header_said(entry("a", "F32", "[-2]", 0, 8)), "an item that is not a size"));
  CHECK(mentions(header_said(entry("a", "F32", "[2.0]", 0, 8)), "an item that is not a size"));
  CHECK(mentions(header_said(entry("a", "F32", "[99999999999999999999]", 0, 8)), "an item that is not a size"));
  CHECK(mentions(header_said(entry("a", "F32", "[\"2\"]", 0, 8)), "value is missing"));
  CHECK(mentions(header_said(entry("a", "F32", "2", 0, 8)), "does not begin with '['"));
  CHECK(mentions(header_said(entry("a", "F8_E4M3", "[8]", 0, 8)), "has elements of type 'F8_E4M3', expected one of F32, F64"));
  CHECK(mentions(header_said(entry("a", "f32", "[2]", 0, 8)), "has elements of type 'f32'"));
  CHECK(mentions(header_said(R"("a":{"dtype":"F32","shape":[2]})"), "lacks its dtype, shape or data_offsets"));
  CHECK(mentions(header_said(R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0]})"), "no begin and end"));
  CHECK(mentions(header_said(R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1})"), "unknown field 'x'"));
  CHECK(mentions(header_said(R"("a":[])"), "tensor 'a' does not begin with '{'"));
  CHECK(mentions(header_said(R"("__metadata__":{"a":1})"), "metadata 'a', which must be a text"));
  CHECK(mentions(header_said(R"("__metadata__":[])"), "the metadata does not begin"));
  CHECK(mentions(header_said("\"\xff\":{}"), "not UTF-8"));
  CHECK(mentions(said(file("{} x", "")), "something follows"));
  CHECK(mentions(said(file("{", "")), "a name is missing"));
}

TEST_CASE("a header's length is compared with the file and with the format's limit before anything is done with it") {
  const scratch::Folder folder;
  const auto said = [&](const std::string& bytes) {
    scratch::write(folder / "x.safetensors", bytes);
    return complaint(folder / "x.safetensors");
  };
  CHECK(mentions(said(std::string("\x40\0\0\0\0\0\0\0{}", 10)), "longer than the rest of the file"));
  CHECK(mentions(said(std::string("\0\xe1\xf5\x05\0\0\0\0{}", 10)), "longer than the rest of the file"));
  CHECK(mentions(said(std::string("\x01\xe1\xf5\x05\0\0\0\0{}", 10)), "a header of 100000001 bytes"));
  CHECK(mentions(said(std::string("\0\0\0\0\0\0\0\x01{}", 10)), "not a safetensors file"));
  CHECK(mentions(said(std::string("\x02\0\0\0\0\0\0\0", 8)), "not a safetensors file"));
  CHECK(mentions(said(std::string("\x02\0\0\0\0\0\0\0[]", 10)), "not a safetensors file"));
  CHECK(mentions(said(""), "empty"));
  CHECK(mentions(said("<!DOCTYPE html>"), "web page"));
  CHECK(mentions(said("version https://git-lfs.github.com/spec/v1\n"), "LFS"));
  CHECK(mentions(complaint(scratch::recorded("model_zip.pth")), "looks like a .pth"));
  CHECK(mentions(complaint(scratch::recorded("model_legacy.pth")), "looks like a .pth"));
  CHECK(mentions(complaint(folder / "none"), "No such file"));
  CHECK(mentions(complaint(folder.path()), "not a regular file"));
}

TEST_CASE("a safetensors file that is cut off anywhere is refused") {
  const scratch::Folder folder;
  const std::filesystem::path cut = folder / "x.safetensors";
  scratch::write(cut, scratch::read(scratch::recorded("state.safetensors")));
  std::uintmax_t size = std::filesystem::file_size(cut);
  REQUIRE(size > 1000);
  while (size-- > 0) {
    std::filesystem::resize_file(cut, size);
    if (complaint(cut) == "nothing") FAIL("cut off at byte " << size << " it was read");
  }
}

}  // namespace read_safetensors_tests
