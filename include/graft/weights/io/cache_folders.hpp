#pragma once

#include <filesystem>

namespace graft {

/// Where PyTorch keeps the weights that it downloads, and graft, too: `hub/checkpoints` in `$TORCH_HOME`, else in
/// `$XDG_CACHE_HOME/torch`, else in `~/.cache/torch`. It need not exist.
///
/// Errors: WeightsError if none of the three and no `$HOME` is set.
/// Source: torch.hub.get_dir; unlike there, a variable that is set to nothing counts as not set.
[[nodiscard]] std::filesystem::path torch_hub_folder();

/// Where graft looks for weights that come as packages, and its examples keep what they fetch: `$GRAFT_HOME`, else
/// `$XDG_CACHE_HOME/graft`, else `~/.cache/graft`.
///
/// Errors: WeightsError if none of the three and no `$HOME` is set.
[[nodiscard]] std::filesystem::path graft_cache_folder();

}  // namespace graft
