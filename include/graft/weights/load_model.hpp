#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/weights/model.hpp>
#include <graft/zoo/read_options.hpp>

namespace graft {

/// Loads a network, its architecture and its weights, from one file: Python's `torch.load(f)` of a whole model.
///
/// Reads files of `save_model`. For a file of weights alone, or of a model that Python pickled, it makes the network of the zoo
/// whose names and shapes the tensors have, with a prefix in front or without; the last layer may have another number of
/// classes. `options` choose one of several models of a file. Such a file does not say where a ResNet has its strides: v1.5 is
/// assumed, as in torchvision. The network is in evaluation mode, and may be printed, edited, trained and saved again.
///
/// Errors: WeightsError as read_weights's; if the file describes no network and none of the zoo fits; if the architecture and
///         the tensors contradict each other. Nothing is allocated for a size that the file only claims.
[[nodiscard]] Model load_model(const std::filesystem::path& file, const ReadOptions& options = {});

}  // namespace graft
