#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/require_decodable.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/task/make_loss.hpp>
#include <graft/train/detail/batch_source.hpp>
#include <graft/train/detail/caches.hpp>
#include <graft/train/detail/classification.hpp>
#include <graft/train/detail/enter_stage.hpp>
#include <graft/train/detail/last_good.hpp>
#include <graft/train/detail/learning_rates.hpp>
#include <graft/train/detail/match_optimizer.hpp>
#include <graft/train/detail/measure.hpp>
#include <graft/train/detail/progress_bar.hpp>
#include <graft/train/detail/schedule_span.hpp>
#include <graft/train/detail/train_step.hpp>
#include <graft/train/evaluate.hpp>
#include <graft/train/fit.hpp>

namespace graft {
namespace detail {

inline void check(const FitOptions& options, const Recipe& recipe) {
  const auto require = [](bool holds, const std::string& what) {
    if (!holds) throw UsageError(what);
  };
  require(options.epochs.value_or(1) >= 1, "epochs must be at least 1, got " + std::to_string(options.epochs.value_or(1)));
  require(options.batch_size >= 1, "batch_size must be at least 1, got " + std::to_string(options.batch_size));
  require(options.label_smoothing >= 0 && options.label_smoothing <= 1,
          "label_smoothing must be from 0 to 1, got " + std::to_string(options.label_smoothing));
  require(
      options.label_smoothing == 0 || !recipe.loss,
      "label_smoothing is for plain cross-entropy, and this tuner names another loss or gives its options; leave it out, or "
      "smooth by the tuner's option .loss");
  require(options.validate_every >= 1, "validate_every must be at least 1, got " + std::to_string(options.validate_every));
}

[[nodiscard]] inline bool is_better(const Epoch& candidate, const Epoch& best) {
  if (!candidate.scores.empty() && !best.scores.empty()) return candidate.scores.front().value > best.scores.front().value;
  return candidate.scores.empty() != best.scores.empty() ? !candidate.scores.empty() : candidate.train_loss < best.train_loss;
}

/// One call of fit: what lives as long as it does. It leaves the network ready to use and the terminal tidy, whatever ends it.
class Fit {
 public:
  Fit(TrainState& state, const Recipe& recipe, const Dataset& train, const Dataset* val, const FitOptions& options)
      : state_(state),
        recipe_(recipe),
        task_(recipe.task ? *recipe.task : classification),
        loss_(recipe.loss),
        train_(train),
        val_(val),
        options_(options),
        spans_(schedule_spans(state, recipe, options)),
        total_(epochs_of(spans_)),
        progress_(options.progress),
        caches_(state, recipe, options, total_) {
    if (options.label_smoothing != 0)
      loss_ = loss_of(CrossEntropyTerms{.label_smoothing = options.label_smoothing}, 0, recipe.device);
  }
  Fit(const Fit&) = delete;
  Fit& operator=(const Fit&) = delete;
  ~Fit() {
    progress_.clear();
    state_.network->eval();
  }

  [[nodiscard]] FitReport run() {
    if (val_ != nullptr) require_decodable(*val_);  // now and not behind the first epoch
    for (const ScheduleSpan& span : spans_) {
      if (span.stage != state_.stage) enter_stage(state_, recipe_, span.stage);
      for (int i = span.done; i < span.epochs; ++i) run_epoch(span, i);
    }
    return std::move(report_);
  }

 private:
  [[nodiscard]] static int epochs_of(const std::vector<ScheduleSpan>& spans) {
    int sum = 0;
    for (const ScheduleSpan& span : spans) sum += span.left();
    return sum;
  }

