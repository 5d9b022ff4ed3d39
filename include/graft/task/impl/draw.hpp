#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

#include <graft/data/draw/class_colour.hpp>
#include <graft/data/draw/shapes.hpp>
#include <graft/task/draw.hpp>

namespace graft {

Image draw(Image image, const SegmentationPrediction& prediction, double opacity) {
  if (image.width != prediction.width || image.height != prediction.height)
    throw ShapeError("the prediction is of an image of " + std::to_string(prediction.width) + "x" +
                     std::to_string(prediction.height) + " pixels, this one has " + std::to_string(image.width) + "x" +
                     std::to_string(image.height));
  for (std::size_t i = 0; i < prediction.classes.size(); ++i) {
    if (prediction.classes[i] == 0) continue;
    const auto colour = class_colour(prediction.classes[i]);
    for (std::size_t c = 0; c < 3; ++c) {
      std::uint8_t& value = image.pixels[3 * i + c];
      value = static_cast<std::uint8_t>(std::lround((1 - opacity) * value + opacity * colour[c]));
    }
  }
  return image;
}

Image draw(Image image, const DetectionPrediction& prediction) {
  const std::int64_t scale = std::max<std::int64_t>(1, std::min(image.width, image.height) / 300);
  // The surest last, so that nothing covers it.
  for (auto object = prediction.rbegin(); object != prediction.rend(); ++object) {
    const auto colour = class_colour(static_cast<std::uint32_t>(object->index) + 1);
    const auto edge = [](float value) { return static_cast<std::int64_t>(std::lround(value)); };
    const Box box{edge(object->box.x1), edge(object->box.y1), edge(object->box.x2) - edge(object->box.x1),
                  edge(object->box.y2) - edge(object->box.y1)};
    draw_box(image, box, colour, 2 * scale);
    char score[32];
    std::snprintf(score, sizeof score, " %.0f %%", 100 * object->score);
    const std::string text = object->label + score;
    const std::int64_t height = 12 * scale, top = box.top >= height ? box.top - height : box.top;
    fill_box(image, {box.left, top, text_width(text, scale) + 4 * scale, height}, colour);
    const bool is_dark = colour[0] + colour[1] + colour[2] < 384;
    const std::uint8_t ink = is_dark ? 255 : 0;
    draw_text(image, box.left + 2 * scale, top + 2 * scale, text, {ink, ink, ink}, scale);
  }
  return image;
}

}  // namespace graft
