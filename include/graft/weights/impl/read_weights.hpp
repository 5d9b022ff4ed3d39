#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/in_parallel.hpp>
#include <graft/weights/detail/all_finite.hpp>
#include <graft/weights/io/detail/file_kind.hpp>
#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/io/detail/threads_for.hpp>
#include <graft/weights/keras/read_tfjs.hpp>
#include <graft/weights/pth/read_pth.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/safetensors/read_safetensors.hpp>

namespace graft {
namespace detail {

/// Throws for the first tensor with a value that is NaN or infinite. Large tensors are checked in parts, by several threads.
void require_finite(const StateDict& tensors, const std::string& where) {
  constexpr std::int64_t longest_part = 1024 * 1024;
  std::vector<std::pair<const std::string*, ::torch::Tensor>> parts;
  std::uint64_t bytes = 0;
  for (const auto& [name, tensor] : tensors) {
    if (!tensor.is_floating_point()) continue;
    bytes += tensor.nbytes();
    if (tensor.numel() <= longest_part || !tensor.is_non_overlapping_and_dense()) {
      parts.emplace_back(&name, tensor);
      continue;
    }
    for (::torch::Tensor& part : tensor.as_strided({tensor.numel()}, {1}).split(longest_part))
      parts.emplace_back(&name, std::move(part));
  }
  in_parallel(parts.size(), threads_for(bytes), [&](std::size_t i) {
    if (!all_finite(parts[i].second))
      throw WeightsError("tensor '" + printable(*parts[i].first) + "' of weights '" + where +
                         "' holds NaN or infinity (the training that wrote it went wrong; take an earlier file)");
  });
}

/// Errors: WeightsError for a variant that graft does not know.
[[nodiscard]] std::optional<Variant> variant_in(const std::map<std::string, std::string>& metadata, const std::string& where) {
  const auto said = metadata.find(variant_key);
  if (said == metadata.end()) return std::nullopt;
  const std::optional<Variant> variant = variant_named(said->second);
  if (!variant)
    throw WeightsError("weights '" + where + "' are of variant '" + printable(said->second) + "'; expected v1 or v1.5");
  return variant;
}

}  // namespace detail

Checkpoint read_weights(const std::filesystem::path& path) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(path, ignored);
  const auto kind = is_folder ? detail::FileKind::json : detail::file_kind(detail::InputFile(path));
  Checkpoint checkpoint;
  checkpoint.source = path.string();
  switch (kind) {
    case detail::FileKind::json: checkpoint = read_tfjs(path); break;
    case detail::FileKind::safetensors: checkpoint.tensors = read_safetensors(path, &checkpoint.metadata); break;
    case detail::FileKind::zip:
    case detail::FileKind::pickle: checkpoint.tensors = read_pth(path); break;
    case detail::FileKind::tar:
    case detail::FileKind::git_lfs_pointer:
    case detail::FileKind::web_page:
    case detail::FileKind::empty:
    case detail::FileKind::other:
      detail::refuse(detail::InputFile(path), kind, "weights that graft reads: .pth, .safetensors, TensorFlow.js");
  }
  if (!checkpoint.variant) checkpoint.variant = detail::variant_in(checkpoint.metadata, checkpoint.source);
  detail::require_finite(checkpoint.tensors, path.string());
  return checkpoint;
}

}  // namespace graft
