#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <graft/zoo/none.hpp>
#include <graft/zoo/preprocessing.hpp>
#include <graft/zoo/variant.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// Where a network's weights come from, and what they expect: nothing (random initial values), an entry of the catalogue, or a
/// file.
///
/// An entry is taken from the cache of downloads, or downloaded; see obtain(). It brings its preprocessing and its variant. A
/// file that does not say which variant of the architecture it is for (a bare `.pth`) is taken as the backbone's own, v1.5 for
/// ResNets, unless `variant` says otherwise. Without `preprocessing`, the file's own or ImageNet's usual one is taken.
/// Example: {.weights = ResNet50::weights::default_}, {.weights = none}, {.weights = "resnet50.pth"},
///          {.weights = {"keras.pth", Variant::v1}}
struct Weights {
  std::filesystem::path file{};
  std::optional<WeightsEntry> entry{};  ///< instead of a file
  std::optional<Variant> variant{};
  std::optional<Preprocessing> preprocessing{};

  Weights() = default;
  Weights(None) {}
  Weights(const WeightsEntry& of_catalogue) : entry(of_catalogue) {}
  Weights(std::filesystem::path path, std::optional<Variant> of_variant = {}, std::optional<Preprocessing> expects = {})
      : file(std::move(path)), variant(of_variant), preprocessing(expects) {}
  Weights(const char* path) : file(path) {}
  Weights(const std::string& path) : file(path) {}

  [[nodiscard]] bool none() const { return file.empty() && !entry; }
};

}  // namespace graft
