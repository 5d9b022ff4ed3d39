#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/weights/model.hpp>

namespace graft {

/// Loads a network, architecture and weights, from one file with no type named: Python's `torch.load(f)` of a whole model.
///
/// Reads what `save_model` wrote. Of a file that holds weights alone, or a model that Python pickled, it takes the network of
/// the zoo whose names and shapes the tensors have; the last layer may have another number of classes. Such a file does not say
/// where a ResNet has its strides: v1.5 is taken, as torchvision has it. The network is in evaluation mode, and may be printed,
/// edited, trained and saved again. Errors: WeightsError as read_weights's; if the file describes no network and none of the
/// zoo fits; if architecture and
///         tensors contradict each other. Nothing is allocated from a size that the file only claims.
[[nodiscard]] Model load_model(const std::filesystem::path& file);

}  // namespace graft
