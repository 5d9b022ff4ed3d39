#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <graft/core/error.hpp>
#include <graft/engine/plan/detail/plan_source.hpp>
#include <graft/engine/training/detail/training_convolution.hpp>
#include <graft/engine/training/detail/training_max_pool.hpp>
#include <graft/engine/training/detail/training_sum.hpp>
#include <graft/graph/lower.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// A part of a network in training, for batches of one size and images of one size: forward and backward pass over maps whose
/// channels lie together 16 by 16. BatchNorm's results and ReLU's are not stored but done again where they are read, on so few
/// images at a time that the cache holds them. One thread at a time calls it; it uses several.
///
/// Source: in-place activated BatchNorm (Rota Bulo, Porzi, Kontschieder, CVPR 2018) has the same aim, of not storing what can
/// be found again; here nothing has to be inverted.
class TrainingProgram {
 public:
  /// What a forward pass leaves for its backward pass.
  struct Pass {
    std::vector<TrainingValue> values;
    bool spent = false;  ///< a backward pass has used its memory
  };

  /// `pool` is for all programs of a network. Errors: UsageError when oneDNN has none but its reference code for a step.
  TrainingProgram(PlanSource source, std::int64_t images, const Shape& input, std::int64_t threads,
                  std::shared_ptr<NumberPool> pool)
      : source_(std::move(source)),
        tables_(tables_for(source_, input)),
        net_(tables_),
        lowered_(lower(net_, source_.first, source_.last, Sums::apart)),
        images_(images),
        threads_(threads),
        pool_(std::move(pool)),
        desks_(static_cast<std::size_t>(threads)) {
    ThreadTeam alone(1);  // primitives are made for as many threads as there are when they are made
    std::vector<bool> wanted(net_.calls().size());
    const TrainingRoom room{images, *pool_, desks_};
    for (const LoweredStep& step : lowered_.steps) add(step, room, wanted);
    readers_.assign(net_.calls().size(), 0);
    for (const auto& unit : units_)
      for (const int read : unit->inputs()) ++readers_[static_cast<std::size_t>(read)];
    ++readers_[static_cast<std::size_t>(result())];
    wanted_ = wanted;
    for (const auto& unit : units_) desk_size_.include(unit->desk_size());
    desk_size_.include({.shown = largest_, .incoming = largest_});
  }

  TrainingProgram(const TrainingProgram&) = delete;  // its parts refer to each other
  TrainingProgram& operator=(const TrainingProgram&) = delete;

  /// Parameters of the convolutions and BatchNorms, in the order in which `backward` gives their gradients.
  [[nodiscard]] std::vector<::torch::Tensor> parameters() const {
    std::vector<::torch::Tensor> all;
    for (const TrainingConvolutionUnit* unit : convolutions_) unit->add_parameters_to(all);
    return all;
  }

  /// Whether anything in it learns.
  [[nodiscard]] bool learns() const { return wanted_[static_cast<std::size_t>(result())]; }

  /// The last call's value for images (N, C, H, W), channels-last.
  [[nodiscard]] ::torch::Tensor forward(const ::torch::Tensor& images, Pass& pass) {
    const Furnished desks(*this);
    ThreadTeam team(threads_);
    pass.values.assign(net_.calls().size(), {});
    pass.values[static_cast<std::size_t>(source_.first - 1)] = input(images, team);
    for_each_unit(team, [](TrainingUnit& unit) { unit.begin(false); });
    for (const auto& unit : units_) unit->forward(pass.values, team);
    const TrainingValue& last = pass.values[static_cast<std::size_t>(result())];
    const Shape shape = net_.call(source_.last - 1).shape;
    ::torch::Tensor given =
        ::torch::empty({images_, shape[0], shape[1], shape[2]},
                       ::torch::TensorOptions(::torch::kFloat).memory_format(::torch::MemoryFormat::ChannelsLast));
    float* to = given.data_ptr<float>();
    over_chunks(team, {images_, 1}, [&](const Chunk& chunk, std::size_t thread) {
      if (averages_)
        average_pixels(last.view(chunk.begin), last.chunk(1), to + chunk.begin * shape[0]);
      else
        write_channels_last(last.shown(chunk.begin, 1, desks_[thread].shown.get()), last.chunk(1),
                            to + last.offset(chunk.begin));
    });
    return given;
  }

