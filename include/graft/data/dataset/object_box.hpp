#pragma once

namespace graft {

/// A rectangle in an image between real coordinates: (x1, y1) is its top left corner, (x2, y2) its bottom right one.
/// Units: pixels from the image's top left corner; a whole image of W x H pixels is {0, 0, W, H}.
/// Source: torchvision's boxes of the format XYXY.
struct ObjectBox {
  float x1 = 0, y1 = 0, x2 = 0, y2 = 0;

  [[nodiscard]] constexpr float width() const { return x2 - x1; }
  [[nodiscard]] constexpr float height() const { return y2 - y1; }
  [[nodiscard]] constexpr float area() const { return width() * height(); }

  friend constexpr bool operator==(const ObjectBox&, const ObjectBox&) = default;
};

}  // namespace graft
