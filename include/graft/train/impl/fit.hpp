#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/autocast_scope.hpp>
#include <graft/train/detail/batch_source.hpp>
#include <graft/train/detail/caches.hpp>
#include <graft/train/detail/match_optimizer.hpp>
#include <graft/train/detail/measure.hpp>
#include <graft/train/detail/progress_bar.hpp>
#include <graft/train/evaluate.hpp>
#include <graft/train/fit.hpp>
#include <graft/train/zero_grad.hpp>

namespace graft {
namespace detail {

/// A copy of everything that an epoch changes, to come back to.
class LastGood {
 public:
  explicit LastGood(const Network& network) {
    for (const auto& parameter : network.parameters())
      if (parameter.requires_grad()) live_.push_back(parameter.detach());
    for (const auto& buffer : network.buffers()) live_.push_back(buffer);
    for (const auto& tensor : live_) kept_.push_back(tensor.clone());
  }
  [[nodiscard]] bool live_is_finite() const {
    return std::all_of(live_.begin(), live_.end(), [](const ::torch::Tensor& t) {
      return !t.is_floating_point() || ::torch::isfinite(t).all().item<bool>();
    });
  }
  void restore() {
    const ::torch::NoGradGuard no_grad;
    for (std::size_t i = 0; i < live_.size(); ++i) live_[i].copy_(kept_[i]);
  }

 private:
  std::vector<::torch::Tensor> live_, kept_;
};

inline void check(const FitOptions& options) {
  const auto require = [](bool holds, const std::string& what) {
    if (!holds) throw UsageError(what);
  };
  require(options.epochs.value_or(1) >= 1, "epochs must be at least 1, got " + std::to_string(options.epochs.value_or(1)));
  require(options.stage_epochs.empty(), "stage_epochs is for a tuner whose freeze policy is Stages; give epochs");
  require(options.label_smoothing >= 0 && options.label_smoothing <= 1,
          "label_smoothing must be from 0 to 1, got " + std::to_string(options.label_smoothing));
  require(options.validate_every >= 1, "validate_every must be at least 1, got " + std::to_string(options.validate_every));
}

/// The stages of a training, one where it has none, and their epochs together.
[[nodiscard]] inline std::pair<std::vector<TrainingStage>, int> stages_of(const Training& work, const FitOptions& options) {
  constexpr int usual = 10;
  if (work.stages.empty()) return {{{options.epochs.value_or(usual)}}, options.epochs.value_or(usual)};
  std::int64_t sum = 0;
  for (const TrainingStage& stage : work.stages) {
    if (stage.epochs < 0) throw UsageError("a stage cannot have " + std::to_string(stage.epochs) + " epochs");
    sum += stage.epochs;
  }
  if (sum < 1 || sum > std::numeric_limits<int>::max())
    throw UsageError("the stages have " + std::to_string(sum) + " epochs together; give at least one, and not that many");
  if (options.epochs && *options.epochs != sum)
    throw UsageError("epochs is " + std::to_string(*options.epochs) + ", the stages have " + std::to_string(sum) +
                     " together; leave epochs out");
  return {work.stages, static_cast<int>(sum)};
}

[[nodiscard]] inline bool is_better(const Epoch& candidate, const Epoch& best) {
  if (candidate.accuracy && best.accuracy) return *candidate.accuracy > *best.accuracy;
  return candidate.accuracy.has_value() != best.accuracy.has_value() ? candidate.accuracy.has_value()
                                                                     : candidate.train_loss < best.train_loss;
}

/// `epoch` is the one that went wrong.
[[noreturn]] inline void stop_training(LastGood& last_good, ::torch::optim::Optimizer& optimizer, const std::string& what,
                                       int epoch) {
  last_good.restore();
  optimizer.state().clear();  // momentum that is not a number would spoil the next training, too
  throw TrainingError(what + "; the weights are those " +
                      (epoch > 1 ? "of the end of epoch " + std::to_string(epoch - 1) : "from before the training") +
                      " again; try a lower learning rate");
}

/// Leaves a network ready to use and the terminal tidy, whatever ends the training.
class AfterTraining {
 public:
  AfterTraining(Network& network, const ProgressBar& progress) : network_(network), progress_(progress) {}
  AfterTraining(const AfterTraining&) = delete;
  AfterTraining& operator=(const AfterTraining&) = delete;
  ~AfterTraining() {
    progress_.clear();
    network_.eval();
  }

