#include "support/doctest.hpp"

#include <string>
#include <string_view>

#include <graft/zoo/resnet.hpp>
#include <graft/zoo/weights.hpp>

namespace weights_tests {

using namespace graft;

/// As a tuner's options have them.
struct Options {
  Weights weights{};
  int threads = 0;
};

TEST_CASE("weights are nothing, a file, or a file that says what it expects") {
  CHECK(Weights{}.none());
  const Weights plain = "resnet50.pth", text = std::string("resnet50.pth");
  CHECK(!plain.none());
  CHECK(plain.file == text.file);
  CHECK(!plain.variant.has_value());
  CHECK(!plain.preprocessing.has_value());
  const Weights keras{"keras.pth", Variant::v1, Preprocessing{.resize = 224}};
  CHECK(keras.variant == Variant::v1);
  CHECK(keras.preprocessing->resize == 224);
}

TEST_CASE("an option takes each of them as one word") {
  CHECK(Options{}.weights.none());
  CHECK(Options{.weights = {}}.weights.none());
  CHECK(Options{.weights = none, .threads = 1}.weights.none());
  const Options entry{.weights = ResNet50::weights::default_};
  CHECK(!entry.weights.none());
  CHECK(entry.weights.file.empty());
  CHECK(entry.weights.entry->acc1 == 80.858);
  CHECK(!entry.weights.variant.has_value());  // the entry's own is not the user's wish
  CHECK(Options{.weights = "a.pth"}.weights.file == "a.pth");
  CHECK(Options{.weights = std::string("a.pth")}.weights.file == "a.pth");
  CHECK(Options{.weights = std::filesystem::path("a.pth")}.weights.file == "a.pth");
  CHECK(Options{.weights = {"keras.pth", Variant::v1}}.weights.variant == Variant::v1);
  CHECK(Options{.weights = {"dino.pth", {.entry = "teacher"}}}.weights.read.entry == "teacher");
  const Options renamed{.weights = {"a.pth", {.rename = [](std::string_view name) { return "fc." + std::string(name); }}}};
  CHECK(renamed.weights.read.rename("bias") == "fc.bias");
  CHECK(renamed.weights.file == "a.pth");
}

}  // namespace weights_tests
