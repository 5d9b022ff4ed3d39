#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/shape/row_id.hpp>

namespace graft {

/// What can be wrong with a described, inferred or edited network.
enum class Problem : std::uint8_t {
  none,
  channels_differ,         ///< a module takes `wanted` channels and gets `got`
  features_differ,         ///< a module takes `wanted` features and gets `got`
  wrong_rank,              ///< a module takes inputs of `wanted` axes and gets `got`
  window_too_large,        ///< a window of `wanted` pixels does not fit into `got`
  padding_too_large,       ///< a pooling window may have `wanted` pixels of padding, half of it, and has `got`
  groups_do_not_divide,    ///< `wanted` groups do not divide `got` channels
  not_a_multiple,          ///< a size must be a multiple of `wanted`, and is `got`
  not_a_square,            ///< `got` positions are no square grid
  sizes_not_positive,      ///< a size is `got`, and must be at least `wanted`
  operands_differ,         ///< the operands of an addition or concatenation differ: `wanted` and `got` elements
  axes_not_a_permutation,  ///< a permutation needs each axis from 0 to `wanted` once, and has `got` out of range or twice
  function_owns_state,     ///< a layer with parameters or buffers is applied as a function
  not_a_parameter,         ///< a module is read as if it were a parameter
  parameter_called,        ///< a parameter is called as if it were a module
  too_many_outputs,        ///< more than `wanted` named outputs
  no_input,                ///< a call before `net.input(...)`
  duplicate_name,          ///< two modules of one parent have one name
  name_not_allowed,        ///< a name is empty, has a dot, or has more than `wanted` characters
  no_such_path,            ///< an edit names a module that does not exist
  block_called,            ///< a block is called, whose data flow is that of its description
  not_one_module,          ///< the replacement of a module is not one module of that name
  not_one_chain,           ///< the calls to edit are no region with a single entry and a single exit
  not_a_sequential,        ///< a slice of a module that is no Sequential
  no_convolution,          ///< other input channels for a network whose first layer is no ungrouped convolution
  no_feature_maps,         ///< a dense head for a backbone that has no feature maps of `wanted` pixels stride
  no_dilation,             ///< a stride that no dilated convolution can take the place of
};

/// The first problem found in a network: a value, so that it can be printed by a compile error or thrown at run time.
struct Check {
  Problem problem = Problem::none;
  ModuleId module{};  ///< the module where it is, or none
  std::int64_t wanted = 0;
  std::int64_t got = 0;

  [[nodiscard]] constexpr bool ok() const { return problem == Problem::none; }
  friend constexpr bool operator==(const Check&, const Check&) = default;
};

/// The problem in words, for run-time errors; `{w}` and `{g}` stand for wanted and got.
[[nodiscard]] constexpr std::string_view sentence(Problem problem) {
  switch (problem) {
    case Problem::none: return "no problem";
    case Problem::channels_differ: return "takes {w} channels, gets {g}";
    case Problem::features_differ: return "takes {w} features, gets {g}";
    case Problem::wrong_rank: return "takes inputs of {w} axes, gets {g}";
    case Problem::window_too_large: return "has a window of {w} pixels, gets {g}";
    case Problem::padding_too_large: return "may pad by half of its window, {w} pixels, and pads by {g}";
    case Problem::groups_do_not_divide: return "has {w} groups, which do not divide {g} channels";
    case Problem::not_a_multiple: return "takes sizes that are multiples of {w}, gets {g}";
    case Problem::not_a_square: return "has {g} positions, which are no square grid";
    case Problem::sizes_not_positive: return "needs sizes of at least {w}, has {g}";
    case Problem::operands_differ: return "combines operands of {w} and {g} elements";
    case Problem::axes_not_a_permutation: return "wants each axis from 0 to {w} once, has {g}";
    case Problem::function_owns_state: return "has parameters or buffers, so it must be a module";
    case Problem::not_a_parameter: return "is a module, and not a parameter whose value could be read";
    case Problem::parameter_called: return "is a parameter, which is read and not called";
    case Problem::too_many_outputs: return "has more than {w} named outputs";
    case Problem::no_input: return "is called before the network has an input";
    case Problem::duplicate_name: return "has the name of another module of the same parent";
    case Problem::name_not_allowed: return "has a name that is empty, has a dot, or has more than {w} characters";
    case Problem::no_such_path: return "is not in the network";
    case Problem::block_called: return "is a block: it runs where its modules are called, and is not called itself";
    case Problem::not_one_module: return "is replaced by something that is not one module of that name";
    case Problem::not_one_chain: return "cannot be edited: its calls are not one run with one way in and one way out";
    case Problem::not_a_sequential: return "is not a Sequential, and only those have slices";
    case Problem::no_convolution: return "is not an ungrouped Conv2d, whose input channels could be changed";
    case Problem::no_feature_maps: return "has no feature maps of a stride of {w} pixels";
    case Problem::no_dilation: return "has a stride that no dilated convolution can take the place of";
  }
  return "unknown problem";
}

}  // namespace graft
