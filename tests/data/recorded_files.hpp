#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <graft/data/decode/jpeg_decoder.hpp>
#include <graft/data/image/image.hpp>

#include "support/surroundings.hpp"

/// What the tests of data/ share: recorded results, the images they were recorded from, and folders to write to.
namespace data_tests {

inline std::filesystem::path recorded(const std::string& name) {
  return std::filesystem::path(GRAFT_TEST_DATA) / "data" / "recorded" / name;
}

inline std::vector<std::istringstream> recorded_lines(const std::string& name) {
  std::ifstream stream(recorded(name));
  std::vector<std::istringstream> lines;
  for (std::string line; std::getline(stream, line);) lines.emplace_back(line);
  return lines;
}

inline std::vector<std::uint8_t> file_bytes(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

inline void write_bytes(const std::filesystem::path& file, const std::vector<std::uint8_t>& bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// What decodes JPEGs in this build; each of them is tested.
inline std::vector<graft::JpegDecoder> jpeg_decoders() {
  if (!graft::has_jpeg_turbo()) return {graft::JpegDecoder::stb};
  return {graft::JpegDecoder::turbo, graft::JpegDecoder::stb};
}

/// The image that recorded/record.py calls `noise`.
inline graft::Image noise(std::int64_t width, std::int64_t height, std::uint32_t seed = 1) {
  graft::Image image = graft::blank_image(width, height);
  for (auto& value : image.pixels) {
    seed = seed * 1664525U + 1013904223U;
    value = static_cast<std::uint8_t>(seed >> 24U);
  }
  return image;
}

/// The image that recorded/record.py calls `contrast`.
inline graft::Image contrast(std::int64_t width, std::int64_t height) {
  graft::Image image = noise(width, height);
  for (auto& value : image.pixels) value = value > 127 ? 255 : 0;
  return image;
}

inline std::string hex(const std::vector<std::uint8_t>& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4U];
    text += "0123456789abcdef"[byte & 15U];
  }
  return text;
}

inline std::vector<std::uint8_t> bytes_of_hex(const std::string& text) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
  return bytes;
}

inline std::string fnv(const std::vector<std::uint8_t>& bytes) {
  std::uint64_t value = 0xCBF29CE484222325U;
  for (const std::uint8_t byte : bytes) value = (value ^ byte) * 0x100000001B3U;
  std::vector<std::uint8_t> big_endian;
  for (unsigned shift = 64; shift > 0; shift -= 8) big_endian.push_back(static_cast<std::uint8_t>(value >> (shift - 8)));
  return hex(big_endian);
}

/// An image as the bytes of a PPM file, the simplest way to a decodable file.
inline std::vector<std::uint8_t> ppm(const graft::Image& image) {
  const std::string header = "P6 " + std::to_string(image.width) + " " + std::to_string(image.height) + " 255\n";
  std::vector<std::uint8_t> bytes(header.begin(), header.end());
  bytes.insert(bytes.end(), image.pixels.begin(), image.pixels.end());
  return bytes;
}

/// A folder that is there as long as the test is.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_(std::filesystem::temp_directory_path() / ("graft_data_" + std::to_string(std::random_device()()))) {
    std::filesystem::create_directories(path_);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// What `action` throws as `Exception`, or why it did not.
template <class Exception, class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const Exception& error) {
    return error.what();
  } catch (const std::exception& error) {
    return std::string("another exception: ") + error.what();
  }
  return "no exception";
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace data_tests
