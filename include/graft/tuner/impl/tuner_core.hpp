#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/network/trainable.hpp>
#include <graft/platform/memory.hpp>
#include <graft/platform/translate.hpp>
#include <graft/task/outputs_of.hpp>
#include <graft/train/begin_training.hpp>
#include <graft/train/evaluate.hpp>
#include <graft/train/fit.hpp>
#include <graft/tuner/detail/tuner_core.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/save_model.hpp>
#include <graft/weights/state/load_state.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/weights/write_weights.hpp>

namespace graft::detail {

/// Checks that each stage trains more than the one before it, which of a constant graph the compiler has checked already.
/// Errors: UsageError when a stage does not train all that the one before it trains, or no more than that.
inline void require_growth(Network& network, const std::vector<TrainingStage>& stages) {
  std::vector<std::string> before;
  for (std::size_t stage = 0; stage < stages.size(); ++stage) {
    stages[stage].freeze(network);
    std::vector<std::string> now = trainable(network);
    const auto name = "stage " + std::to_string(stage + 1) + " of " + std::to_string(stages.size());
    for (const std::string& parameter : before)
      if (std::find(now.begin(), now.end(), parameter) == now.end())
        throw UsageError(name + " freezes \"" + parameter +
                         "\", which the stage before it trains; a later stage may only unfreeze");
    if (stage > 0 && now.size() == before.size())
      throw UsageError(name + " unfreezes nothing new; name a layer that the stage before it keeps frozen");
    before = std::move(now);
  }
}

/// The type, or the one that is computed with in its place, with a message on standard error.
[[nodiscard]] inline ComputeType available_or_told(ComputeType wanted, const ::torch::Device& device, const char* what) {
  const ComputeType type = available(wanted, device);
  if (wanted != ComputeType::automatic && wanted != type) {
    const std::string name(to_string(wanted));
    const bool lacks_onednn = wanted == ComputeType::i8 && device.is_cpu() && plan_backend(device).starts_with("torch");
    const std::string why = lacks_onednn      ? "without oneDNN there is no " + name
                            : device.is_cpu() ? "this processor has no instructions for " + name
                                              : "on CUDA there is no " + name;
    std::fprintf(stderr, "graft: %s, so what %s computes in %s\n", why.c_str(), what, std::string(to_string(type)).c_str());
  }
  return type;
}

TunerCore::TunerCore(BuiltNetwork built, std::shared_ptr<const Task> task, std::int64_t classes, ::torch::Device device,
                     std::uint64_t seed, std::vector<std::string> class_names)
    : built_(std::move(built)), classes_(classes), class_names_(std::move(class_names)) {
  recipe_.task = std::move(task);
  recipe_.device = device;
  recipe_.complete_optimizer = true;
  state_.network = built_.network;
  state_.seed = seed;
  if (recipe_.task->shares_classes() && !class_names_.empty() && static_cast<std::int64_t>(class_names_.size()) != classes_)
    throw DataError("the option .classes has " + std::to_string(class_names_.size()) +
                    (class_names_.size() == 1 ? " class" : " classes") + ", the head has " + std::to_string(classes_));
  translate_errors("moving the network to its device", [&] { built_.network->to(device); });
  built_.network->eval();
  recipe_.suggest_int8 = built_.network->compute_type() == ComputeType::automatic;
  built_.network->compute_with(available_or_told(built_.network->compute_type(), device, "is frozen"));
}

void TunerCore::autocast(ComputeType type) { recipe_.autocast = available_or_told(type, recipe_.device, "trains"); }

void TunerCore::loss(LossMaker make) {
  make_loss_ = std::move(make);
  recipe_.loss = make_loss_(std::vector<std::int64_t>(static_cast<std::size_t>(classes_)));
}

void TunerCore::freeze(const std::function<void(Network&)>& policy, std::vector<TrainingStage> stages,
                       const std::vector<double>& lr) {
  if (!lr.empty() && stages.empty())
    throw UsageError("the option .stage_lr is for a freeze policy that is Stages; give .optimizer its lr");
  if (!lr.empty() && lr.size() != stages.size())
    throw UsageError("the option .stage_lr has " + std::to_string(lr.size()) +
                     (lr.size() == 1 ? " learning rate" : " learning rates") + ", the freeze policy has " +
                     std::to_string(stages.size()) + " stages");
  for (const double one : lr)
    if (!(one >= 0) || std::isinf(one))
      throw UsageError("the option .stage_lr has " + std::to_string(one) + "; a learning rate is a number of at least 0");
  for (std::size_t stage = 0; stage < lr.size(); ++stage) stages[stage].lr = lr[stage];
  require_growth(*built_.network, stages);
  recipe_.stages = std::move(stages);
  policy(*built_.network);
}

void TunerCore::optimizer(std::unique_ptr<::torch::optim::Optimizer> optimizer, Schedule schedule) {
  state_.optimizer = std::move(optimizer);
  recipe_.schedule = std::move(schedule);
  begin_training(state_, recipe_);
}

FitReport TunerCore::fit(const Dataset& train, const Dataset* val, const FitOptions& options) {
  recipe_.task->require(train, "the training data");
  if (val != nullptr) {
    if (recipe_.task->shares_classes()) require_same_classes(train.class_names, val->class_names);
    recipe_.task->require(*val, "the validation data");
  }
  if (make_loss_) {
    std::vector<std::int64_t> images(static_cast<std::size_t>(classes_));
    for (const Sample& sample : train)
      if (const ClassLabel* label = std::get_if<ClassLabel>(&sample.target);
          label != nullptr && *label >= 0 && *label < classes_)
        ++images[static_cast<std::size_t>(*label)];
    recipe_.loss = make_loss_(images);
  }
  if (!train.class_names.empty()) class_names_ = train.class_names;
  struct Trim {
    ~Trim() { trim_freed_memory(); }
  } const at_the_end;
  return translate_errors("training", [&] { return graft::fit(state_, recipe_, train, val, options); });
}

Evaluation TunerCore::evaluate(const Dataset& images, std::int64_t batch_size, int workers) {
  recipe_.task->require(images, "the data to evaluate");
  if (recipe_.task->shares_classes()) require_same_classes(class_names_, images.class_names);
  return translate_errors("evaluation", [&] {
    return graft::evaluate(*built_.network, images, batch_size, workers, recipe_.device, recipe_.loss, recipe_.task.get());
  });
}

NetworkOutputs TunerCore::infer(const ::torch::Tensor& images) {
  const ::torch::NoGradGuard no_grad;
  built_.network->eval();
  const ::torch::Tensor on_device = images.to(recipe_.device);
  const Size2 size{images.size(-2), images.size(-1)};
  if (recipe_.task->named_outputs() != NamedOutputs::always)
    return {.main = built_.network->infer(on_device), .image_size = size};
  const int prefix = built_.network->frozen_prefix();
  Batch batch{.images = prefix > 1 ? built_.network->infer(on_device, prefix) : on_device};
  batch.image_size = size;
  return outputs_of(*built_.network, batch, prefix);
}

void TunerCore::save(const std::filesystem::path& file) const {
  if (!built_.network->graph().has_foreign())
    return save_model(file, {.network = built_.network,
                             .preprocessing = built_.preprocessing,
                             .class_names = class_names_,
                             .architecture = built_.architecture,
                             .variant = built_.variant});
  std::map<std::string, std::string> metadata;  // of such a network, no file can say more
  if (built_.variant) metadata[variant_key] = to_string(*built_.variant);
  write_weights(file, state_dict(*built_.network), metadata);
}

LoadReport TunerCore::load(const std::filesystem::path& file, const ReadOptions& options) {
  const Checkpoint checkpoint = read_weights(file, options);
  if (checkpoint.variant && built_.variant && *checkpoint.variant != *built_.variant)
    throw WeightsError("weights '" + checkpoint.source + "' are of variant " + std::string(to_string(*checkpoint.variant)) +
                       ", this network is " + std::string(to_string(*built_.variant)) +
                       "; give them to a new tuner as its .weights");
  LoadReport report = load_state(state_dict(*built_.network), checkpoint);
  if (state_.optimizer != nullptr) state_.optimizer->state().clear();  // momentum of other weights
  if (checkpoint.describes_model()) built_.preprocessing = checkpoint.preprocessing;
  if (static_cast<std::int64_t>(checkpoint.class_names.size()) == classes_) class_names_ = checkpoint.class_names;
  return report;
}

void TunerCore::require_same_classes(const std::vector<std::string>& wanted, const std::vector<std::string>& got) {
  if (wanted.empty()) return;
  if (got.size() > wanted.size())
    throw DataError("class \"" + got[wanted.size()] + "\" is not among the " + std::to_string(wanted.size()) +
                    " of the training; remove its folder");
  for (std::size_t i = 0; i < wanted.size() && i < got.size(); ++i)
    if (wanted[i] != got[i])
      throw DataError("class " + std::to_string(i) + " is \"" + wanted[i] + "\" in training and \"" + got[i] +
                      "\" here; read both with image_folders, which gives both one numbering");
}

}  // namespace graft::detail
