#pragma once

#include <memory>
#include <string>
#include <vector>

#include <graft/graph/describe_problem.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/network/detail/layer_of.hpp>
#include <graft/network/look.hpp>
#include <graft/network/summary.hpp>

namespace graft {
namespace detail {

struct ParameterCount {
  std::int64_t all = 0;
  bool trains = false;
};

[[nodiscard]] inline ParameterCount count_parameters(const ::torch::nn::Module& module) {
  ParameterCount count;
  for (const auto& parameter : module.parameters(false)) {
    count.all += parameter.numel();
    count.trains = count.trains || parameter.requires_grad();
  }
  return count;
}

}  // namespace detail

Summary summary(const Network& net, const Shape& image) {
  Tables tables = tables_of(net.graph());
  if (image.rank() > 0) {
    tables.calls.front().shape = image;
    infer(tables);
    if (!tables.check.ok())
      throw ShapeError("images of this shape do not fit the network: " + detail::describe_problem(tables));
  }
  const GraphView graph = tables;
  const auto frozen = std::make_unique<bool[]>(tables.modules.size());  // std::vector<bool> has no span
  std::vector<std::int64_t> own(tables.modules.size(), 0);
  for (ModuleId row{1}; row < graph.module_count(); ++row) {
    frozen[row.index()] = true;
    for (const ::torch::Tensor& parameter : net.own_parameters(row)) {
      own[row.index()] += parameter.numel();
      if (parameter.requires_grad()) frozen[row.index()] = false;
    }
  }
  return summary(graph, {frozen.get(), tables.modules.size()}, own);
}

Summary summary(const ::torch::nn::Module& module) {
  if (const auto* network = dynamic_cast<const Network*>(&module)) return summary(*network, Shape{});
  Summary result;
  for (const auto& item : module.named_modules(std::string(), false)) {
    const ::torch::nn::Module& inner = *item.value();
    if (is_a<Sequential>(detail::layer_of(inner))) continue;
    const detail::ParameterCount count = detail::count_parameters(inner);
    result.rows.push_back({class_name(detail::layer_of(inner)) + "-" + std::to_string(result.rows.size() + 1),
                           item.key(),
                           {},
                           count.all,
                           0,
                           count.trains,
                           false});
  }
  for (const auto& parameter : module.parameters()) {
    result.parameters += parameter.numel();
    if (parameter.requires_grad()) result.trainable_parameters += parameter.numel();
  }
  result.parameters_mib = static_cast<double>(result.parameters) * 4 / (1024.0 * 1024.0);
  return result;
}

}  // namespace graft
