#pragma once

#include <filesystem>

#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// Reads the tensors of a file that `torch.save` wrote, in the same way with every version of LibTorch.
///
/// Takes the zip format (PyTorch 1.6 and newer) and the legacy one; a state_dict, a dict that holds one as
/// "state_dict", "model_state_dict" or "model", or a whole pickled model of torch.nn and torchvision, whose tensors get
/// their state_dict's names. The prefix "module." (DataParallel) is removed if every name has it. Tensors that share a
/// storage share it here too; every tensor is on the CPU.
///
/// Nothing in the file is executed: names outside of a closed list are refused. Memory is allocated only for bytes that the
/// file has, so a damaged or hostile file of n bytes costs a small multiple of n.
///
/// Errors: WeightsError if the file is missing, cut off, damaged, big-endian, of another kind, or names what is
///         not on the list.
/// Source: the formats are those of PyTorch's torch/serialization.py, read from its files.
///
/// Example: `::torch::Tensor weight = read_pth("resnet50.pth").at("conv1.weight");`
StateDict read_pth(const std::filesystem::path& path);

}  // namespace graft
