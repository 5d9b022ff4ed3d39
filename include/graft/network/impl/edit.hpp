#pragma once

#include <string>
#include <utility>

#include <graft/graph/body.hpp>
#include <graft/graph/input_channels.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/network/edit.hpp>

namespace graft {
namespace detail {

Tables present_tables(const Network& net) {
  Tables tables = tables_of(net.graph());
  for (ModuleId id{0}; id.index() < tables.modules.size(); ++id) tables.modules[id.index()].origin = id;
  return tables;
}

void finish_edit(Network& net, Tables edited, const std::string& path) {
  if (edited.check.problem == Problem::no_such_path) (void)net.module(path);  // throws, with the closest path
  net.become(std::move(edited));
}

}  // namespace detail

void remove(Network& net, const std::string& path) {
  const Tables now = detail::present_tables(net);
  detail::finish_edit(net, remove(GraphView(now), path), path);
}

void slice(Network& net, const std::string& path, int begin, int end) {
  const Tables now = detail::present_tables(net);
  detail::finish_edit(net, slice(GraphView(now), path, begin, end), path);
}

void input_channels(Network& net, std::int64_t channels) {
  const Tables now = detail::present_tables(net);
  detail::finish_edit(net, input_channels(GraphView(now), channels), "");
}

void body(Network& net) {
  const Tables now = detail::present_tables(net);
  detail::finish_edit(net, body(GraphView(now)), "");
}

void up_to(Network& net, const std::string& path) {
  const Tables now = detail::present_tables(net);
  detail::finish_edit(net, up_to(GraphView(now), path), path);
}

}  // namespace graft
