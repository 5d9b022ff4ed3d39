#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// safetensors files put together by hand.
namespace safetensors_bytes {

/// The header's length, the header as it is given, and the tensors' bytes.
inline std::string file(const std::string& header, const std::string& data = "") {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>((std::uint64_t{header.size()} >> (8 * i)) & 0xFFU);
  return bytes + header + data;
}

inline std::string floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

/// A tensor's part of a header: "name":{"dtype":...}.
inline std::string entry(const std::string& name, const std::string& type, const std::string& shape, std::uint64_t begin,
                         std::uint64_t end) {
  return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":[" + std::to_string(begin) +
         "," + std::to_string(end) + "]}";
}

}  // namespace safetensors_bytes
