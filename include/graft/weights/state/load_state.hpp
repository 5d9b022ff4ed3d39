#pragma once

#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/weights/state/checkpoint.hpp>
#include <graft/weights/state/load_report.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// What `load_state` accepts, and what it leaves alone.
struct LoadOptions {
  /// Every tensor must have a counterpart of the same shape; otherwise nothing is loaded and WeightsError is thrown.
  bool strict = true;
  /// Even in strict mode, a tensor whose shape differs from the file's keeps its initial values and is listed in the report,
  /// such as a head for other classes. Missing and unexpected tensors are errors as before.
  bool skip_mismatched = false;
  /// Names of tensors or paths of modules ("fc"), such as a replaced head, that are neither loaded, required nor compared.
  std::vector<std::string> except{};
};

/// Copies the tensors of `source` into those of `target` with the same names, in place and without gradient, whatever their
/// element type and device. `where` is the file's name, for messages.
///
/// Where the network's names are in the file with a prefix in front ("module.", "_orig_mod.", "model.", any other), it is taken
/// off and told in the report; what the file has without it is left over. Names of timm, Hugging Face or Meta are translated
/// and told, see fit_names(). A position embedding for images of another size is resampled to the network's grid and told.
///
/// In strict mode everything is compared before anything is copied. Otherwise what fits is copied and the report lists
/// the rest. `num_batches_tracked` may be missing, as in files of PyTorch before 0.4.1.
///
/// Errors: WeightsError in strict mode if a tensor is missing, unexpected or, without `skip_mismatched`, of another shape; if
///         one that is to be loaded holds NaN or infinity; if two prefixes explain the network.
///         It names the network of the zoo that the weights fit where that is another one.
/// Source: torch.nn.Module.load_state_dict, with `except` and closest names in addition.
///
/// Example: `load_state(network_tensors, read_pth("resnet50.pth"), {.except = {"fc"}}, "resnet50.pth");`
LoadReport load_state(const StateDict& target, const StateDict& source, const LoadOptions& options = {},
                      const std::string& where = "");

/// The same of what `read_weights` gives; the report also says which entry of the file it was, and what else the file has.
LoadReport load_state(const StateDict& target, const Checkpoint& source, const LoadOptions& options = {});

}  // namespace graft