  /// The gradients with regard to parameters() from the one with regard to the forward pass's result; undefined for what is
  /// frozen. `keeps`: whether the pass is wanted again; else its memory is used on the way.
  [[nodiscard]] std::vector<::torch::Tensor> backward(Pass& pass, const ::torch::Tensor& gradient, bool keeps) {
    if (pass.spent)
      throw UsageError(
          "a backward pass that went wrong cannot be tried again: its memory is used up; run the network on the images again");
    pass.spent = !keeps;
    const Furnished desks(*this);
    ThreadTeam team(threads_);
    TrainingGradients gradients(pass.values, readers_, *pool_);
    const TrainingValue& last = pass.values[static_cast<std::size_t>(result())];
    const ::torch::Tensor given = gradient.contiguous(::torch::MemoryFormat::ChannelsLast);
    const float* from = given.data_ptr<float>();
    auto target = gradients.begin(result(), images_);
    over_chunks(team, {images_, 1}, [&](const Chunk& chunk, std::size_t thread) {
      float* share = desks_[thread].incoming.get();
      if (averages_)
        average_pixels_backward(from + chunk.begin * last.size.channels(), last.chunk(1), share);
      else
        read_channels_last(from + last.offset(chunk.begin), last.chunk(1), share);
      gradients.receive(target, chunk, share);
    });
    gradients.end(std::move(target));
    for_each_unit(team, [](TrainingUnit& unit) { unit.begin(true); });
    for (std::size_t i = units_.size(); i-- > 0;) {
      const auto value = static_cast<std::size_t>(units_[i]->value());
      if (wanted_[value]) units_[i]->backward(pass.values, gradients, team);
      if (!keeps) pass.values[value].numbers = pass.values[value].noted = nullptr;
    }
    std::vector<::torch::Tensor> all;
    for (TrainingConvolutionUnit* unit : convolutions_) unit->move_gradients_to(all);
    return all;
  }

 private:
  /// What the threads need for a pass, which then is the pool's again.
  class Furnished {
   public:
    explicit Furnished(TrainingProgram& program) : desks_(program.desks_) {
      const DeskSize& size = program.desk_size_;
      for (Desk& desk : desks_) {
        desk.shown = program.pool_->take(size.shown);
        desk.gradient = program.pool_->take(size.gradient);
        desk.incoming = program.pool_->take(size.incoming);
        desk.weights = program.pool_->take(size.weights);
        desk.workspace = program.pool_->take(size.workspace / sizeof(float) + 1);
      }
    }
    Furnished(const Furnished&) = delete;
    Furnished& operator=(const Furnished&) = delete;
    ~Furnished() {
      for (Desk& desk : desks_) desk.shown = desk.gradient = desk.incoming = desk.weights = desk.workspace = nullptr;
    }

   private:
    std::vector<Desk>& desks_;
  };

  /// The value that the units give: what an average pool behind them averages.
  [[nodiscard]] int result() const { return averages_ ? averaged_ : lowered_.result; }

  /// Units in one thread each, those of every thread from all over the network: the last have the most weights.
  template <class Work>
  void for_each_unit(ThreadTeam& team, const Work& work) {
    const std::size_t count = units_.size(), apart = team.size();
    team.run(static_cast<std::int64_t>(apart), [&](std::int64_t part, std::size_t) {
      const ::torch::NoGradGuard no_grad;
      for (std::size_t i = static_cast<std::size_t>(part); i < count; i += apart) work(*units_[i]);
    });
  }

  template <class Holder>
  [[nodiscard]] Holder module(int row) const {
    return Holder(
        std::dynamic_pointer_cast<typename Holder::ContainedType>(source_.leaves[static_cast<std::size_t>(row)].module));
  }

