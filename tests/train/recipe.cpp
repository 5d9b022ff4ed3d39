#include "support/torch_doctest.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <graft/graft.hpp>
#include <graft/train/recipe.hpp>
#include <graft/train/train_state.hpp>

#include "train/bare_training.hpp"
#include "train/small_world.hpp"

/// The loop without FineTuner: a state and a recipe that are made by hand.
namespace recipe_tests {

using namespace graft;
using namespace small_world;
using namespace bare_training;

double momentum_of(const TrainState& state) {
  return static_cast<torch::optim::SGDOptions&>(state.optimizer->param_groups().front().options()).momentum();
}

TEST_CASE("fit refuses an optimizer that was made before something was unfrozen, and trains once it has it") {
  TrainState state = made("fc");
  Network& net = *state.network;
  fit(state, {}, images().train, nullptr, quiet(1));
  unfreeze(net, "layer2.0.bn2");
  const State before = state_of(net);
  CHECK(scratch::complaint<UsageError>([&] { fit(state, {}, images().train, nullptr, quiet(1)); })
            .starts_with(
                "the optimizer lacks 2 parameters of the network that would train (layer2.0.bn2.weight, layer2.0.bn2.bias); "));
  CHECK(difference(state_of(net), before) == "");
  state.optimizer->add_param_group({net.module("layer2.0.bn2")->parameters()});
  fit(state, {}, images().train, nullptr, quiet(1));
  for (const auto& entry : state_of(net)) {
    const std::string& name = entry.first;
    CAPTURE(name);
    CHECK(torch::equal(entry.second, before.at(name)) == !(name.starts_with("fc.") || name.starts_with("layer2.0.bn2.")));
  }
}

TEST_CASE("the stations of a step are filled by hand, and the report has the rate of each step") {
  TrainState state = made("fc");
  std::string points;
  const Recipe recipe{.loss = [](const torch::Tensor& logits, const torch::Tensor&) { return 2 + 0 * logits.sum(); },
                      .schedule = {.lr =
                                       [&](double base, const SchedulePoint& at) {
                                         points += std::to_string(at.step) + "/" + std::to_string(at.steps_per_epoch) + "*" +
                                                   std::to_string(at.epochs) + " ";
                                         return base / static_cast<double>(1 + at.step);
                                       },
                                   .momentum = [](const SchedulePoint&) { return std::optional<double>(0.5); }}};
  const FitReport report = fit(state, recipe, images().train, &images().val, quiet(2));
  CHECK(points == "0/3*2 1/3*2 2/3*2 3/3*2 4/3*2 5/3*2 ");
  CHECK(report.lr == std::vector<double>{0.05, 0.05 / 2, 0.05 / 3, 0.05 / 4, 0.05 / 5, 0.05 / 6});
  CHECK(report.epochs[0].lr == 0.05 / 3);
  CHECK(report.epochs[1].lr == 0.05 / 6);
  CHECK(report.epochs[1].train_loss == 2);
  CHECK(*report.epochs[1].val_loss == 2);
  CHECK(rate_of(state) == 0.05 / 6);
  CHECK(momentum_of(state) == 0.5);
  CHECK(fit(state, recipe, images().train, nullptr, quiet(1)).lr.front() == 0.05);  // a second call begins anew
}

TEST_CASE("a schedule scales each group of parameters from its own rate, and a rate set by hand is where it starts next") {
  TrainState state = made("fc");
  unfreeze(*state.network, "layer2");
  torch::optim::OptimizerParamGroup other(state.network->module("layer2")->parameters(),
                                          std::make_unique<torch::optim::SGDOptions>(0.01));
  state.optimizer->add_param_group(other);
  const Recipe half{.schedule = {.lr = [](double base, const SchedulePoint&) { return base / 2; }}};
  FitOptions options = quiet(3);
  std::string rates;
  options.on_epoch = [&](const Epoch& epoch) {
    rates +=
        std::to_string(rate_of(state)) + " " + std::to_string(state.optimizer->param_groups()[1].options().get_lr()) + ", ";
    if (epoch.index == 2) state.optimizer->param_groups()[0].options().set_lr(0.4);
  };
  fit(state, half, images().train, nullptr, options);
  CHECK(rates == "0.025000 0.005000, 0.025000 0.005000, 0.200000 0.005000, ");
}

TEST_CASE(
    "fit goes through the stages of a recipe: each has its frozen layers, its rate, and the schedule from its beginning") {
  TrainState state = made("fc");
  std::string entered;
  const auto enters = [&](const char* name, const char* unfrozen) {
    return [&entered, name, unfrozen](Network& net) {
      entered += name;
      freeze(net);
      unfreeze(net, "fc", unfrozen);
    };
  };
  Recipe recipe{.complete_optimizer = true,
                .stages = {{.epochs = 2, .freeze = enters("first ", "fc"), .lr = 0.1},
                           {.epochs = 1, .freeze = enters("second ", "layer2"), .lr = 0.01},
                           {.epochs = 1, .freeze = enters("third ", "layer1")}}};
  begin_training(state, recipe);
  CHECK(entered == "first ");
  CHECK(rate_of(state) == 0.1);
  recipe.schedule.lr = [](double base, const SchedulePoint& at) {
    return base * static_cast<double>(at.total_steps() - at.step);
  };
  std::string said;
  const FitReport report = fit(state, recipe, images().train, nullptr, quiet(4, 12));
  CHECK(entered == "first second third ");
  for (const Epoch& epoch : report.epochs)
    said += std::to_string(epoch.index) + "/" + std::to_string(epoch.of) + " " + std::to_string(epoch.stage) + "/" +
            std::to_string(epoch.stages) + ", ";
  CHECK(said == "1/4 1/3, 2/4 1/3, 3/4 2/3, 4/4 3/3, ");
  CHECK(report.lr == std::vector<double>{0.1 * 4, 0.1 * 3, 0.1 * 2, 0.1 * 1, 0.01 * 2, 0.01, 0.01 * 2, 0.01});
  CHECK(state.stage == 2);

  const auto complaint = [&](std::vector<TrainingStage> wrong) {
    TrainState fresh = made("fc");
    return scratch::complaint<UsageError>([&] { fit(fresh, {.stages = wrong}, images().train, nullptr, quiet(2)); });
  };
  CHECK(complaint({{1}, {2}}) == "epochs is 2, the stages have 3 together; leave epochs out");
  CHECK(complaint({{0}, {2}}) == "a stage needs at least one epoch, one has 0");
}

}  // namespace recipe_tests
