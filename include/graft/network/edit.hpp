#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <graft/core/exceptions.hpp>
#include <graft/graph/append.hpp>
#include <graft/graph/remove.hpp>
#include <graft/graph/replace.hpp>
#include <graft/graph/slice.hpp>
#include <graft/network/network.hpp>

namespace graft {

// Edits of a network that has weights, like Python's `del net.fc`. The modules that stay keep their weights, their order and
// whether they are frozen. The same edits as types: Without, Slice, Replace, Append, InputChannels, Body.
// Errors: UsageError for a path that does not exist, with the closest one; ShapeError for layers that no longer fit together,
//         with the path, what that layer takes and what it gets. The network then stays as it was.

namespace detail {

/// The network's tables, with each module's row as its origin, as `Network::become` expects.
[[nodiscard]] Tables present_tables(const Network& net);
/// Applies edited tables to the network. `path` is that of the edited module.
/// Errors: UsageError or ShapeError for the problem of the edit.
void finish_edit(Network& net, Tables edited, const std::string& path);

}  // namespace detail

/// `del net.classifier`, `del net.classifier[6]`; see remove(GraphView, path).
void remove(Network& net, const std::string& path);

/// `net.classifier = net.classifier[begin:end]`; see slice(GraphView, ...).
void slice(Network& net, const std::string& path, int begin, int end = to_the_end);

/// `net.classifier[6] = nn.Linear(4096, 3)`: `replace(net, "classifier.6", Linear{3})`; see replace(GraphView, ...).
template <Piece P>
void replace(Network& net, const std::string& path, const P& piece) {
  const Tables now = detail::present_tables(net);
  detail::finish_edit(net, replace(GraphView(now), path, piece), path);
}

/// `net.classifier.add_module('7', nn.ReLU())`: `append(net, "classifier", Named{"7", ReLU{}})`; see append(GraphView, ...).
template <class... Ps>
void append(Network& net, const std::string& path, const Ps&... pieces) {
  const Tables now = detail::present_tables(net);
  detail::finish_edit(net, append(GraphView(now), path, pieces...), path);
}

/// Changes the number of channels of the images; the first filters are adapted, see adapt_input_channels.
void input_channels(Network& net, std::int64_t channels);

/// Removes the global pool and the classifier: images in, feature maps out; see body(GraphView).
void body(Network& net);

/// Ends the network after the last call of a module; see up_to(GraphView, path).
void up_to(Network& net, const std::string& path);

}  // namespace graft
