#pragma once

#include <graft/core/fixed_string.hpp>
#include <graft/graph/append.hpp>
#include <graft/policy/edited.hpp>

namespace graft {
namespace detail {
template <FixedString Path, auto... Added>
struct AppendEdit {
  constexpr Tables operator()(GraphView net) const { return append(net, Path.view(), Added...); }
};
}  // namespace detail

/// A backbone with pieces appended to a module: Python's `alexnet.classifier.add_module('7', nn.ReLU(inplace=True))`.
///
/// With the empty path they are appended to the whole network. A piece without a name gets its position as one.
/// Errors:  compile time, where it is used: a path that does not exist (names the closest one), a name that is taken, shapes
///          that do not fit.
/// Example: Append<AlexNet, "classifier", Named{"7", ReLU{}}, Named{"8", Linear{20}}>
///          Append<AlexNet, "", Named{"block", sequential(ReLU{}, Linear{20})}>
template <GraphBackbone B, FixedString Path, auto... Added>
struct Append : Edited<B, detail::AppendEdit<Path, Added...>> {};

}  // namespace graft