 private:
  Network& network_;
  const ProgressBar& progress_;
};

/// Loss and accuracy on the validation images, whose frozen features are kept where the training's are.
[[nodiscard]] inline Evaluation validate(Training& work, const Dataset& images, const FitOptions& options, Caches& caches) {
  const int prefix = work.network.frozen_prefix();
  if (!caches.use(caches.val, work.network, prefix, images))
    return evaluate(work.network, images, options.batch_size, options.workers, work.device);
  const ::torch::NoGradGuard no_grad;
  const EvaluationMode evaluation_mode(work.network);
  return measure(cached_batches(*caches.val, 0), images.size(), work.device, [&](const ::torch::Tensor& features) {
    return work.network.run(features, prefix, work.network.graph().call_count());
  });
}

/// One pass over the training images.
inline void train_epoch(Epoch& epoch, Training& work, const Dataset& images, const FitOptions& options, LastGood& last_good,
                        ProgressBar& progress, Caches& caches) {
  const auto began = std::chrono::steady_clock::now();
  const int index = epoch.index;
  progress.begin(ProgressBar::title(epoch), static_cast<std::int64_t>(images.size()));
  work.network.train();
  const int prefix = work.network.frozen_prefix();
  ::torch::manual_seed(work.seed + static_cast<std::uint64_t>(work.epochs_before + index - 1));  // what Dropout draws
  const std::int64_t number = work.epochs_before + index - 1;
  const auto source = [&] {
    if (caches.use(caches.train, work.network, prefix, images)) return cached_batches(*caches.train, number);
    return loaded_batches(images,
                          {.batch_size = options.batch_size,
                           .shuffle = options.shuffle,
                           .workers = options.workers,
                           .seed = work.seed,
                           .epoch = number},
                          work.network, work.device, prefix);
  }();
  // Where much is left to train, its threads and the workers would fight for the processors: they take turns.
  const GraphView net = work.network.graph();
  const bool takes_turns =
      static_cast<double>(net.multiply_add_count(prefix)) > 0.1 * static_cast<double>(net.multiply_add_count());
  double loss_sum = 0;
  std::int64_t batches = 0;
  while (const auto batch = source.next()) {
    ++batches;
    if (takes_turns) source.hold(true);
    const auto labels = batch->labels.to(work.device);
    const auto logits =
        [&] {
          const AutocastScope scope(work.device, work.autocast);
          return work.network.run(batch->images, prefix, work.network.graph().call_count());
        }()
            .to(::torch::kFloat);
    constexpr std::int64_t no_label_is_ignored = -100;  // LibTorch's default
    const auto loss =
        ::torch::cross_entropy_loss(logits, labels, {}, ::torch::Reduction::Mean, no_label_is_ignored, options.label_smoothing);
    const double value = loss.item<double>();
    if (!std::isfinite(value))
      stop_training(last_good, work.optimizer,
                    std::string("the loss became ") + (std::isnan(value) ? "nan" : "infinite") + " in epoch " +
                        std::to_string(index) + ", batch " + std::to_string(batches),
                    index);
    graft::zero_grad(work.optimizer);
    loss.backward();
    work.optimizer.step();
    loss_sum += value * static_cast<double>(labels.size(0));
    epoch.images += labels.size(0);
    progress.update(epoch.images, loss_sum / static_cast<double>(epoch.images));
  }
  epoch.skipped = static_cast<std::int64_t>(source.skipped());
  if (epoch.images == 0) throw DataError("none of the " + std::to_string(images.size()) + " training images could be used");
  epoch.train_loss = loss_sum / static_cast<double>(epoch.images);
  epoch.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  epoch.images_per_second = static_cast<double>(epoch.images) / epoch.seconds;
}

}  // namespace detail

FitReport fit(Training work, const Dataset& train, const Dataset* val, const FitOptions& options) {
  detail::check(options);
  if (train.size() == 0) throw DataError("there are no training images");
  if (val != nullptr && val->size() == 0)
    throw DataError("there are no validation images; leave the validation out, or give it some");
  const auto [stages, total] = detail::stages_of(work, options);
  FitReport report;
  ProgressBar progress(options.progress);
  const detail::AfterTraining after_training(work.network, progress);
  detail::Caches caches(work, options, total);
  int done = 0;
  for (std::size_t stage = 0; stage < stages.size(); ++stage)
    for (int i = 0; i < stages[stage].epochs; ++i) {
      if (i == 0 && stages[stage].enter) stages[stage].enter();
      detail::match_optimizer(work.optimizer, work.network,
                              work.complete_optimizer);  // a callback may have unfrozen something, too
      detail::LastGood last_good(work.network);
      Epoch epoch{
          .index = ++done, .of = total, .stage = static_cast<int>(stage) + 1, .stages = static_cast<int>(stages.size())};
      detail::train_epoch(epoch, work, train, options, last_good, progress, caches);
      if (!last_good.live_is_finite())
        detail::stop_training(last_good, work.optimizer,
                              "the weights are no longer numbers after epoch " + std::to_string(done), done);
      if (val != nullptr && (done % options.validate_every == 0 || done == total)) {
        const Evaluation evaluation = detail::validate(work, *val, options, caches);
        epoch.val_loss = evaluation.loss;
        epoch.accuracy = evaluation.accuracy;
        epoch.val_seconds = evaluation.seconds;
        epoch.val_skipped = evaluation.skipped;
      }
      report.seconds += epoch.seconds;
      if (report.epochs.empty() || detail::is_better(epoch, report.best)) report.best = epoch;
      report.epochs.push_back(epoch);
      progress.end_epoch(epoch);
      if (options.on_epoch) options.on_epoch(epoch);
    }
  return report;
}

}  // namespace graft
