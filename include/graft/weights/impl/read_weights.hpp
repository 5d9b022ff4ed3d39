#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/weights/detail/model_json.hpp>
#include <graft/weights/io/detail/file_kind.hpp>
#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/keras/read_tfjs.hpp>
#include <graft/weights/pth/read_pth.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/safetensors/read_safetensors.hpp>
#include <graft/weights/state/detail/choose_entry.hpp>
#include <graft/weights/state/rename.hpp>

namespace graft {
namespace detail {

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

Checkpoint read_weights(const std::filesystem::path& path, const ReadOptions& options) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(path, ignored);
  const auto kind = is_folder ? detail::FileKind::json : detail::file_kind(detail::InputFile(path));
  Checkpoint checkpoint;
  checkpoint.source = path.string();
  bool is_chosen = options.entry.empty();
  switch (kind) {
    case detail::FileKind::json: checkpoint = read_tfjs(path); break;
    case detail::FileKind::safetensors: checkpoint.tensors = read_safetensors(path, &checkpoint.metadata); break;
    case detail::FileKind::zip:
    case detail::FileKind::pickle:
      checkpoint = detail::read_pth_checkpoint(path, options.entry);
      is_chosen = true;
      break;
    case detail::FileKind::tar:
    case detail::FileKind::git_lfs_pointer:
    case detail::FileKind::web_page:
    case detail::FileKind::empty:
    case detail::FileKind::other:
      detail::refuse(detail::InputFile(path), kind, "weights that graft reads: .pth, .safetensors, TensorFlow.js");
  }
  if (!checkpoint.variant) checkpoint.variant = detail::variant_in(checkpoint.metadata, checkpoint.source);
  if (const auto described = checkpoint.metadata.find(detail::model_key); described != checkpoint.metadata.end()) {
    const detail::ModelReader reader(described->second, checkpoint.source);
    checkpoint.preprocessing = reader.preprocessing();
    checkpoint.class_names = reader.class_names();
  }
  if (!is_chosen) detail::choose_entry(checkpoint, options.entry);
  if (options.rename) checkpoint.tensors = rename(checkpoint.tensors, options.rename);
  return checkpoint;
}

}  // namespace graft
