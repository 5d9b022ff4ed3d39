#pragma once

#include <algorithm>
#include <memory>

#include <graft/core/suggest.hpp>
#include <graft/engine/eager/execute.hpp>
#include <graft/engine/eager/make_leaf.hpp>
#include <graft/engine/eager/of_size.hpp>
#include <graft/graph/describe_problem.hpp>
#include <graft/graph/images_behind.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/network/adapt_input_channels.hpp>
#include <graft/network/detail/kept_plans.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/shape_text.hpp>

namespace graft {
namespace detail {

/// The class name of a network.
/// Errors: ShapeError for tables with a problem, and for those without a Block in row 0, as a failed edit may leave them.
[[nodiscard]] inline std::string class_name_of(const Tables& tables) {
  if (!tables.check.ok()) throw ShapeError("this network cannot be built: " + describe_problem(tables));
  const Block* block = tables.modules.empty() ? nullptr : get_if<Block>(&tables.modules.front().layer);
  if (block == nullptr)
    throw ShapeError("this network cannot be built: its tables have no network in row 0; make them with describe or Net");
  return std::string(block->name.view());
}

/// Copies the weights of a module to the one that replaces it, whose settings an edit has changed.
inline void adopt(const ::torch::nn::Module& from, ::torch::nn::Module& to) {
  const ::torch::NoGradGuard no_grad;
  const auto copy = [](const auto& sources, auto targets) {
    for (auto& target : targets) {
      const ::torch::Tensor& source = sources[target.key()];
      const bool other_channels = source.dim() == 4 && source.size(1) != target.value().size(1);
      target.value().set_data((other_channels ? adapt_input_channels(source, target.value().size(1)) : source).clone());
      target.value().set_requires_grad(source.requires_grad());
    }
  };
  copy(from.named_parameters(false), to.named_parameters(false));
  copy(from.named_buffers(false), to.named_buffers(false));
}

}  // namespace detail

Network::Network(Tables tables, const std::vector<ForeignModule>& foreign)
    : ::torch::nn::Module(detail::class_name_of(tables)),
      tables_(std::move(tables)),
      plans_(std::make_shared<detail::KeptPlans>()) {
  make_leaves(foreign);
  connect();
}

Network::Network(GraphView graph, const std::vector<ForeignModule>& foreign) : Network(tables_of(graph), foreign) {}

void Network::make_leaves(const std::vector<ForeignModule>& foreign) {
  const GraphView net = graph();
  leaves_.modules.resize(net.modules().size());
  for (ModuleId row{1}; row < net.module_count(); ++row) {
    if (net.is_inside_layer(row)) continue;  // created by its parent's module
    detail::Leaf& leaf = leaves_.modules[row.index()];
    if (!net.is<Foreign>(row)) {
      leaf = detail::make_leaf(net.module(row).layer);
      continue;
    }
    const auto given =
        std::find_if(foreign.begin(), foreign.end(), [&](const ForeignModule& f) { return net.has_path(row, f.path); });
    if (given == foreign.end())
      throw UsageError("no module was given for \"" + std::string(net.path(row).view()) +
                       "\", which the graph leaves to the user");
    leaf = {given->module, [forward = given->forward](const ::torch::Tensor& input, bool) { return forward(input); }};
  }
}

/// Registers the leaves under their names and counts the uses of each value.
void Network::connect() {
  const GraphView net = graph();
  for (ModuleId row{1}; row < net.module_count(); ++row) {
    detail::Leaf& leaf = leaves_.modules[row.index()];
    const std::string name(net.module(row).name.view());
    const ModuleId parent = net.module(row).parent;
    ::torch::nn::Module& owner = parent == 0 ? *this : *leaves_.modules[parent.index()].module;
    if (net.is_inside_layer(row))
      leaf.module = owner.named_children()[name];
    else if (net.is<Parameter>(row))
      leaf.parameter = owner.register_parameter(name, leaf.parameter, leaf.parameter.requires_grad());
    else
      owner.register_module(name, leaf.module);
    if (net.is<Conv2d>(row)) {
      ::torch::Tensor& filters = leaf.module->as<::torch::nn::Conv2d>()->weight;
      filters.set_data(filters.contiguous(::torch::MemoryFormat::ChannelsLast));
    }
  }
  leaves_.functions = detail::make_functions(net);
  uses_ = uses_of(net, 0, net.call_count(), true);
  checked_shape_ = {};
}

void Network::become(Tables edited) {
  const GraphView next = edited;
  if (!next.check().ok()) throw ShapeError("this edit does not fit together: " + detail::describe_problem(next));
  std::vector<detail::Leaf> leaves(next.modules().size());
  std::map<const ::torch::nn::Module*, ::torch::nn::Module*> successor;  // of each module that stays
  const std::vector<::torch::Tensor> present = parameters();
  for (ModuleId row{1}; row < next.module_count(); ++row) {
    if (next.is_inside_layer(row)) continue;
    detail::Leaf& leaf = leaves[row.index()];
    const ModuleId origin = next.module(row).origin;
    const Layer& layer = next.module(row).layer;
    const bool stays = origin > 0 && !is_container(layer);
    if (!origin.exists() && next.is<Foreign>(row))
      throw UsageError("an edit cannot bring a module that the graph does not know; give it when the network is made");
    const bool is_same = stays && graph().module(origin).layer == layer;
    leaf = is_same ? leaves_.modules[origin.index()] : detail::make_leaf(layer);
    if (next.is<Parameter>(row)) {
      if (!is_same && !present.empty())
        leaf.parameter.set_data(leaf.parameter.to(present.front().device(), present.front().scalar_type()));
      continue;
    }
    if (stays && leaf.module != module(origin)) detail::adopt(*module(origin), *leaf.module);
    if (!stays && !present.empty()) leaf.module->to(present.front().device(), present.front().scalar_type());
    if (origin > 0) successor[module(origin).get()] = leaf.module.get();
  }

  std::unordered_set<const ::torch::nn::Module*> still_frozen;
  for (const ::torch::nn::Module* module : frozen_modules_) {
    const auto found = successor.find(module);
    still_frozen.insert(found == successor.end() ? module : found->second);
  }
  const std::vector<std::string> names = named_children().keys();
  for (const std::string& name : names) unregister_module(name);
  parameters_.clear();
  for (graft::Module& module : edited.modules)
    module.origin = module.origin.exists() ? graph().module(module.origin).origin : ModuleId{};
  tables_ = std::move(edited);
  leaves_.modules = std::move(leaves);
  connect();

  frozen_modules_.clear();
  for (const auto& module : modules(false))
    if (still_frozen.contains(module.get())) frozen_modules_.insert(module.get());
  train(is_training());
}

void Network::check_input(const ::torch::Tensor& value) {
  const Shape wanted = graph().input_shape();
  const bool fits = value.dim() == static_cast<std::int64_t>(wanted.rank()) + 1 && value.size(1) == wanted[0];
  if (!fits)
    throw ShapeError("this network takes images of shape (N, " + std::to_string(wanted[0]) + ", H, W), got " +
                     detail::shape_text(value) +
                     (value.dim() == 3 ? "; a single image needs a batch axis: image.unsqueeze(0)" : ""));
  const Shape given{value.size(1), value.size(2), value.size(3)};
  if (given == wanted || given == checked_shape_ || graph().has_foreign()) return;
  Tables tables = tables_;
  tables.calls.front().shape = given;
  graft::infer(tables, 0, false);  // an auxiliary classifier may want larger images, in training
  if (!tables.check.ok())
    throw ShapeError("this network cannot take images of " + std::to_string(given[1]) + " x " + std::to_string(given[2]) +
                     " pixels: " + detail::describe_problem(tables));
  checked_shape_ = given;
}

/// Whether a call may overwrite its input: it is the only use of that value, and the value is a tensor of its own that its
/// backward pass does not need. Uses by earlier calls count too, since a flatten or an inactive Dropout aliases the value.
bool Network::may_overwrite(CallId source) const {
  return uses_.count[source.index()] == 1 && detail::is_overwritable(graph(), source, leaves_);
}

::torch::Tensor Network::run(const ::torch::Tensor& value, int first, int last, std::optional<Size2> images) {
  return compute(value, first, last, images, {}, graph().call({last - 1}).auxiliary)[static_cast<std::size_t>(last - 1)];
}

std::vector<::torch::Tensor> Network::values(const ::torch::Tensor& images, std::span<const CallId> calls) {
  int last = 1;
  for (const CallId call : calls) last = std::max(last, call + 1);
  const auto all = compute(images, 1, last, {}, calls, true);
  std::vector<::torch::Tensor> chosen;
  for (const CallId call : calls) chosen.push_back(all[call.index()]);
  return chosen;
}

std::vector<NamedTensor> Network::outputs(const ::torch::Tensor& value, int first, std::optional<Size2> images) {
  std::vector<std::string> names;
  std::vector<CallId> calls;
  const CallId main{graph().call_count() - 1};
  const auto named_outputs = graph().outputs();
  if (std::none_of(named_outputs.begin(), named_outputs.end(), [&](const Output& output) { return output.call == main; }))
    names.emplace_back("out"), calls.push_back(main);
  for (const Output& output : named_outputs) {
    if (output.call < first - 1 || (graph().call(output.call).auxiliary && !is_training())) continue;
    names.emplace_back(output.name.view());
    calls.push_back(output.call);
  }
  const auto all = compute(value, first, graph().call_count(), images, calls, is_training());
  std::vector<NamedTensor> named;
  for (std::size_t i = 0; i < calls.size(); ++i)
    if (all[calls[i].index()].defined()) named.emplace_back(names[i], all[calls[i].index()]);
  return named;
}

/// Runs calls as `run` does, and returns the values of all calls; those neither last nor in `retained` are undefined.
std::vector<::torch::Tensor> Network::compute(const ::torch::Tensor& value, int first, int last,
                                              const std::optional<Size2>& images, std::span<const CallId> retained,
                                              bool with_auxiliary) {
  const GraphView net = graph();
  if (first == 1) check_input(value);
  std::vector<::torch::Tensor> values(net.calls().size());
  const auto is_retained = [&](CallId call) { return std::find(retained.begin(), retained.end(), call) != retained.end(); };
  if (first > 1 && uses_.last_size.front() >= first) {
    const Shape described = net.input_shape(), given = detail::shape_of(value);
    values.front() = detail::of_size(value.size(0),
                                     images ? described.with(1, images->height).with(2, images->width)
                                            : images_behind(given, net.call({first - 1}).shape, described),
                                     value.options());
  }
  values[static_cast<std::size_t>(first - 1)] =
      value.dim() == 4 ? value.contiguous(::torch::MemoryFormat::ChannelsLast) : value;
  std::vector<::torch::Tensor> given;
  for (CallId row{first}; row < last; ++row) {
    if (net.call(row).auxiliary && !with_auxiliary) continue;
    const auto inputs = net.inputs(row);
    given.clear();
    for (const CallId source : inputs) given.push_back(values[source.index()]);
    // An auxiliary output that does not train may read what lies before `first`; it is left out then.
    if (net.call(row).auxiliary &&
        std::any_of(given.begin(), given.end(), [](const ::torch::Tensor& input) { return !input.defined(); }))
      continue;
    // The caller's own value, before `first`, is never overwritten.
    const bool overwrite = !inputs.empty() && inputs[0] >= first && may_overwrite(inputs[0]) && !is_retained(inputs[0]);
    values[row.index()] = detail::execute(net, row, leaves_, given, overwrite);
    for (const CallId source : inputs) {
      if (uses_.last[source.index()] > row || is_retained(source)) continue;
      ::torch::Tensor& done = values[source.index()];
      const bool is_measured = uses_.last_size[source.index()] > row && done.defined();
      done = is_measured ? detail::of_size(done.size(0), detail::shape_of(done), done.options()) : ::torch::Tensor();
    }
  }
  return values;
}

Network::operator PlanSource() const {
  const auto all = parameters();
  return {tables_, leaves_, all.empty() ? ::torch::Device(::torch::kCPU) : all.front().device(), 1, graph().call_count()};
}

void Network::compute_with(ComputeType type) { plans_->type = type; }
ComputeType Network::compute_type() const { return plans_->type; }

bool Network::wants_calibration(int last) const {
  const int cut = frozen_up_to(last);
  return compute_type() == ComputeType::i8 && cut > 1 && plans_->find(*this, 1, cut, ComputeType::i8) == nullptr;
}

void Network::calibrate(const ::torch::Tensor& images, int last) {
  if (images.size(0) == 0) throw UsageError("a network cannot be calibrated without images");
  if (wants_calibration(last)) (void)plans_->plan(*this, 1, frozen_up_to(last), ComputeType::i8, images);
}

std::vector<float> Network::calibration(int last) const {
  if (compute_type() != ComputeType::i8) return {};
  const auto plan = plans_->find(*this, 1, frozen_up_to(last), ComputeType::i8);
  return plan == nullptr ? std::vector<float>() : plan->largest();
}

/// The end of the frozen prefix, but no later than `last` (-1: the end of the network).
int Network::frozen_up_to(int last) const { return last < 0 ? frozen_prefix() : std::min(frozen_prefix(), last); }

std::function<::torch::Tensor(const ::torch::Tensor&)> Network::inference(int last) {
  if (last < 0) last = graph().call_count();
  // Two plans: that of the frozen prefix stays valid while the rest trains.
  const int cut = frozen_up_to(last);
  const ComputeType fallback = compute_type() == ComputeType::i8 ? ComputeType::automatic : compute_type();
  std::vector<std::shared_ptr<const Plan>> parts;
  if (cut > 1) parts.push_back(plans_->plan(*this, 1, cut, wants_calibration(last) ? fallback : compute_type()));
  if (last > cut) parts.push_back(plans_->plan(*this, cut, last, fallback));
  return [parts](const ::torch::Tensor& images) {
    ::torch::Tensor value = images;
    std::optional<Size2> size;
    if (images.dim() == 4) size = Size2(images.size(2), images.size(3));
    for (const auto& part : parts) value = (*part)(value, size);
    return value;
  };
}

std::shared_ptr<::torch::nn::Module> Network::module(const std::string& path) const {
  for (const auto& item : named_modules(std::string(), false))
    if (item.key() == path) return item.value();
  std::vector<std::string> paths = named_modules(std::string(), false).keys();
  // Ties go to the last path, as in closest_module(): layer5 is more likely layer4 than layer1.
  std::reverse(paths.begin(), paths.end());
  const auto close = closest(path, paths);
  throw UsageError("this network has no module \"" + path + "\"" + (close ? "; did you mean \"" + *close + "\"?" : ""));
}

}  // namespace graft
