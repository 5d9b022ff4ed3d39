#pragma once

#include <cstdint>
#include <string>

namespace graft::detail {

/// What is wrong with the size that an image file claims, as it is said behind "image 'NAME'"; empty where nothing is.
std::string size_problem(std::uint64_t width, std::uint64_t height, std::int64_t max_pixels);

}  // namespace graft::detail
