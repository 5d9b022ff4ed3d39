#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include <graft/core/error.hpp>
#include <graft/core/printable.hpp>

namespace graft::detail {

/// All bytes of a picture file.
///
/// Errors: DataError naming the file when it is missing, not a regular file (a pipe would block for ever) or
/// unreadable.
inline std::vector<std::uint8_t> read_picture_file(const std::filesystem::path& file) {
  std::error_code failure;
  const auto status = std::filesystem::status(file, failure);
  if (!std::filesystem::exists(status)) {
    throw DataError("picture '" + printable(file.string()) + "' does not exist; check the path, or a link that leads nowhere");
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw DataError("picture '" + printable(file.string()) +
                    "' is not a regular file; expected a picture file, not a folder or a device");
  }
  std::ifstream stream(file, std::ios::binary | std::ios::ate);
  const std::streamoff size = stream ? static_cast<std::streamoff>(stream.tellg()) : -1;
  std::vector<std::uint8_t> bytes;
  if (size > 0) {
    bytes.resize(static_cast<std::size_t>(size));
    stream.seekg(0);
    stream.read(reinterpret_cast<char*>(bytes.data()), size);
  }
  if (size < 0 || !stream) {
    throw DataError("picture '" + printable(file.string()) + "' cannot be read; check its permissions and the disk");
  }
  return bytes;
}

}  // namespace graft::detail
