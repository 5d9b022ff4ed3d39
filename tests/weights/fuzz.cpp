#include "support/torch_doctest.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <new>
#include <random>

#include <sys/resource.h>
#include <unistd.h>

#include <graft/core/exceptions.hpp>
#include <graft/weights/keras/detail/tfjs_model.hpp>
#include <graft/weights/keras/read_tfjs.hpp>
#include <graft/weights/pth/write_pth.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/safetensors/write_safetensors.hpp>

#include "weights/scratch.hpp"

/// Damaged files of every kind that graft reads: each is loaded or refused with an error of graft's, in one line, within
/// memory that the file's size bounds. tests/fuzz does the same without end, by hand.
namespace fuzz_tests {

/// While it lives, the process cannot grow by more than `bytes`. A reader that wants more gets std::bad_alloc or an error of
/// LibTorch's, and neither is one of graft's.
class MemoryLimit {
 public:
  explicit MemoryLimit(std::uint64_t bytes) {
    ::getrlimit(RLIMIT_AS, &before_);
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const std::uint64_t used = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    constexpr std::uint64_t terabyte = std::uint64_t{1} << 40;
    if (used == 0 || used > terabyte) return;  // no /proc, or a sanitizer, which reserves address space without measure
    const rlimit limit{std::min<rlim_t>(used + bytes, before_.rlim_max), before_.rlim_max};
    holds_ = ::setrlimit(RLIMIT_AS, &limit) == 0;
  }
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;
  ~MemoryLimit() { ::setrlimit(RLIMIT_AS, &before_); }

  bool holds() const { return holds_; }

 private:
  rlimit before_{};
  bool holds_ = false;
};

TEST_CASE("the memory limit of these tests is one") {
  const MemoryLimit limit(1 << 23);
  if (!limit.holds()) {
    MESSAGE("no memory limit: a sanitizer is at work, or there is no /proc");
    return;
  }
  // Where other tests ran before, the heap keeps memory of theirs that counts as used: more than that and the limit never fits.
  rlimit now{};
  ::getrlimit(RLIMIT_AS, &now);
  CHECK_THROWS_AS(std::string(now.rlim_cur, 'x'), std::bad_alloc);
}

using Read = std::function<graft::StateDict()>;

/// Whether the file loads; anything but that or an error of graft's leaves this function and fails the test.
bool loads(const Read& read) {
  try {
    const graft::StateDict tensors = read();
    for (const auto& entry : tensors) static_cast<void>(entry.second.clone());  // touches every byte
    return true;
  } catch (const graft::Error& error) {
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return false;
  }
}

/// Cuts the file off at every 4 KiB and at other places, then changes single bytes of it, half of them near its two ends,
/// where the formats have their structure. Gives how many of the changed files loaded; the file is whole again afterwards.
int damage(const std::filesystem::path& path, int changes, const Read& read) {
  const std::string bytes = scratch::read(path);
  REQUIRE(loads(read));
  std::mt19937 random(20'240'229);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };

  // What glibc's heap and the reading itself take at once does not depend on the file.
  constexpr std::uint64_t base = 4 * 1024 * 1024;
  const MemoryLimit limit(base + 8 * bytes.size());

  std::vector<std::size_t> cuts{bytes.size() - 1};
  for (std::size_t cut = 0; cut < bytes.size(); cut += 4096) cuts.push_back(cut);
  for (int i = 0; i < 40; ++i) cuts.push_back(below(bytes.size()));
  std::sort(cuts.rbegin(), cuts.rend());
  for (const std::size_t cut : cuts) {
    CAPTURE(cut);
    std::filesystem::resize_file(path, cut);
    CHECK_FALSE(loads(read));
  }
  scratch::write(path, bytes);

  int loaded = 0;
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  const auto put = [&](std::size_t place, char byte) { file.seekp(static_cast<std::streamoff>(place)).put(byte).flush(); };
  const std::size_t near = std::min<std::size_t>(bytes.size(), 2048);
  for (int i = 0; i < changes; ++i) {
    const std::size_t place = i % 4 == 0 ? below(near) : i % 4 == 1 ? bytes.size() - 1 - below(near) : below(bytes.size());
    const char byte = static_cast<char>(bytes[place] ^ static_cast<char>(1 + below(255)));
    CAPTURE(place);
    CAPTURE(static_cast<int>(byte));
    put(place, byte);
    loaded += loads(read) ? 1 : 0;
    put(place, bytes[place]);
  }
  return loaded;
}

// Some 60 KB, with the names and the mixture of types of a network.
graft::StateDict network() {
  graft::StateDict tensors;
  for (int layer = 0; layer < 12; ++layer) {
    const std::string name = "layer" + std::to_string(layer / 3) + "." + std::to_string(layer % 3) + ".";
    tensors.set(name + "conv.weight", torch::arange(1152, torch::kFloat).reshape({16, 8, 3, 3}));
    tensors.set(name + "bn.weight", torch::arange(16, torch::kHalf));
    tensors.set(name + "bn.running_var", torch::arange(16, torch::kDouble));
    tensors.set(name + "bn.num_batches_tracked", torch::tensor(std::int64_t{7}));
    tensors.set(name + "mask", torch::ones({5}, torch::kBool));
  }
  return tensors;
}

