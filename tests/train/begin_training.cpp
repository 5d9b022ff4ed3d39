#include "support/torch_doctest.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/graft.hpp>
#include <graft/train/begin_training.hpp>

#include "train/bare_training.hpp"
#include "train/small_world.hpp"

namespace begin_training_tests {

using namespace graft;
using namespace small_world;
using namespace bare_training;

TEST_CASE("a new state begins in the first stage: frozen as that says, at its learning rate") {
  TrainState state = made("layer2");
  const Recipe recipe{.stages = {{.freeze = [](Network& net) { freeze(net, "layer2"), unfreeze(net, "fc"); }, .lr = 0.3}, {}}};
  begin_training(state, recipe);
  CHECK(trainable(*state.network) == std::vector<std::string>{"fc.weight", "fc.bias"});
  CHECK(rate_of(state) == 0.3);
  begin_training(state, {});
  CHECK(rate_of(state) == 0.3);
}

TEST_CASE("what a schedule would set and an optimizer does not have is said before the training") {
  struct OwnOptions : torch::optim::OptimizerCloneableOptions<OwnOptions> {
    double weight = 1;  // and no learning rate
  };
  struct Own : torch::optim::Optimizer {
    explicit Own(std::vector<torch::Tensor> parameters)
        : Optimizer({torch::optim::OptimizerParamGroup(std::move(parameters))}, std::make_unique<OwnOptions>()) {}
    torch::Tensor step(LossClosure) override { return {}; }
  };
  TrainState state = made("fc");
  state.optimizer = std::make_shared<Own>(state.network->trainable_parameters());
  CHECK(fit(state, {}, images().train, nullptr, quiet(1)).lr.empty());
  const Schedule falls{.lr = [](double base, const SchedulePoint&) { return base; }};
  CHECK(scratch::complaint<UsageError>([&] {
          begin_training(state, {.schedule = falls});
        }).starts_with("a schedule sets the learning rate, and this optimizer's options have none"));

  TrainState adagrad = made("fc");
  adagrad.optimizer = std::make_shared<torch::optim::Adagrad>(adagrad.network->trainable_parameters());
  begin_training(adagrad, {.schedule = falls});
  const Recipe cycles{.schedule = make_schedule<OneCycle>({})};
  CHECK(scratch::complaint<UsageError>([&] { begin_training(adagrad, cycles); }) ==
        "the schedule sets the momentum, and this optimizer has none; write .schedule = {.cycle_momentum = false}");
  begin_training(adagrad, {.schedule = make_schedule<OneCycle>({.cycle_momentum = false})});
}

}  // namespace begin_training_tests
