#pragma once

#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/weights/state/load_report.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// How weights are loaded.
struct LoadOptions {
  /// Every tensor must have its partner of the same shape; otherwise nothing is loaded and WeightsError is thrown.
  bool strict = true;
  /// In strict mode too, a tensor of another shape than the file's is left at its initial values and listed in the report:
  /// a head for other classes. What is missing or unexpected is an error as before.
  bool skip_mismatched = false;
  /// Names of tensors or paths of modules ("fc"), such as a replaced head, that are neither loaded, needed nor
  /// compared.
  std::vector<std::string> except{};
};

/// Copies the tensors of `source` into those of `target` of the same names, in place and without gradient, whatever
/// their element type and device. `where` is the file's name, for messages.
///
/// In strict mode everything is compared before anything is copied. Otherwise what fits is copied and the report has
/// the rest. `num_batches_tracked` may be missing, as in files of PyTorch before 0.4.1.
///
/// Errors: WeightsError in strict mode if a tensor is missing, unexpected or, without `skip_mismatched`, of another shape.
/// Source: torch.nn.Module.load_state_dict, with `except` and closest names in addition.
///
/// Example: `load_state(network_tensors, read_pth("resnet50.pth"), {.except = {"fc"}}, "resnet50.pth");`
LoadReport load_state(const StateDict& target, const StateDict& source, const LoadOptions& options = {},
                      const std::string& where = "");

}  // namespace graft
