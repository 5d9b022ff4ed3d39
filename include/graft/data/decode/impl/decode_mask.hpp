#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/data/decode/decode_mask.hpp>
#include <graft/data/decode/detail/encoded_image.hpp>
#include <graft/data/decode/detail/first_bytes_problem.hpp>
#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/jpeg_markers.hpp>
#include <graft/data/decode/detail/png.hpp>
#include <graft/data/decode/detail/read_file.hpp>
#include <graft/data/decode/detail/size_problem.hpp>
#include <graft/data/decode/detail/whole_image.hpp>
#include <graft/data/decode/read_image_size.hpp>

namespace graft {

Mask decode_mask(std::span<const std::uint8_t> bytes, std::string_view name, const DecodeOptions& options) {
  const auto fail = [&](const std::string& what) -> void {
    throw DataError("mask '" + printable(std::string(name)) + "'" + what);
  };
  if (bytes.empty()) fail(" is empty (0 bytes); delete it or fetch it again");
  if (detail::image_format(bytes) == detail::ImageFormat::jpeg)
    fail(" is a JPEG, which changes its numbers; make it anew as a grey or palette PNG");
  if (detail::image_format(bytes) != detail::ImageFormat::png)
    fail(" is no PNG by its first bytes; save it as a grey or palette PNG (in Pillow: mode L or P)");
  if (const std::string problem = detail::first_bytes_problem(bytes, bytes.size()); !problem.empty()) fail(problem);
  Mask mask;
  try {
    detail::PngImage image(bytes);
    if (const std::string problem = detail::size_problem(image.width(), image.height(), options.max_pixels); !problem.empty())
      fail(problem);
    if (const std::string problem = image.mask_problem(); !problem.empty()) fail(problem);
    const detail::ZeroedBytes numbers(static_cast<std::size_t>(image.width() * image.height()));
    image.decode_numbers(numbers.data());
    mask.width = static_cast<std::int64_t>(image.width());
    mask.height = static_cast<std::int64_t>(image.height());
    mask.classes.assign(numbers.data(), numbers.data() + numbers.size());
  } catch (const detail::Undecodable& problem) {
    fail(problem.what());
  }
  return mask;
}

Mask decode_mask(const std::filesystem::path& file, const DecodeOptions& options) {
  detail::Buffer memory;
  return decode_mask(detail::read_whole_file("mask", file.string(), memory), file.string(), options);
}

namespace detail {

/// The size that a PNG or JPEG says in its first bytes; nothing where that takes more.
inline std::optional<ImageSize> size_in_header(ImageBytes bytes) {
  std::uint64_t width = 0, height = 0;
  const ImageFormat format = image_format(bytes);
  if (format == ImageFormat::png && image_has(bytes, 12, "IHDR")) {
    width = image_number(bytes, 16, 4, true);
    height = image_number(bytes, 20, 4, true);
  } else if (format == ImageFormat::jpeg) {
    (void)walk_jpeg(bytes, [&](std::uint8_t marker, std::size_t position) {
      const bool is_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
      if (is_frame) {
        height = image_number(bytes, position + 3, 2, true);
        width = image_number(bytes, position + 5, 2, true);
      }
      return !is_frame && marker != 0xDA;
    });
  }
  if (width == 0 || height == 0) return std::nullopt;
  return ImageSize{static_cast<std::int64_t>(width), static_cast<std::int64_t>(height)};
}

}  // namespace detail

ImageSize read_image_size(const std::filesystem::path& file) {
  constexpr std::int64_t usual_header = 64 * 1024;
  detail::Buffer memory;
  {
    const detail::OpenFile open(file.c_str());
    const auto size = static_cast<std::size_t>(std::clamp<std::int64_t>(open.size(), 0, usual_header));
    std::uint8_t* const bytes = memory.room(size);
    if (size > 0 && open.read(bytes, size)) {
      if (const auto found = detail::size_in_header({bytes, size})) return *found;
    }
  }
  const detail::EncodedImage image(detail::read_image_file(file.string(), memory), file.string(), {});
  return {image.width(), image.height()};
}

}  // namespace graft
