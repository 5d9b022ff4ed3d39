#pragma once

#include <filesystem>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/weights/state/checkpoint.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// Reads the tensors of a file that `torch.save`, `torch.jit.save`, or LibTorch's `torch::save` and `torch::pickle_save` wrote,
/// in the same way with every version of LibTorch.
///
/// Takes the zip format (PyTorch 1.6 and newer) and the legacy one. The tensors are those of a state_dict, of a dict around one
/// ({"state_dict": ..., "epoch": ...}), or of a whole pickled model, TorchScript's too, under their state_dict's names; tensors
/// without names get their numbers, as LibTorch does. Of several models, `entry` names the one to read: see ReadOptions. Names
/// are the file's; a prefix such as "module." (DataParallel) is load_state's to take off. Tensors that share a storage share it
/// here too; every tensor is on the CPU.
///
/// Nothing in the file is executed: what is no tensor, of whatever class, is left aside without a look at the class. Memory is
/// allocated only for bytes that the file has, so a damaged or hostile file of n bytes costs a small multiple of n, or of what
/// its bytes unpack to where somebody compressed it.
///
/// Errors: WeightsError if the file is missing, cut off, damaged, big-endian, of another kind, or holds several models and none
///         was chosen, or a tensor is quantized or sparse.
/// Source: the formats are those of PyTorch's torch/serialization.py and torch/csrc/jit/serialization, read from its files.
///
/// Example: `::torch::Tensor weight = read_pth("resnet50.pth").at("conv1.weight");`
StateDict read_pth(const std::filesystem::path& path, const std::string& entry = "");

namespace detail {

/// The same, with what the file says beside its tensors.
Checkpoint read_pth_checkpoint(const std::filesystem::path& path, const std::string& entry);

}  // namespace detail
}  // namespace graft
