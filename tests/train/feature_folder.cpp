#include "support/computes_in.hpp"
#include "support/torch_doctest.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <graft/data/loader/calibrate.hpp>
#include <graft/data/transform/random_resized_crop.hpp>
#include <graft/data/transform/resize.hpp>
#include <graft/data/transform/standard_transforms.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/network/freeze.hpp>
#include <graft/policy/cache_features.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/train/features/feature_cache.hpp>
#include <graft/tuner/fine_tuner.hpp>

#include "train/small_world.hpp"

namespace feature_folder_tests {

using namespace graft;
using namespace small_world;

/// What is computed, with the settings that a key has to tell apart.
struct World {
  Images images;
  scratch::Folder scratch;
  std::filesystem::path folder = scratch / "features";
  Network network{TinyNet::graph};
  int cut = network.graph().call_count() - 1;
  int views = 0;
  std::uint64_t seed = 5;
  std::int64_t max_bytes = std::int64_t{1} << 30;

  World() {
    fill(network);
    network.eval();
    images.train.transform = Normalize{imagenet_mean_std};
  }

  /// Of all epochs up to the number of views, in the order of the images.
  torch::Tensor features(bool in_folder, std::size_t* computed = nullptr) {
    FeatureCache cache({.views = views, .max_bytes = max_bytes, .folder = in_folder ? folder : std::filesystem::path()},
                       {.batch_size = 7, .workers = 0, .seed = seed});
    cache.fill(network, cut, images.train);
    if (computed != nullptr) *computed = cache.computed();
    std::vector<torch::Tensor> all;
    for (int epoch = 0; epoch < std::max(1, views); ++epoch) {
      cache.begin(epoch);
      while (const auto batch = cache.next()) all.push_back(batch->images);
    }
    return torch::cat(all);
  }

  /// How many are computed; that they are those of a cache in memory is checked.
  std::size_t computed() {
    std::size_t count = 0;
    const auto got = features(true, &count);
    CHECK(torch::equal(got, features(false)));
    return count;
  }

  std::filesystem::path file() const {
    std::filesystem::path found;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) found = entry.path();
    return found;
  }
};

TEST_CASE("what is in the folder is not computed again, and is the same bit for bit") {
  World world;
  CHECK(world.computed() == 24);
  CHECK(world.computed() == 0);
  world.images.train.transform = RandomResizedCrop{16} | RandomHorizontalFlip{} | Normalize{imagenet_mean_std};
  world.views = 3;
  CHECK(world.computed() == 72);
  CHECK(world.computed() == 0);
  world.views = 4;
  CHECK(world.computed() == 24);
  draw(world.images.train.samples[5].path, 2, 77);
  CHECK(world.computed() == 4);
  CHECK(world.computed() == 0);
}

TEST_CASE("of whatever features depend on, a change is noticed") {
  World world;
  CHECK(world.computed() == 24);
  Dataset& data = world.images.train;
  SUBCASE("a weight") { world.network.module("conv1")->as<torch::nn::Conv2d>()->weight.data()[0][0][0][0] += 1; }
  SUBCASE("a running statistic") { world.network.module("layer2.0.bn2")->as<torch::nn::BatchNorm2d>()->running_mean[3] += 1; }
  SUBCASE("the compute type") {
    world.network.compute_with(ComputeType::bf16);
    if (!graft_tests::computes_in(ComputeType::bf16)) return;
  }
  SUBCASE("the cut") { world.cut -= 3; }
  SUBCASE("the transform") {
    data.transform = Normalize{{.mean = {0.485F, 0.456F, 0.406F}, .std = {0.229F, 0.224F, 0.22500002F}}};
  }
  SUBCASE("a stage more") { data.transform = CenterCrop{16} | Normalize{imagenet_mean_std}; }
  SUBCASE("draft") { data.decode.draft = true; }
  SUBCASE("all images") {
    for (const auto& [path, target] : data)
      std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + std::chrono::nanoseconds(1));
  }
  CHECK(world.computed() == 24);
  CHECK(world.computed() == 0);
}

TEST_CASE("images that are resized by another interpolation have features of their own") {
  World world;
  for (const Interpolation by : {Interpolation::bilinear, Interpolation::bicubic}) {
    world.images.train.transform = evaluation_transform({.resize = 20, .crop = 16, .interpolation = by});
    CHECK(world.computed() == 24);
    CHECK(world.computed() == 0);
  }
}

