#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/training/detail/training_program.hpp>
#include <graft/engine/training/detail/training_programs.hpp>
#include <graft/engine/training/detail/training_range.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/autocast_scope.hpp>
#include <graft/platform/one_thread.hpp>

namespace graft::detail {

#if defined(GRAFT_HAS_ONEDNN)

struct TrainingPrograms::Kept {
  /// What a program is made for.
  struct Key {
    int first = 0, last = 0;
    std::int64_t images = 0, threads = 0;
    Shape input;
    std::vector<const void*> modules;  // that are called: copies of a network have the same programs
    std::vector<char> allowed;         // of each call
    std::vector<bool> learning;        // of each parameter
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Program {
    Key key;
    int reached = 0;
    std::shared_ptr<onednn::TrainingProgram> program;  // none: LibTorch has to do it
  };

  std::shared_ptr<std::mutex> mutex = std::make_shared<std::mutex>();  // passes take turns
  std::shared_ptr<NumberPool> pool = std::make_shared<NumberPool>();
  std::vector<Program> programs;

  [[nodiscard]] const Program& find(const Network& network, Key key) {
    for (const Program& there : programs)
      if (there.key == key) return there;
    if (programs.size() >= 4) {  // sizes of batches and images that come back
      programs.erase(programs.begin());
      pool->forget();
    }
    programs.push_back(make(network, std::move(key)));
    return programs.back();
  }

 private:
  [[nodiscard]] Program make(const Network& network, Key key) const {
    Program made{std::move(key), 0, nullptr};
    made.reached = training_range(network.graph(), made.key.first, made.key.last, made.key.allowed);
    if (made.reached == made.key.first) return made;
    try {
      auto program = std::make_shared<onednn::TrainingProgram>(
          PlanSource{tables_of(network.graph()), made.key.first, made.reached, network.leaves()}, made.key.images,
          made.key.input, made.key.threads, pool);
      if (program->learns()) made.program = std::move(program);
    } catch (const UsageError&) {  // no fast code
    } catch (const ::dnnl::error&) {
    }
    return made;
  }
};

/// A forward pass that waits for its backward pass.
struct WaitingPass : ::torch::CustomClassHolder {
  std::shared_ptr<std::mutex> mutex;
  std::shared_ptr<onednn::TrainingProgram> program;
  onednn::TrainingProgram::Pass pass;
};

struct ProgramFunction : ::torch::autograd::Function<ProgramFunction> {
  static ::torch::Tensor forward(::torch::autograd::AutogradContext* context, const c10::intrusive_ptr<WaitingPass>& waiting,
                                 const ::torch::Tensor& images, at::TensorList parameters) {
    context->save_for_backward(parameters.vec());  // so that LibTorch sees it when one is changed in between
    context->saved_data["pass"] = c10::IValue::make_capsule(waiting);
    return waiting->program->forward(images, waiting->pass);
  }

  static ::torch::autograd::variable_list backward(::torch::autograd::AutogradContext* context,
                                                   const ::torch::autograd::variable_list& given) {
    (void)context->get_saved_variables();
    if (at::GradMode::is_enabled())
      throw UsageError(
          "second derivatives were asked for (create_graph) of a network in training mode, whose passes graft computes itself; "
          "give it images that require a gradient, and LibTorch computes them");
    const auto waiting = c10::static_intrusive_pointer_cast<WaitingPass>(context->saved_data["pass"].toCapsule());
    const std::lock_guard turn(*waiting->mutex);
    ::torch::autograd::variable_list gradients =
        waiting->program->backward(waiting->pass, given.front(), ::torch::autograd::get_current_graph_task_keep_graph());
    gradients.insert(gradients.begin(), 2, ::torch::Tensor());  // the pass and the images
    return gradients;
  }
};

[[nodiscard]] inline bool is_plain(const ::torch::Tensor& tensor) {
  return tensor.defined() && tensor.device().is_cpu() && tensor.scalar_type() == ::torch::kFloat &&
         tensor.layout() == ::torch::kStrided;
}

/// Whether a module computes what its row says, with float32 numbers on the processor.
[[nodiscard]] inline bool is_plain(const ::torch::nn::Module& module) {
  if (const auto* conv = module.as<::torch::nn::Conv2d>())
    return is_plain(conv->weight) && (!conv->options.bias() || is_plain(conv->bias)) &&
           get_if<::torch::enumtype::kZeros>(&conv->options.padding_mode()) != nullptr;
  if (const auto* norm = module.as<::torch::nn::BatchNorm2d>())
    return is_plain(norm->weight) && is_plain(norm->bias) && is_plain(norm->running_mean) && is_plain(norm->running_var) &&
           norm->options.momentum().has_value();
  return true;
}

TrainingPrograms::TrainingPrograms() : kept_(std::make_shared<Kept>()) {}
TrainingPrograms::~TrainingPrograms() = default;

std::pair<int, ::torch::Tensor> TrainingPrograms::run(const Network& network, const ::torch::Tensor& value, int first,
                                                      int last) {
  const std::int64_t threads = ::torch::get_num_threads();
  const bool suits = onednn::works() && network.is_training() && at::GradMode::is_enabled() &&
                     !AutocastScope::is_on(value.device()) && is_plain(value) && !value.requires_grad() && value.dim() == 4 &&
                     value.size(0) >= threads && !at::in_parallel_region() && openmp_set_threads() != nullptr;
  if (!suits) return {first, value};
  const GraphView net = network.graph();
  Kept::Key key{.first = first,
                .last = last,
                .images = value.size(0),
                .threads = threads,
                .input = {value.size(1), value.size(2), value.size(3)},
                .modules = {},
                .allowed = {},
                .learning = {}};
  key.allowed.assign(net.calls().size(), 1);
  for (int row = first; row < last; ++row) {
    if (net.call(row).op != Op::call_module) continue;
    const ::torch::nn::Module& module = *network.module(net.call(row).module);
    key.modules.push_back(&module);
    key.allowed[static_cast<std::size_t>(row)] = is_plain(module) ? 1 : 0;
    for (const auto& parameter : module.parameters(false)) key.learning.push_back(parameter.requires_grad());
  }
  const std::lock_guard turn(*kept_->mutex);
  const Kept::Program& found = kept_->find(network, std::move(key));
  if (found.program == nullptr) return {first, value};
  auto waiting = c10::make_intrusive<WaitingPass>();
  waiting->mutex = kept_->mutex;
  waiting->program = found.program;
  const std::vector<::torch::Tensor> parameters = found.program->parameters();
  return {found.reached, ProgramFunction::apply(waiting, value, at::TensorList(parameters))};
}

void TrainingPrograms::clear() {
  const std::lock_guard turn(*kept_->mutex);
  kept_->programs.clear();
  kept_->pool = std::make_shared<NumberPool>();  // what a pass still has goes to the one before, which goes with it
}

#else

struct TrainingPrograms::Kept {};
TrainingPrograms::TrainingPrograms() = default;
TrainingPrograms::~TrainingPrograms() = default;
std::pair<int, ::torch::Tensor> TrainingPrograms::run(const Network&, const ::torch::Tensor& value, int first, int) {
  return {first, value};
}
void TrainingPrograms::clear() {}

#endif

}  // namespace graft::detail
