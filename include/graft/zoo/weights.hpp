#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <graft/zoo/none.hpp>
#include <graft/zoo/preprocessing.hpp>
#include <graft/zoo/read_options.hpp>
#include <graft/zoo/variant.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// The source of a network's weights, with what they expect: none (random initial values), a catalogue entry, or a file.
///
/// An entry is taken from the cache of downloads, or downloaded; see obtain(). It has its preprocessing and its variant. A file
/// that does not record its variant (a bare `.pth`) is taken to be of the backbone's own, v1.5 for ResNets, unless `variant` is
/// given. Without `preprocessing`, it is the file's own or else that of ImageNet. `read` says which of several sets of weights
/// in a file, and renames tensors.
/// Example: {.weights = ResNet50::weights::default_}, {.weights = none}, {.weights = "resnet50.pth"},
///          {.weights = {"keras.pth", Variant::v1}}, {.weights = {"checkpoint.pth", {.entry = "model_ema"}}}
struct Weights {
  std::filesystem::path file{};
  std::optional<WeightsEntry> entry{};  ///< instead of a file
  std::optional<Variant> variant{};
  std::optional<Preprocessing> preprocessing{};
  ReadOptions read{};

  Weights() = default;
  Weights(None) {}
  Weights(const WeightsEntry& of_catalogue) : entry(of_catalogue) {}
  Weights(std::filesystem::path path, std::optional<Variant> of_variant = {}, std::optional<Preprocessing> expects = {})
      : file(std::move(path)), variant(of_variant), preprocessing(expects) {}
  Weights(std::filesystem::path path, ReadOptions options) : file(std::move(path)), read(std::move(options)) {}
  Weights(const char* path) : file(path) {}
  Weights(const std::string& path) : file(path) {}

  [[nodiscard]] bool none() const { return file.empty() && !entry; }
};

}  // namespace graft