TEST_CASE("weights after the cut, and memory at another address, are no change") {
  World world;
  CHECK(world.computed() == 24);
  world.network.module("fc")->as<torch::nn::Linear>()->weight.data() += 1;
  CHECK(world.computed() == 0);
  auto& weight = world.network.module("conv1")->as<torch::nn::Conv2d>()->weight;
  weight.set_data(weight.data().clone());
  CHECK(world.computed() == 0);
}

/// A world whose network computes in int8 what is frozen, all but fc.
struct Int8World : World {
  Int8World() {
    freeze(network);
    unfreeze(network, "fc");
    network.compute_with(ComputeType::i8);
  }
};

TEST_CASE("int8 features are found again by their calibration, and computed anew where another one made them") {
  if (!graft_tests::computes_in(ComputeType::i8)) return;
  Int8World world;
  CHECK(world.computed() == 24);
  CHECK_FALSE(world.network.calibration(world.cut).empty());
  CHECK(world.computed() == 0);
  Int8World next;  // as in another process
  next.folder = world.folder;
  next.images.train.samples = world.images.train.samples;
  CHECK(next.computed() == 0);
  CHECK(torch::equal(next.features(true), world.features(true)));
  Int8World other;
  other.folder = world.folder;
  other.images.train.samples = world.images.train.samples;
  calibrate(other.network, world.images.val, {}, torch::kCPU, other.cut);
  CHECK(other.computed() == 24);
  CHECK(other.computed() == 0);
  CHECK(world.computed() == 0);
  world.network.compute_with(available(ComputeType::automatic, torch::kCPU));
  CHECK(world.computed() == 24);
}

TEST_CASE("seed, view and index are part of what is drawn") {
  World world;
  world.images.train.transform = RandomHorizontalFlip{} | Normalize{imagenet_mean_std};
  world.views = 2;
  CHECK(world.computed() == 48);
  std::swap(world.images.train.samples[0].path, world.images.train.samples[1].path);
  CHECK(world.computed() == 4);
  ++world.seed;
  CHECK(world.computed() == 48);
}

TEST_CASE("one image that changed is computed alone") {
  World world;
  CHECK(world.computed() == 24);
  draw(world.images.train.samples[7].path, 2, 991);
  CHECK(world.computed() == 1);
  CHECK(world.computed() == 0);
}

TEST_CASE("a file that is cut off anywhere loses what is cut off, and no more") {
  World world;
  CHECK(world.computed() == 24);
  const std::string whole = scratch::read(world.file());
  const std::size_t stride = 128, first = whole.size() - 24 * stride;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{10}, first - 1, first, first + 1, first + 70, whole.size() - stride, whole.size() - 1}) {
    CAPTURE(size);
    scratch::write(world.file(), whole.substr(0, size));
    CHECK(world.computed() == 24 - (size < first ? 0 : (size - first) / stride));
    CHECK(world.computed() == 0);
  }
}

TEST_CASE("a flipped byte costs the record that it is in, and no more") {
  World world;
  CHECK(world.computed() == 24);
  const std::string whole = scratch::read(world.file());
  const std::size_t stride = 128, first = whole.size() - 24 * stride;
  // Of record 3: the magic, the key, both checksums, the payload's first and last byte. Of the beginning: the key.
  for (const std::size_t at : {first + 3 * stride, first + 3 * stride + 9, first + 3 * stride + 24, first + 3 * stride + 32,
                               first + 3 * stride + 64, first + 3 * stride + 95, std::size_t{50}}) {
    CAPTURE(at);
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    scratch::write(world.file(), damaged);
    CHECK(world.computed() == (at < first ? 24 : 1));
    CHECK(world.computed() == 0);
  }
}

TEST_CASE("what is not graft's stays, and features are kept in memory") {
  World world;
  CHECK(world.computed() == 24);
  const auto file = world.file();
  scratch::write(file, "my diary");
  CHECK(standard_error_of([&] { CHECK(world.computed() == 24); }).find("not one of graft's") != std::string::npos);
  CHECK(scratch::read(file) == "my diary");
}

TEST_CASE("a folder that cannot be used is told in one line, and nothing is lost") {
  World world;
  scratch::write(world.folder, "a file");
  std::string said = standard_error_of([&] { CHECK(world.computed() == 24); });
  CHECK(said.starts_with("features are kept in memory: '"));
  CHECK(std::count(said.begin(), said.end(), '\n') == 1);
  CHECK(scratch::read(world.folder) == "a file");
  world.folder = "/proc/graft";
  said = standard_error_of([&] { CHECK(world.computed() == 24); });
  CHECK(std::count(said.begin(), said.end(), '\n') == 1);
}

