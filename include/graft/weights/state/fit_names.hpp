#pragma once

#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// The tensors of a file under the names that a network has for them.
struct FittedNames {
  StateDict tensors;
  std::string prefix{};                  ///< that was taken off; empty: the names are the file's
  std::string whose{};                   ///< names the file has, where they are another library's: "timm's ConvNeXt"
  std::string differs{};                 ///< what else is not there as here
  std::vector<std::string> left_over{};  ///< names of the file without it, which are not the network's
};

/// Finds the prefix of a file's names that explains those of a network's tensors, `wanted`: "module." of DataParallel and
/// AveragedModel, "_orig_mod." of torch.compile, "model." of Lightning, or any other. It is the one rule for every format.
///
/// A prefix explains a network where each of its tensors is in the file with the prefix in front; the plain names come first.
/// Where none does, as where a head is missing, the prefix of the most names counts if they are half of the network's, so that
/// what is missing is told by the network's names. What PyTorch's wrappers put inside of names, "features.module.0.weight", is
/// taken out where nothing else explains the network; after that, a DenseNet's `norm.1` in torchvision's files is read as its
/// `norm1`.
///
/// Where the names of another library for the same network, timm's, Hugging Face's, Meta's, explain it better, they are
/// translated by the maps of weights/names. Tensors that are one here are joined then (query, key and value), axes of size 1
/// put in or left out, and a class token's position is added to it where the network has none for it.
///
/// `where`: the file's name, for messages.
/// Errors: WeightsError that names them if several prefixes explain the network, and its shapes, equally well.
///
/// Example: `fit_names(read_pth("lightning.ckpt"), state_dict(*net)).prefix == "model."`
[[nodiscard]] FittedNames fit_names(const StateDict& file, const StateDict& wanted, const std::string& where = "");

}  // namespace graft
