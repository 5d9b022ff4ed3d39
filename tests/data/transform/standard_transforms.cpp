#include <graft/data/transform/standard_transforms.hpp>

#include <string>

#include "data/recorded_files.hpp"
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

TEST_CASE("evaluation is torchvision's ImageClassification, bit for bit") {
  graft::Random random(0);
  int images = 0;
  for (auto& line : data_tests::recorded_lines("preset.txt")) {
    std::string interpolation;
    std::int64_t width = 0;
    std::int64_t height = 0;
    graft::Preprocessing preset;
    std::string hash;
    line >> interpolation >> width >> height >> preset.resize >> preset.crop >> hash;
    CAPTURE(line.str());
    preset.interpolation = graft::interpolation_named(interpolation).value();
    const auto image = graft::evaluation_transform(preset).apply(data_tests::noise(width, height), random);
    CHECK(data_tests::fnv(image.pixels) == hash);
    ++images;
  }
  CHECK(images == 30);
}

}  // namespace standard_transforms_tests