TEST_CASE("a full disk: what found room is in the file, and all is there") {
  World world;
  CHECK(world.computed() == 24);
  const auto whole = std::filesystem::file_size(world.file());
  std::filesystem::remove(world.file());
  const torch::Tensor wanted = world.features(false);
  const pid_t child = ::fork();
  if (child == 0) {
    torch::set_num_threads(1);  // the threads of OpenMP are the parent's
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{whole - 1000, whole - 1000};
    const bool right = ::setrlimit(RLIMIT_FSIZE, &limit) == 0 && torch::equal(world.features(true), wanted);
    ::_exit(right ? 0 : 1);
  }
  int status = 1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  const std::size_t missing = world.computed();
  CHECK(missing >= 7);
  CHECK(missing < 24);
  CHECK(world.computed() == 0);
}

struct Brighter {
  int by = 1;
  Image operator()(Image image, Random&) const {
    for (auto& value : image.pixels) value = static_cast<std::uint8_t>(value / 2 + by);
    return image;
  }
};
struct KnownBrighter : Brighter {
  std::string key() const { return "Brighter " + std::to_string(by); }
};

TEST_CASE("a user's stage has a key or is kept in memory") {
  World world;
  world.images.train.transform = Brighter{} | Normalize{imagenet_mean_std};
  CHECK(standard_error_of([&] { CHECK(world.computed() == 24); }).find("std::string key() const") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(world.folder));
  world.images.train.transform = KnownBrighter{{.by = 3}} | Normalize{imagenet_mean_std};
  CHECK(world.computed() == 24);
  CHECK(world.computed() == 0);
  world.images.train.transform = KnownBrighter{{.by = 4}} | Normalize{imagenet_mean_std};
  CHECK(world.computed() == 24);
}

TEST_CASE("the limit holds for the folder: the least recently used goes first") {
  World world;
  CHECK(world.computed() == 24);
  const auto first = world.file();
  const auto bytes = std::filesystem::file_size(first);
  scratch::write(world.folder / "mine.features", std::string(3 * bytes, 'x'));
  world.max_bytes = static_cast<std::int64_t>(bytes + bytes / 2);
  world.images.train.transform = CenterCrop{16} | Normalize{imagenet_mean_std};
  CHECK(world.computed() == 24);
  CHECK_FALSE(std::filesystem::exists(first));
  CHECK(std::filesystem::exists(world.folder / "mine.features"));
  CHECK(world.computed() == 0);
  // Old records of its own are in the way, too.
  for (int again = 1; again < 5; ++again) {
    for (const auto& [path, target] : world.images.train)
      std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + std::chrono::seconds(1));
    CHECK(world.computed() == 24);
    CHECK(world.computed() == 0);
    std::uintmax_t sum = 0;
    for (const auto& entry : std::filesystem::directory_iterator(world.folder))
      sum += entry.path().filename() == "mine.features" ? 0 : entry.file_size();
    CHECK(sum <= bytes + bytes / 2);
  }
  world.max_bytes = static_cast<std::int64_t>(bytes / 2);
  CHECK(standard_error_of([&] { CHECK(world.computed() == 24); }).find("the limit is max_bytes") != std::string::npos);
}

TEST_CASE("a second tuner computes nothing, and learns the same") {
  const scratch::Folder folder;
  Dataset data = images().train;
  data.transform = Normalize{imagenet_mean_std};
  const auto losses = [&](const std::filesystem::path& where) {
    FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, CacheFeatures<>> tuner{{.weights = no_weights(),
                                                                                     .optimizer = {.lr = 0.05, .momentum = 0.9},
                                                                                     .seed = 3,
                                                                                     .threads = 1,
                                                                                     .cache = {.folder = where}}};
    std::vector<double> all;
    for (const Epoch& epoch : tuner.fit(data, images().val, quiet(3)).epochs)
      all.insert(all.end(), {epoch.train_loss, *epoch.val_loss});
    return all;
  };
  const auto wanted = losses({});
  CHECK(losses(folder / "features") == wanted);
  std::vector<std::pair<std::filesystem::path, std::string>> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "features"))
    files.emplace_back(entry.path(), scratch::read(entry.path()));
  REQUIRE_FALSE(files.empty());
  CHECK(losses(folder / "features") == wanted);
  for (const auto& [path, bytes] : files) CHECK(scratch::read(path) == bytes);
}

}  // namespace feature_folder_tests
