#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <graft/core/exceptions.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// The same tensors under the names that `rule` makes of theirs, in the same order; a tensor for which it makes an empty name
/// is left out. Nothing is copied: the tensors share memory.
///
/// Errors: WeightsError that names both if two tensors get the same name.
///
///     rename(tensors, [](std::string_view name) { return name == "classifier.weight" ? "fc.weight" : std::string(name); });
StateDict rename(const StateDict& tensors, const std::function<std::string(std::string_view)>& rule);

/// The same tensors, with `to` in place of `from` where a name begins with it; other names stay.
///
/// Errors: WeightsError if two tensors get the same name, or one is left without a name.
/// Source: torch.nn.modules.utils.consume_prefix_in_state_dict_if_present, which takes a prefix off.
///
/// Example: `rename_prefix(read_pth("detector.pth"), "backbone.body.", "");`
StateDict rename_prefix(const StateDict& tensors, std::string_view from, std::string_view to);

}  // namespace graft
