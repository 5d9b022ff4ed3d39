#include <graft/data/transform/standard_transforms.hpp>

#include "support/doctest.hpp"

namespace standard_transforms_tests {

TEST_CASE("evaluation takes the middle, the same each time; training takes parts that differ") {
  graft::Image image = graft::blank_image(300, 200);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i * 2654435761U >> 24U);
  const graft::Preprocessing small{.resize = 64, .crop = 32, .normalization = {{0.1F, 0.2F, 0.3F}, {0.4F, 0.5F, 0.6F}}};
  graft::Random random(3);

  const graft::Transform evaluation = graft::evaluation_transform(small), training = graft::training_transform(small);
  CHECK(evaluation.apply(image, random) == evaluation.apply(image, random));
  CHECK_FALSE(training.apply(image, random) == training.apply(image, random));
  for (const auto* transform : {&evaluation, &training}) {
    const graft::Image result = transform->apply(image, random);
    CHECK(result.width == 32);
    CHECK(result.height == 32);
    CHECK(transform->normalization() == small.normalization);
  }
}

}  // namespace standard_transforms_tests
