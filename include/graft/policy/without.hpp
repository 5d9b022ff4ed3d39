#pragma once

#include <graft/core/fixed_string.hpp>
#include <graft/graph/remove.hpp>
#include <graft/policy/edited.hpp>

namespace graft {
namespace detail {
template <FixedString Path>
struct RemoveEdit {
  constexpr Tables operator()(GraphView net) const { return remove(net, Path.view()); }
};
}  // namespace detail

/// A backbone without a module and all modules inside it: Python's `del alexnet.classifier`, `del alexnet.classifier[6]`.
///
/// Errors:  compile time, where it is used: a path that does not exist (names the closest one), shapes that no longer fit.
/// Example: FineTuner<Without<AlexNet, "classifier.6">, LinearHead<3>, FreezeAllBut<Classifier>, SGD>
template <GraphBackbone B, FixedString Path>
struct Without : Edited<B, detail::RemoveEdit<Path>> {};

}  // namespace graft