  /// The `index`th epoch of a span, from 0: training, validation, report.
  void run_epoch(const ScheduleSpan& span, int index) {
    match_optimizer(*state_.optimizer, *state_.network, recipe_.complete_optimizer);  // a callback may have unfrozen something
    require_settable(state_, recipe_.schedule);
    const std::int64_t batch_size = options_.batch_size;
    const auto images = static_cast<std::int64_t>(train_.size());
    const std::int64_t steps = options_.drop_last ? images / batch_size : (images + batch_size - 1) / batch_size;
    if (steps == 0)
      throw UsageError("drop_last leaves out all " + std::to_string(images) + " images, which fill no batch of " +
                       std::to_string(batch_size) + "; give a smaller batch_size");
    state_.schedule = {.step = index * steps, .steps_per_epoch = steps, .epochs = span.epochs};
    state_.batch = 0;

    const int done = static_cast<int>(report_.epochs.size()) + 1;
    Epoch epoch{.index = done,
                .of = total_,
                .stage = static_cast<int>(span.stage) + 1,
                .stages = std::max(1, static_cast<int>(recipe_.stages.size()))};
    LastGood last_good(*state_.network);
    train_epoch(epoch, last_good);
    if (!last_good.live_is_finite())
      stop(last_good, "the weights are no longer numbers after epoch " + std::to_string(done), done);
    if (val_ != nullptr && (done % options_.validate_every == 0 || done == total_)) validate(epoch);

    report_.seconds += epoch.seconds;
    if (report_.epochs.empty() || is_better(epoch, report_.best)) report_.best = epoch;
    report_.epochs.push_back(epoch);
    progress_.end_epoch(epoch);
    ++state_.epoch;
    ++state_.epochs_in_stage;
    state_.batch = 0;
    if (options_.on_epoch) options_.on_epoch(epoch);
  }

  /// One pass over the training images.
  void train_epoch(Epoch& epoch, LastGood& last_good) {
    const auto began = std::chrono::steady_clock::now();
    Network& network = *state_.network;
    progress_.begin(ProgressBar::title(epoch), options_.drop_last ? state_.schedule.steps_per_epoch * options_.batch_size
                                                                  : static_cast<std::int64_t>(train_.size()));
    network.train();
    const int prefix = network.frozen_prefix();
    ::torch::manual_seed(state_.seed + static_cast<std::uint64_t>(state_.epoch));  // what Dropout draws
    if (prefix > 1 && report_.epochs.empty()) suggest_int8();
    const BatchSource source = training_batches(prefix);
    // Where much is left to train, its threads and the workers would fight for the processors: they take turns.
    const GraphView net = network.graph();
    const bool takes_turns =
        static_cast<double>(net.multiply_add_count(prefix)) > 0.1 * static_cast<double>(net.multiply_add_count());
    double loss_sum = 0;
    while (auto loaded = source.next()) {
      if (takes_turns) source.hold(true);
      const Batch batch = on_device(std::move(*loaded), recipe_.device);
      task_.require(batch, train_);
      const double loss = step(batch, prefix, epoch.index);
      if (!std::isfinite(loss))
        stop(last_good,
             std::string("the loss became ") + (std::isnan(loss) ? "nan" : "infinite") + " in epoch " +
                 std::to_string(epoch.index) + ", batch " + std::to_string(state_.batch + 1),
             epoch.index);
      if (!state_.rates.empty()) report_.lr.push_back(state_.rates.front().set);
      const std::int64_t images = batch.size();
      loss_sum += loss * static_cast<double>(images);
      epoch.images += images;
      progress_.update(epoch.images, loss_sum / static_cast<double>(epoch.images));
    }
    epoch.skipped = static_cast<std::int64_t>(source.skipped());
    if (epoch.images == 0) throw DataError("none of the " + std::to_string(train_.size()) + " training images could be used");
    epoch.train_loss = loss_sum / static_cast<double>(epoch.images);
    epoch.lr = state_.rates.empty() ? 0 : state_.rates.front().set;
    epoch.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    epoch.images_per_second = static_cast<double>(epoch.images) / epoch.seconds;
  }

  /// Names the policy that computes what is frozen several times as fast, where the processor's short type is int8 alone.
  void suggest_int8() const {
    if (!recipe_.suggest_int8 || options_.progress == Progress::none) return;
    if (available(ComputeType::automatic, recipe_.device) != ComputeType::f32) return;
    if (available(ComputeType::i8, recipe_.device) != ComputeType::i8) return;
    std::fputs(
        "this processor has instructions for int8, not for bfloat16: with the policy Precision<I8>, what is frozen runs "
        "about three times as fast, in less exact numbers\n",
        stderr);
  }

