#pragma once

#include <string>

namespace graft {

/// A number that says how good a network is, by its name: the higher, the better, unless its name is an error's.
struct Score {
  std::string name{};  ///< such as `accuracy` or `mean IoU`
  double value = 0;
  bool is_share = true;  ///< from 0 to 1, printed in percent

  friend bool operator==(const Score&, const Score&) = default;
};

}  // namespace graft