  void add(const LoweredStep& step, const TrainingRoom& room, std::vector<bool>& wanted) {
    const auto inputs = net_.inputs(step.call);
    const auto held = [&](std::size_t which) { return lowered_.held_by(inputs[which]); };
    const auto wants = [&](int value) { return static_cast<bool>(wanted[static_cast<std::size_t>(value)]); };
    const Shape in = net_.call(held(0)).shape, out = net_.call(step.value).shape;
    const Call& call = net_.call(step.call);
    bool learns = false;
    for (std::size_t i = 0; i < inputs.size(); ++i) learns = learns || wants(held(i));
    largest_ = std::max({largest_, static_cast<std::size_t>(in.elements()), static_cast<std::size_t>(out.elements())});
    if (call.op == Op::add) {
      units_.push_back(std::make_unique<TrainingSumUnit>(room, held(0), held(1), step.value, out,
                                                         step.activation == Activation::relu,
                                                         std::vector<bool>{wants(held(0)), wants(held(1))}, threads_));
    } else if (net_.is<AdaptiveAvgPool2d>(call.module)) {
      averages_ = true;
      averaged_ = held(0);
    } else if (net_.is<MaxPool2d>(call.module)) {
      units_.push_back(std::make_unique<TrainingMaxPoolUnit>(room, *std::get_if<MaxPool2d>(&net_.module(call.module).layer),
                                                             held(0), step.value, in, out, wants(held(0)), threads_));
    } else {
      const TrainingConvolutionUnit::Settings settings{
          .conv = *std::get_if<Conv2d>(&net_.module(call.module).layer),
          .module = module<::torch::nn::Conv2d>(call.module),
          .norm = step.norm < 0 ? ::torch::nn::BatchNorm2d(nullptr) : module<::torch::nn::BatchNorm2d>(step.norm),
          .relu = step.activation == Activation::relu,
          .input = held(0),
          .value = step.value,
          .in = in,
          .out = out,
          .to_input = wants(held(0))};
      auto unit = std::make_unique<TrainingConvolutionUnit>(room, settings, threads_);
      std::vector<::torch::Tensor> parameters;
      unit->add_parameters_to(parameters);
      for (const auto& parameter : parameters) learns = learns || parameter.requires_grad();
      convolutions_.push_back(unit.get());
      units_.push_back(std::move(unit));
    }
    wanted[static_cast<std::size_t>(step.value)] = learns;
  }

  [[nodiscard]] TrainingValue input(const ::torch::Tensor& images, ThreadTeam& team) {
    const Shape shape = net_.call(source_.first - 1).shape;
    if (shape[0] < MapSize::block) {
      ::torch::Tensor plain = images.contiguous();
      if (plain.is_alias_of(images))
        plain = plain.clone();  // the caller may write the next images there before the backward pass
      return {shape.elements(), NumberPool::Numbers(plain.data_ptr<float>(), [plain](float*) {})};
    }
    const ::torch::Tensor plain = images.contiguous(::torch::MemoryFormat::ChannelsLast);
    const MapSize size = map_size(images_, shape);
    TrainingValue value(size, pool_->take(static_cast<std::size_t>(size.elements())));
    over_chunks(team, {images_, 1}, [&](const Chunk& chunk, std::size_t) {
      read_channels_last(plain.data_ptr<float>() + value.offset(chunk.begin), value.chunk(1),
                         value.numbers.get() + value.offset(chunk.begin));
    });
    return value;
  }

  PlanSource source_;
  Tables tables_;
  GraphView net_;
  Lowered lowered_;
  std::int64_t images_, threads_;
  std::shared_ptr<NumberPool> pool_;
  std::vector<Desk> desks_;
  DeskSize desk_size_;
  std::vector<std::unique_ptr<TrainingUnit>> units_;
  std::vector<TrainingConvolutionUnit*> convolutions_;
  std::vector<int> readers_;
  std::vector<bool> wanted_;
  bool averages_ = false;
  int averaged_ = 0;
  std::size_t largest_ = 0;
};

}  // namespace graft::detail::onednn

#endif