  /// One step of training. LibTorch's error about a batch of one image, in which BatchNorm has no variance to take, does not
  /// say what to do.
  [[nodiscard]] double step(const Batch& batch, int prefix, int epoch) {
    try {
      return train_step(state_, recipe_, task_, loss_, batch, prefix);
    } catch (const ::c10::Error& error) {
      if (batch.size() != 1 ||
          std::string_view(error.what_without_backtrace()).find("more than 1 value per channel") == std::string_view::npos)
        throw;
      throw UsageError("batch " + std::to_string(state_.batch + 1) + " of epoch " + std::to_string(epoch) +
                       " has one image, and a BatchNorm that trains needs several values of each channel; set drop_last, or "
                       "another batch_size than " +
                       std::to_string(options_.batch_size));
    }
  }

  /// What call `prefix - 1` gives for the training images, in the order of the epoch.
  [[nodiscard]] BatchSource training_batches(int prefix) {
    if (caches_.use(caches_.train, *state_.network, prefix, train_)) return cached_batches(*caches_.train, state_.epoch);
    return loaded_batches(train_,
                          {.batch_size = options_.batch_size,
                           .shuffle = options_.shuffle,
                           .workers = options_.workers,
                           .seed = state_.seed,
                           .epoch = state_.epoch,
                           .drop_last = options_.drop_last},
                          *state_.network, recipe_.device, prefix);
  }

  /// Loss and accuracy on the validation images, whose frozen features are kept where the training's are.
  void validate(Epoch& epoch) {
    const auto began = std::chrono::steady_clock::now();
    const Evaluation evaluation = [&] {
      Network& network = *state_.network;
      const int prefix = network.frozen_prefix();
      if (!caches_.use(caches_.val, network, prefix, *val_))
        return evaluate(network, *val_, options_.batch_size, options_.workers, recipe_.device, recipe_.loss, &task_);
      const ::torch::NoGradGuard no_grad;
      const EvaluationMode evaluation_mode(network);
      return measure(cached_batches(*caches_.val, 0), *val_, recipe_.device, task_, recipe_.loss, [&](const Batch& batch) {
        return task_.named_outputs() == NamedOutputs::always ? outputs_of(network, batch, prefix)
                                                             : main_output_of(network, batch, prefix);
      });
    }();
    epoch.val_loss = evaluation.loss;
    epoch.scores = evaluation.scores;
    if (!epoch.scores.empty() && epoch.scores.front().name == "accuracy") epoch.accuracy = evaluation.accuracy;
    epoch.val_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    epoch.val_skipped = evaluation.skipped;
  }

  /// Puts the weights of the last whole epoch back. `epoch` is the one that went wrong.
  [[noreturn]] void stop(LastGood& last_good, const std::string& what, int epoch) {
    last_good.restore();
    state_.optimizer->state().clear();  // momentum that is not a number would spoil the next training, too
    state_.step -= state_.batch;
    state_.batch = 0;
    throw TrainingError(what + "; the weights are those " +
                        (epoch > 1 ? "of the end of epoch " + std::to_string(epoch - 1) : "from before the training") +
                        " again; try a lower learning rate");
  }

  TrainState& state_;
  const Recipe& recipe_;
  const Task& task_;
  Loss loss_;  ///< that is learnt from; validation is without label_smoothing
  const Dataset& train_;
  const Dataset* val_;
  const FitOptions& options_;
  std::vector<ScheduleSpan> spans_;
  int total_;  ///< epochs
  ProgressBar progress_;
  Caches caches_;
  FitReport report_;
};

}  // namespace detail

FitReport fit(TrainState& state, const Recipe& recipe, const Dataset& train, const Dataset* val, const FitOptions& options) {
  detail::check(options, recipe);
  if (train.size() == 0) throw DataError("there are no training images");
  if (val != nullptr && val->size() == 0)
    throw DataError("there are no validation images; leave the validation out, or give it some");
  return detail::Fit(state, recipe, train, val, options).run();
}

}  // namespace graft
