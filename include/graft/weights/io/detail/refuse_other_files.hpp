#pragma once

#include <string_view>

#include <graft/weights/io/detail/input_file.hpp>

namespace graft::detail {

/// Throws where the beginning of a file shows that it is what people have in place of weights when something went wrong.
inline void refuse_other_files(const InputFile& file, std::string_view head) {
  if (head.empty()) file.fail("it is empty");
  if (head.starts_with("version https://git-lfs")) file.fail("it is a Git LFS pointer, not the weights (run git lfs pull)");
  if (head.starts_with('<')) file.fail("it is a web page, not the weights (the download went wrong)");
}

}  // namespace graft::detail
