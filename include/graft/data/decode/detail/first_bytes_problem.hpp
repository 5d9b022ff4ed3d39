#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <graft/data/decode/detail/image_format.hpp>

namespace graft::detail {

/// As many bytes as `first_bytes_problem` looks at.
inline constexpr std::size_t first_bytes_needed = 32;

/// Why a file of `size` bytes that begins so cannot be decoded in this build, as it is said behind "image 'NAME'"; empty where
/// nothing speaks against it.
std::string first_bytes_problem(ImageBytes bytes, std::uint64_t size);

}  // namespace graft::detail
