#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace graft {

/// A closed line around a part of an object, x and y of each corner in turn. Units: pixels.
using Polygon = std::vector<float>;

/// The pixels of an object as runs, down the columns of its image from the top left: of pixels that are not in it, that are,
/// and so on. Source: COCO's uncompressed run-length encoding.
struct RunLengths {
  std::int64_t width = 0, height = 0;  ///< of the image
  std::vector<std::uint32_t> counts{};

  friend bool operator==(const RunLengths&, const RunLengths&) = default;
};

/// The pixels of an object whose value in a mask of the whole image is `number`. Source: Penn-Fudan's instance masks.
struct MaskNumber {
  std::string mask{};  ///< path of an image of one channel
  std::int64_t number = 1;

  friend bool operator==(const MaskNumber&, const MaskNumber&) = default;
};

/// The shape of an object: unknown, polygons whose union it is, runs of pixels, or a number in a mask.
using ObjectShape = std::variant<std::monostate, std::vector<Polygon>, RunLengths, MaskNumber>;

}  // namespace graft
