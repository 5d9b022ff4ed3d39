#pragma once

#include <algorithm>
#include <sstream>

#include <graft/core/suggest.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/runtime/detail/make_leaf.hpp>
#include <graft/runtime/network.hpp>

namespace graft {
namespace detail {

/// The problem of a graph in one line.
[[nodiscard]] inline std::string describe_problem(GraphView graph) {
  const Check& check = graph.check();
  std::string text(sentence(check.problem));
  for (const auto& [mark, number] : {std::pair{"{w}", check.wanted}, std::pair{"{g}", check.got}})
    if (const auto at = text.find(mark); at != std::string::npos) text.replace(at, 3, std::to_string(number));
  const bool known = check.module >= 0 && check.module < graph.module_count();
  return std::string(known ? graph.path(check.module).view() : "the network") + " " + text;
}

/// The class name of a network that can be built; an edit that went wrong may have left tables without a single row.
[[nodiscard]] inline std::string class_name_of(const Tables& tables) {
  if (!tables.check.ok()) throw ShapeError("this network cannot be built: " + describe_problem(tables));
  const Block* block = tables.modules.empty() ? nullptr : std::get_if<Block>(&tables.modules.front().layer);
  if (block == nullptr) throw ShapeError("this network cannot be built: its tables have no network in row 0; make them with describe or Net");
  return std::string(block->name.view());
}

[[nodiscard]] inline std::string shape_text(const ::torch::Tensor& tensor) {
  std::ostringstream text;
  text << tensor.sizes();
  return text.str();
}

}  // namespace detail

Network::Network(Tables tables, const std::vector<ForeignModule>& foreign)
    : ::torch::nn::Module(detail::class_name_of(tables)), tables_(std::move(tables)) {
  build(foreign);
}

Network::Network(GraphView graph, const std::vector<ForeignModule>& foreign) : Network(tables_of(graph), foreign) {}

void Network::build(const std::vector<ForeignModule>& foreign) {
  const GraphView net = graph();
  leaves_.resize(net.modules().size());
  for (int row = 1; row < net.module_count(); ++row) {
    detail::Leaf& leaf = leaves_[static_cast<std::size_t>(row)];
    leaf = detail::make_leaf(net.module(row).layer);
    if (net.is<Foreign>(row)) {
      const auto given = std::find_if(foreign.begin(), foreign.end(), [&](const ForeignModule& f) { return net.has_path(row, f.path); });
      if (given == foreign.end()) throw UsageError("no module was given for \"" + std::string(net.path(row).view()) + "\", which the graph leaves to the user");
      leaf = {given->module, [forward = given->forward](const ::torch::Tensor& input, bool) { return forward(input); }};
    }
    const int parent = net.module(row).parent;
    ::torch::nn::Module& owner = parent == 0 ? *this : *leaves_[static_cast<std::size_t>(parent)].module;
    owner.register_module(std::string(net.module(row).name.view()), leaf.module);
    if (net.is<Conv2d>(row)) {
      ::torch::Tensor& filters = leaf.module->as<::torch::nn::Conv2d>()->weight;
      filters.set_data(filters.contiguous(::torch::MemoryFormat::ChannelsLast));
    }
  }
  last_use_.assign(net.calls().size(), -1);
  uses_.assign(net.calls().size(), 0);
  for (int row = 0; row < net.call_count(); ++row)
    for (const int source : net.inputs(row)) {
      last_use_[static_cast<std::size_t>(source)] = row;
      ++uses_[static_cast<std::size_t>(source)];
    }
}

void Network::check_input(const ::torch::Tensor& value) const {
  const Shape wanted = graph().input_shape();
  const bool fits = value.dim() == static_cast<std::int64_t>(wanted.rank()) + 1 && value.size(1) == wanted[0];
  if (!fits)
    throw ShapeError("this network takes pictures of shape (N, " + std::to_string(wanted[0]) + ", H, W), got " + detail::shape_text(value) +
                     (value.dim() == 3 ? "; a single picture needs a batch axis: picture.unsqueeze(0)" : ""));
}

/// Whether a call may write into its input: nobody else uses it, and whoever made it gave a tensor of its own that its
/// backward does not need. Others (a ReLU, a view, a Dropout that does nothing) return what is needed elsewhere.
/// An earlier user counts, too: a flatten or an idle Dropout still shows the same memory.
bool Network::may_overwrite(int source) const {
  const GraphView net = graph();
  const Call& maker = net.call(source);
  const bool own = maker.op == Op::add || (maker.op == Op::call_module && (net.is<Conv2d>(maker.module) || net.is<BatchNorm2d>(maker.module) || net.is<Linear>(maker.module)));
  return own && uses_[static_cast<std::size_t>(source)] == 1;
}

::torch::Tensor Network::run(const ::torch::Tensor& value, int first, int last) {
  const GraphView net = graph();
  if (first == 1) check_input(value);
  std::vector<::torch::Tensor> values(net.calls().size());
  values[static_cast<std::size_t>(first - 1)] = value.dim() == 4 ? value.contiguous(::torch::MemoryFormat::ChannelsLast) : value;
  for (int row = first; row < last; ++row) {
    const Call& call = net.call(row);
    const auto inputs = net.inputs(row);
    const auto input = [&](std::size_t which) -> ::torch::Tensor& { return values[static_cast<std::size_t>(inputs[which])]; };
    const bool overwrite = inputs[0] >= first && may_overwrite(inputs[0]);  // never the caller's own value
    ::torch::Tensor& result = values[static_cast<std::size_t>(row)];
    switch (call.op) {
      case Op::input: throw ShapeError("a network has one input");
      case Op::call_module: result = leaves_[static_cast<std::size_t>(call.module)].forward(input(0), overwrite); break;
      case Op::add: result = overwrite ? input(0).add_(input(1)) : input(0) + input(1); break;
      case Op::flatten: result = input(0).flatten(1); break;
      case Op::concat: {
        std::vector<::torch::Tensor> parts;
        for (const int source : inputs) parts.push_back(values[static_cast<std::size_t>(source)]);
        result = ::torch::cat(parts, 1);
        break;
      }
    }
    for (const int source : inputs)
      if (last_use_[static_cast<std::size_t>(source)] == row) values[static_cast<std::size_t>(source)].reset();
  }
  return values[static_cast<std::size_t>(last - 1)];
}

::torch::Tensor Network::infer(const ::torch::Tensor& pictures, int last) {
  constexpr std::int64_t slice = 16;  // 8 costs a few percent of the speed, 32 half as much memory again (ResNet-50, 224 x 224)
  const ::torch::NoGradGuard no_grad;
  if (last < 0) last = graph().call_count();
  if (pictures.is_cuda() || pictures.dim() != 4 || pictures.size(0) <= slice) return run(pictures, 1, last);
  std::vector<::torch::Tensor> parts;
  for (const ::torch::Tensor& part : pictures.split(slice)) parts.push_back(run(part, 1, last));
  return ::torch::cat(parts);
}

std::shared_ptr<::torch::nn::Module> Network::module(const std::string& path) const {
  for (const auto& item : named_modules(std::string(), false))
    if (item.key() == path) return item.value();
  std::vector<std::string> paths;
  for (const auto& item : named_modules(std::string(), false)) paths.push_back(item.key());
  const auto close = closest(path, paths);
  throw UsageError("this network has no module \"" + path + "\"" + (close ? "; did you mean \"" + *close + "\"?" : ""));
}

void Network::freeze(const std::vector<::torch::nn::Module*>& modules, std::span<const bool> frozen) {
  stays_.clear();
  for (std::size_t i = 0; i < modules.size(); ++i) {
    ::torch::nn::Module& module = *modules[i];
    for (::torch::Tensor& parameter : module.parameters(false)) parameter.set_requires_grad(!frozen[i]);
    // Running statistics are buffers: evaluation mode keeps them. A Dropout owns nothing, so it is never frozen.
    const bool owns = !module.parameters(false).empty() || !module.buffers(false).empty();
    if (&module != this) stays_.emplace_back(&module, frozen[i] && owns);
  }
  train(is_training());
}

std::vector<::torch::Tensor> Network::trainable_parameters() const {
  std::vector<::torch::Tensor> trains;
  for (const ::torch::Tensor& parameter : parameters())
    if (parameter.requires_grad()) trains.push_back(parameter);
  return trains;
}

void Network::train(bool on) {
  ::torch::nn::Module::train(on);
  // A module passes its mode on to its children, which come later and have the last word.
  for (const auto& [module, stays] : stays_) module->train(on && !stays);
}

}  // namespace graft
