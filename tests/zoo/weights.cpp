#include "support/doctest.hpp"

#include <string>

#include <graft/zoo/weights.hpp>

namespace weights_tests {

using namespace graft;

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

}  // namespace weights_tests
