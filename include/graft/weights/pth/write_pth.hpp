#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// Writes tensors as a `.pth` that Python reads: `torch.load`, with `weights_only=True` too, gives an OrderedDict of
/// tensors that `load_state_dict` accepts.
///
/// `metadata` are texts by name, which read_weights gives back where their names begin with "graft."; Python does not look at
/// them, and its torch.save drops them.
/// Tensors are copied to the CPU and made contiguous; a storage that tensors share is written once, and they share it in the
/// file. The file is complete or not there: see AtomicFile. Equal tensors give equal files.
///
/// Errors: WeightsError if a tensor has no place in the format (sparse, quantized, complex) or the file cannot be written.
/// Source: the zip format of PyTorch 1.6 and newer, version 3; metadata are its extra files.
///
/// Example: `write_pth("head.pth", tensors);   // Python: torch.load("head.pth")`
void write_pth(const std::filesystem::path& path, const StateDict& tensors,
               const std::map<std::string, std::string>& metadata = {});

}  // namespace graft