graft::StateDict read(const std::filesystem::path& path) { return graft::read_weights(path).tensors; }

TEST_CASE("damaged .pth files, in the zip format and in the legacy one, load or are refused") {
  const scratch::Folder folder;
  const std::filesystem::path path = folder / "x.pth";
  graft::write_pth(path, network());
  REQUIRE(std::filesystem::file_size(path) > 50'000);
  const int loaded = damage(path, 800, [&] { return read(path); });
  CHECK(loaded < 800);
  for (const char* name : {"model_zip.pth", "model_legacy.pth", "state_protocol4.pth", "data_parallel.pth"}) {
    CAPTURE(name);
    scratch::write(path, scratch::read(scratch::recorded(name)));
    const int of_these = damage(path, 500, [&] { return read(path); });
    CHECK(of_these < 500);
  }
}

TEST_CASE("damaged checkpoints of trainings, files that LibTorch wrote, and compressed ones load or are refused") {
  const scratch::Folder folder;
  const std::filesystem::path path = folder / "x.pth";
  for (const char* name : {"checkpoint_2.pth", "checkpoint_5.pth", "checkpoint_legacy.pth", "several.pth", "script.pt"}) {
    CAPTURE(name);
    scratch::write(path, scratch::read(scratch::recorded(name)));
    const std::string entry = std::string(name) == "several.pth" ? "student" : "";
    const int of_these = damage(path, 400, [&] { return graft::read_weights(path, {.entry = entry}).tensors; });
    CHECK(of_these < 400);
  }
  torch::save(torch::nn::Sequential(torch::nn::Conv2d(1, 2, 3), torch::nn::BatchNorm2d(2)), path.string());
  const int of_libtorch = damage(path, 400, [&] { return read(path); });
  CHECK(of_libtorch < 400);
  scratch::write(path, scratch::read(scratch::recorded("state_deflated.pth")));
  try {
    (void)read(path);
  } catch (const graft::WeightsError& error) {
    REQUIRE(std::string(error.what()).find("built without zlib") != std::string::npos);
    return;
  }
  const int unpacked = damage(path, 800, [&] { return read(path); });
  CHECK(unpacked < 800);
}

TEST_CASE("damaged safetensors files load or are refused") {
  const scratch::Folder folder;
  const std::filesystem::path path = folder / "x.safetensors";
  graft::write_safetensors(path, network(), {{"format", "pt"}});
  REQUIRE(std::filesystem::file_size(path) > 50'000);
  const int loaded = damage(path, 800, [&] { return read(path); });
  CHECK(loaded > 0);  // there is no checksum in the format: a changed weight is a weight
  CHECK(loaded < 800);
  scratch::write(path, scratch::read(scratch::recorded("state.safetensors")));
  const int of_these = damage(path, 800, [&] { return read(path); });
  CHECK(of_these < 800);
}

TEST_CASE("damaged TensorFlow.js models load or are refused") {
  const scratch::Folder folder;
  std::string layers, weights;
  for (int i = 0; i < 80; ++i) {
    const std::string name = "res" + std::to_string(i);
    const std::string comma = i == 0 ? "" : ", ";
    layers += comma + R"({"class_name": "Conv2D", "config": {"name": ")" + name +
              R"(", "strides": [1, 1], "epsilon": 0.001, "trainable": true, "activity_regularizer": null}})";
    weights += comma + R"({"name": ")" + name + R"(/kernel", "shape": [1, 1, 4, 8], "dtype": "float32"})";
  }
  scratch::write(folder / "model.json",
                 R"({"format": "layers-model", "modelTopology": {"model_config": {"config": {"layers": [)" + layers +
                     R"(]}}}, "weightsManifest": [{"paths": ["a.bin", "b.bin"], "weights": [)" + weights + "]}]}");
  scratch::write(folder / "a.bin", std::string(6'000, '\0'));
  scratch::write(folder / "b.bin", std::string(4'240, '\0'));
  const Read model = [&] {
    CHECK_THROWS_AS(graft::read_tfjs(folder.path()), graft::WeightsError);  // it is not Keras's ResNet-50 in any case
    return graft::detail::read_tfjs_model(folder / "model.json").weights;
  };
  REQUIRE(std::filesystem::file_size(folder / "model.json") > 16'000);
  const int loaded = damage(folder / "model.json", 800, model);
  CHECK(loaded > 0);
  CHECK(loaded < 800);
  for (const char* shard : {"a.bin", "b.bin"}) {
    const int changed = damage(folder / shard, 50, model);
    CHECK(changed == 50);  // a changed weight is a weight
  }
}

}  // namespace fuzz_tests
