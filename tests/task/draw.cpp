#include "support/torch_doctest.hpp"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <graft/data/draw/class_colour.hpp>
#include <graft/task/draw.hpp>

namespace draw_predictions_tests {

using namespace graft;

Image grey(std::int64_t width, std::int64_t height) {
  return {width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3), 100)};
}

TEST_CASE("classes are laid over an image, and class 0 is not") {
  const SegmentationPrediction prediction{.width = 2, .height = 1, .classes = {0, 1}};
  CHECK(draw(grey(2, 1), prediction).pixels == std::vector<std::uint8_t>{100, 100, 100, 114, 50, 50});  // red is 128
  CHECK(draw(grey(2, 1), prediction, 1).pixels == std::vector<std::uint8_t>{100, 100, 100, 128, 0, 0});
  CHECK(draw(grey(2, 1), prediction, 0) == grey(2, 1));
  CHECK_THROWS_AS((void)draw(grey(1, 2), prediction), ShapeError);
}

TEST_CASE("objects have a frame and a text in the colour of their class") {
  const Image image = draw(grey(120, 90), {{.box = {20, 30, 80, 70}, .label = "cat", .index = 1, .score = 0.5}});
  const auto at = [&](std::int64_t x, std::int64_t y) {
    const auto pixel = image.pixels.begin() + (y * 120 + x) * 3;
    return std::array<std::uint8_t, 3>{pixel[0], pixel[1], pixel[2]};
  };
  const auto colour = class_colour(2);
  for (const auto& [x, y] : {std::pair{20, 30}, {79, 30}, {20, 69}, {79, 69}, {50, 30}, {20, 19}}) CHECK(at(x, y) == colour);
  for (const auto& [x, y] : {std::pair{50, 50}, {19, 50}, {80, 50}, {50, 70}, {110, 10}})
    CHECK(at(x, y) == std::array<std::uint8_t, 3>{100, 100, 100});
  CHECK(draw(grey(4, 4), DetectionPrediction{}) == grey(4, 4));
}

}  // namespace draw_predictions_tests
