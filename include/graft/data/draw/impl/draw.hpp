#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/draw/shapes.hpp>
#include <graft/data/draw/write_png.hpp>

// The only file that includes these two. Their functions are its own, so that a program may have them a second time.
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#endif
#include <stb_easy_font.h>
#include <stb_image_write.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace graft {
namespace detail {

/// Writes `channels` x 8 bits a pixel as a PNG.
inline void write_png_of(const std::filesystem::path& file, std::int64_t width, std::int64_t height, int channels,
                         const std::vector<std::uint8_t>& pixels) {
  constexpr std::int64_t most = 1 << 28;  // pixels; stb counts bytes in int
  if (width <= 0 || height <= 0 || width > most || height > most / width ||
      pixels.size() != static_cast<std::size_t>(width * height * channels))
    throw UsageError("'" + file.string() + "' cannot be written: " + std::to_string(pixels.size()) +
                     " values are no image of " + std::to_string(width) + "x" + std::to_string(height) + " pixels");
  std::string bytes;
  const auto append = [](void* to, void* data, int size) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(data), static_cast<std::size_t>(size));
  };
  if (stbi_write_png_to_func(append, &bytes, static_cast<int>(width), static_cast<int>(height), channels, pixels.data(),
                             static_cast<int>(width) * channels) == 0)
    throw DataError("'" + file.string() + "' cannot be written: there is no memory for a PNG of " + std::to_string(width) +
                    "x" + std::to_string(height) + " pixels");
  std::filesystem::path part = file;
  part += ".part";
  std::ofstream out(part, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  std::error_code failure;
  if (out) std::filesystem::rename(part, file, failure);
  if (out && !failure) return;
  const std::string why = failure ? failure.message() : std::strerror(errno);
  std::filesystem::remove(part, failure);
  throw DataError("'" + file.string() + "' cannot be written: " + why);
}

}  // namespace detail

void write_png(const std::filesystem::path& file, const Image& image) {
  detail::write_png_of(file, image.width, image.height, 3, image.pixels);
}

void write_png(const std::filesystem::path& file, const Mask& mask) {
  detail::write_png_of(file, mask.width, mask.height, 1, mask.classes);
}

void fill_box(Image& image, const Box& box, const std::array<std::uint8_t, 3>& colour) {
  const std::int64_t left = std::clamp<std::int64_t>(box.left, 0, image.width),
                     right = std::clamp<std::int64_t>(box.left + box.width, left, image.width),
                     top = std::clamp<std::int64_t>(box.top, 0, image.height),
                     bottom = std::clamp<std::int64_t>(box.top + box.height, top, image.height);
  for (std::int64_t y = top; y < bottom; ++y)
    for (std::int64_t x = left; x < right; ++x)
      std::copy(colour.begin(), colour.end(), image.pixels.begin() + (y * image.width + x) * 3);
}

void draw_box(Image& image, const Box& box, const std::array<std::uint8_t, 3>& colour, std::int64_t line) {
  fill_box(image, {box.left, box.top, box.width, line}, colour);
  fill_box(image, {box.left, box.top + box.height - line, box.width, line}, colour);
  fill_box(image, {box.left, box.top, line, box.height}, colour);
  fill_box(image, {box.left + box.width - line, box.top, line, box.height}, colour);
}

namespace detail {

/// The text with a question mark for each letter that the font does not have.
[[nodiscard]] inline std::string drawable(std::string_view text) {
  std::string copy(text);
  for (char& letter : copy)
    if (letter < 32 || letter > 126) letter = '?';
  return copy;
}

}  // namespace detail

std::int64_t text_width(std::string_view text, std::int64_t scale) {
  std::string copy = detail::drawable(text);
  return scale * stb_easy_font_width(copy.data());
}

std::int64_t draw_text(Image& image, std::int64_t left, std::int64_t top, std::string_view text,
                       const std::array<std::uint8_t, 3>& colour, std::int64_t scale) {
  std::string copy = detail::drawable(text);
  std::vector<float> corners(copy.size() * 270 / 4 + 64);  // stb says at most 270 bytes a letter
  const int quads =
      stb_easy_font_print(0, 0, copy.data(), nullptr, corners.data(), static_cast<int>(corners.size() * sizeof(float)));
  for (int quad = 0; quad < quads; ++quad) {
    const float* corner = corners.data() + quad * 16;  // four of x, y, z and a colour: the first and the third are opposite
    const auto x = static_cast<std::int64_t>(corner[0]), y = static_cast<std::int64_t>(corner[1]);
    fill_box(image,
             {left + x * scale, top + y * scale, (static_cast<std::int64_t>(corner[8]) - x) * scale,
              (static_cast<std::int64_t>(corner[9]) - y) * scale},
             colour);
  }
  return text_width(copy, scale);
}

}  // namespace graft
