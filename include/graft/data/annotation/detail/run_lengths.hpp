#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace graft::detail {

/// The runs of COCO's compressed run-length encoding: differences to the run before the last, five bits a character. Nothing
/// where a character is not of that alphabet, the last number is cut off, or a run is negative or has more than 32 bits.
///
/// Source: rleFrString in pycocotools' maskApi.c.
inline std::optional<std::vector<std::uint32_t>> runs_of_text(std::string_view text) {
  constexpr int digit_bits = 5, most_digits = 8;
  std::vector<std::uint32_t> runs;
  for (std::size_t at = 0; at < text.size();) {
    std::int64_t number = 0;
    for (int digit = 0;; ++digit) {
      if (at == text.size() || digit == most_digits || text[at] < '0' || text[at] > 'o') return std::nullopt;
      const auto value = static_cast<unsigned>(text[at++] - '0');
      number |= static_cast<std::int64_t>(value & 31U) << digit_bits * digit;
      if ((value & 32U) != 0) continue;
      if ((value & 16U) != 0) number -= std::int64_t{1} << digit_bits * (digit + 1);  // the sign
      break;
    }
    if (runs.size() > 2) number += runs[runs.size() - 2];
    if (number < 0 || number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    runs.push_back(static_cast<std::uint32_t>(number));
  }
  return runs;
}

}  // namespace graft::detail
