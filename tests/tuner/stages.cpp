#include "support/torch_doctest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <graft/data/loader/loader.hpp>
#include <graft/graft.hpp>
#include <graft/network/trainable.hpp>
#include <graft/policy/stages.hpp>

#include "train/small_world.hpp"

/// Fine-tuning in steps, as a type and by hand.
namespace tuner_stages_tests {

using namespace graft;
using namespace small_world;

using Steps = Stages<Stage<2, FreezeAllBut<Fc>>, Stage<2, FreezeAllBut<Fc, Layer2>>, Stage<1, FreezeNone>>;
using Stepwise = FineTuner<TinyDropNet, LinearHead<2>, Steps, SGD, Precision<F32>>;
using HeadOnly = FineTuner<TinyDropNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>>;
static_assert(trainable_parameters<Stepwise> == trainable_parameters<FineTuner<TinyDropNet, LinearHead<2>, FreezeNone, SGD>>);

constexpr double lr = 0.05, momentum = 0.9, weight_decay = 0.01;

template <class Tuner>
Tuner made(std::vector<double> stage_lr = {}) {
  return Tuner{{.weights = no_weights(),
                .optimizer = {.lr = lr, .momentum = momentum, .weight_decay = weight_decay},
                .stage_lr = std::move(stage_lr),
                .seed = 3,
                .threads = 1}};
}

FitOptions silent() {
  FitOptions options = quiet(1);
  options.epochs.reset();
  return options;
}

bool starts(const std::string& name, const std::vector<std::string>& beginnings) {
  for (const std::string& beginning : beginnings)
    if (name.starts_with(beginning)) return true;
  return false;
}

/// What is unfrozen before an epoch, counted from 0.
struct Step {
  int epoch;
  std::vector<std::string> unfreezes;  ///< beginnings of names
  double lr;
};

/// A training in LibTorch's own words: one optimizer, `add_param_group` where more is unfrozen, BatchNorm's modes set one by
/// one. `forgetful` takes the optimizer's state away at each step, which must make a difference.
template <class Optimizer, class Options>
State by_hand(const State& initial, const Options& optimizer_options, const std::vector<Step>& steps, int epochs,
              bool forgetful = false) {
  Network net(grafted<TinyDropNet, LinearHead<2>>);
  {
    const torch::NoGradGuard no_grad;
    for (const auto& [name, tensor] : state_dict(net)) torch::Tensor(tensor).copy_(initial.at(name));
  }
  for (torch::Tensor& parameter : net.parameters()) parameter.set_requires_grad(false);
  std::unique_ptr<Optimizer> optimizer;
  std::vector<std::string> trains;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    for (const Step& step : steps) {
      if (step.epoch != epoch) continue;
      trains.insert(trains.end(), step.unfreezes.begin(), step.unfreezes.end());
      std::vector<torch::Tensor> joins;
      for (const auto& item : net.named_parameters())
        if (starts(item.key(), step.unfreezes)) joins.push_back(torch::Tensor(item.value()).set_requires_grad(true));
      if (optimizer == nullptr)
        optimizer = std::make_unique<Optimizer>(joins, optimizer_options);
      else
        optimizer->add_param_group({joins});
      if (forgetful) optimizer->state().clear();
      for (auto& group : optimizer->param_groups()) group.options().set_lr(step.lr);
    }
    net.torch::nn::Module::train(true);
    for (const auto& item : net.named_modules("", false))
      if (item.value()->as<torch::nn::BatchNorm2d>() != nullptr) item.value()->train(starts(item.key() + ".", trains));
    torch::manual_seed(3 + static_cast<std::uint64_t>(epoch));
    Loader loader(images().train, {.batch_size = 8, .shuffle = true, .workers = 0, .seed = 3, .epoch = epoch});
    while (const auto batch = loader.next()) {
      optimizer->zero_grad();
      const int cut =
          net.frozen_prefix();  // a plan of what is frozen differs from forward() by rounding, see tests/runtime/plan.cpp
      const auto features = net.infer(batch->images, cut);
      torch::nn::functional::cross_entropy(net.run(features, cut, net.graph().call_count()), batch->labels).backward();
      optimizer->step();
    }
  }
  return state_of(net);
}

torch::optim::SGDOptions sgd() { return torch::optim::SGDOptions(lr).momentum(momentum).weight_decay(weight_decay); }
const std::vector<Step> three_steps{{0, {"fc."}, lr}, {2, {"layer2."}, lr}, {4, {"conv1.", "bn1.", "layer1."}, lr}};

TEST_CASE("stages are LibTorch's own loop with add_param_group, bit for bit, momentum carried over") {
  auto tuner = made<Stepwise>();
  const State initial = state_of(tuner.network());
  CHECK(tuner.fit(images().train, silent()).epochs.size() == 5);
  CHECK(difference(state_of(tuner.network()), by_hand<torch::optim::SGD>(initial, sgd(), three_steps, 5)) == "");
  CHECK(difference(state_of(tuner.network()), by_hand<torch::optim::SGD>(initial, sgd(), three_steps, 5, true)) != "");
  CHECK(tuner.optimizer().param_groups().size() == 1);
}

/// The largest relative difference of two states.
double furthest(const State& a, const State& b) {
  double most = 0;
  for (const auto& [name, tensor] : a)
    if (tensor.is_floating_point()) most = std::max(most, relative_difference(tensor, b.at(name)));
  return most;
}

TEST_CASE("stages under AdamW keep its moments and its counts of steps") {
  FineTuner<TinyDropNet, LinearHead<2>, Steps, AdamW, Precision<F32>> tuner{
      {.weights = no_weights(), .optimizer = {.lr = 0.01, .weight_decay = 0.1}, .seed = 3, .threads = 1}};
  const State initial = state_of(tuner.network());
  tuner.fit(images().train, silent());
  std::vector<Step> steps = three_steps;
  for (Step& step : steps) step.lr = 0.01;
  const auto options = torch::optim::AdamWOptions(0.01).weight_decay(0.1);
  // graft's AdamW rounds elsewhere than LibTorch's
  CHECK(furthest(state_of(tuner.network()), by_hand<torch::optim::AdamW>(initial, options, steps, 5)) < 1e-4);
  CHECK(furthest(state_of(tuner.network()), by_hand<torch::optim::AdamW>(initial, options, steps, 5, true)) > 1e-2);
}

TEST_CASE("in each stage what it freezes stays, statistics included, what it trains moves, and the prefix is its own") {
  auto tuner = made<Stepwise>();
  Network& net = tuner.network();
  const GraphView graph = net.graph();
  const auto prefix_of = [&](auto policy) {
    return frozen_prefix(graph, freeze_mask<decltype(policy), Stepwise::graph.modules().size()>(graph));
  };
  const int prefixes[] = {prefix_of(FreezeAllBut<Fc>{}), prefix_of(FreezeAllBut<Fc, Layer2>{}), 1};
  CHECK(prefixes[0] == Stepwise::prefix);
  State before = state_of(net);
  FitOptions options = silent();
  std::string numbers;
  options.on_epoch = [&](const Epoch& epoch) {
    numbers += std::to_string(epoch.index) + "/" + std::to_string(epoch.of) + ":" + std::to_string(epoch.stage) + "/" +
               std::to_string(epoch.stages) + " ";
    const std::vector<std::string> trains = epoch.stage == 1   ? std::vector<std::string>{"fc."}
                                            : epoch.stage == 2 ? std::vector<std::string>{"fc.", "layer2."}
                                                               : std::vector<std::string>{""};
    for (const auto& entry : state_of(net)) {
      const std::string& name = entry.first;
      CAPTURE(epoch.index);
      CAPTURE(name);
      CHECK(torch::equal(entry.second, before.at(name)) == !starts(name, trains));
    }
    for (const std::string& name : trainable(net)) CHECK(starts(name, trains));
    std::size_t held = 0;
    for (const auto& group : tuner.optimizer().param_groups()) held += group.params().size();
    CHECK(held == trainable(net).size());
    CHECK(net.frozen_prefix() == prefixes[epoch.stage - 1]);
    before = state_of(net);
  };
  const FitReport report = tuner.fit(images().train, images().val, options);
  CHECK(numbers == "1/5:1/3 2/5:1/3 3/5:2/3 4/5:2/3 5/5:3/3 ");
  CHECK(report.epochs.at(3).stage == 2);
}

TEST_CASE("each stage has the learning rate that the option names; without it, whatever the optimizer has stays") {
  auto tuner = made<Stepwise>({0.05, 0.01, 0.002});
  const State initial = state_of(tuner.network());
  const auto rate = [&] { return tuner.optimizer().param_groups()[0].options().get_lr(); };
  CHECK(rate() == 0.05);
  tuner.fit(images().train, silent());
  CHECK(rate() == 0.002);
  std::vector<Step> steps = three_steps;
  steps[1].lr = 0.01;
  steps[2].lr = 0.002;
  CHECK(difference(state_of(tuner.network()), by_hand<torch::optim::SGD>(initial, sgd(), steps, 5)) == "");
  auto plain = made<Stepwise>();
  plain.optimizer().param_groups()[0].options().set_lr(0.03);
  plain.fit(images().train, silent());
  CHECK(plain.optimizer().param_groups()[0].options().get_lr() == 0.03);
}

TEST_CASE("options that do not fit the stages are refused by name before anything happens") {
  const auto tuner_with = [](std::vector<double> rates) {
    return scratch::complaint<UsageError>([&] { made<Stepwise>(rates); });
  };
  CHECK(tuner_with({0.1, 0.2}) == "the option .stage_lr has 2 learning rates, the freeze policy has 3 stages");
  CHECK(tuner_with({0.1, -1, 0.2}).starts_with("the option .stage_lr has -1.0"));
  CHECK(tuner_with({0.1, std::nan(""), 0.2}).starts_with("the option .stage_lr has nan"));
  CHECK(scratch::complaint<UsageError>([] { made<HeadOnly>({0.1}); }) ==
        "the option .stage_lr is for a freeze policy that is Stages; give .optimizer its lr");
  auto tuner = made<Stepwise>();
  const State before = state_of(tuner.network());
  const auto fit_with = [&](auto change) {
    FitOptions options = silent();
    change(options);
    return scratch::complaint<UsageError>([&] { tuner.fit(images().train, options); });
  };
  CHECK(fit_with([](FitOptions& o) { o.epochs = 7; }) == "epochs is 7, the stages have 5 together; leave epochs out");
  CHECK(fit_with([](FitOptions& o) {
          o.epochs = 5, o.stage_epochs = {1, 1, 1};
        }) == "epochs is 5, the stages have 3 together; leave epochs out");
  CHECK(fit_with([](FitOptions& o) {
          o.stage_epochs = {1, 2};
        }) == "stage_epochs has 2 numbers, the freeze policy has 3 stages");
  CHECK(fit_with([](FitOptions& o) { o.stage_epochs = {1, 0, 2}; }) == "a stage needs at least one epoch, stage_epochs has 0");
  CHECK(difference(state_of(tuner.network()), before) == "");
  CHECK(fit_with([](FitOptions& o) { o.epochs = 3, o.stage_epochs = {1, 1, 1}; }) == "nothing");
}

TEST_CASE("stage_epochs says how long each stage is, instead of the type") {
  auto tuner = made<Stepwise>();
  FitOptions options = silent();
  options.stage_epochs = {1, 3, 2};
  std::string stages;
  for (const Epoch& epoch : tuner.fit(images().train, options).epochs) stages += std::to_string(epoch.stage);
  CHECK(stages == "122233");
}

TEST_CASE("after the last stage, a training goes on in it, as long as it is asked to or as the stage is") {
  auto tuner = made<Stepwise>();
  tuner.fit(images().train, silent());
  const FitReport again = tuner.fit(images().train, silent());
  REQUIRE(again.epochs.size() == 1);
  CHECK(again.epochs[0].stage == 3);
  CHECK(tuner.fit(images().train, quiet(2)).epochs.size() == 2);
  CHECK(trainable(tuner.network()).size() == tuner.network().parameters().size());
}

TEST_CASE("a training that an exception ends stays in its stage, and the next one goes on there: together they are one") {
  auto whole = made<Stepwise>(), broken = made<Stepwise>();
  whole.fit(images().train, silent());
  FitOptions options = silent();
  options.on_epoch = [](const Epoch& epoch) {
    if (epoch.index == 3) throw std::string("enough");
  };
  CHECK_THROWS_AS(broken.fit(images().train, options), std::string);
  CHECK(trainable(broken.network()).size() == 8);  // layer2 and the head
  options.on_epoch = {};
  std::string numbers;
  for (const Epoch& epoch : broken.fit(images().train, options).epochs)
    numbers += std::to_string(epoch.index) + "/" + std::to_string(epoch.of) + ":" + std::to_string(epoch.stage) + " ";
  CHECK(numbers == "1/2:2 2/2:3 ");
  CHECK(difference(state_of(broken.network()), state_of(whole.network())) == "");
}

TEST_CASE(
    "a loss that is no number in a later stage leaves the weights of the last whole epoch and the stage; a lower rate goes "
    "on") {
  auto tuner = made<Stepwise>({lr, 1e30, lr});
  State last;
  FitOptions options = silent();
  options.on_epoch = [&](const Epoch&) { last = state_of(tuner.network()); };
  const std::string said = scratch::complaint<TrainingError>([&] { tuner.fit(images().train, options); });
  CHECK(said.find(" in epoch 3, batch ") != std::string::npos);
  CHECK(said.find("the weights are those of the end of epoch 2 again") != std::string::npos);
  CHECK(difference(state_of(tuner.network()), last) == "");
  CHECK(trainable(tuner.network()).size() == 8);
  tuner.optimizer().param_groups()[0].options().set_lr(lr);
  CHECK(tuner.fit(images().train, options).epochs.size() == 3);
}

TEST_CASE("lines name the stage") {
  auto tuner = made<Stepwise>();
  FitOptions options = silent();
  options.progress = Progress::lines;
  const std::string lines = standard_error_of([&] { tuner.fit(images().train, options); });
  CHECK(lines.starts_with("epoch 1/5 (stage 1/3)  train loss "));
  CHECK(lines.find("\nepoch 4/5 (stage 2/3)  train loss ") != std::string::npos);
}

TEST_CASE("what is unfrozen by hand between two trainings joins, with the momentum of the rest kept, bit for bit") {
  auto tuner = made<HeadOnly>();
  const State initial = state_of(tuner.network());
  tuner.fit(images().train, quiet(2));
  unfreeze(tuner.network(), "layer2");
  tuner.fit(images().train, quiet(2));
  CHECK(difference(state_of(tuner.network()),
                   by_hand<torch::optim::SGD>(initial, sgd(), {{0, {"fc."}, lr}, {2, {"layer2."}, lr}}, 4)) == "");

  freeze(tuner.network(), "layer2");
  const State before = state_of(tuner.network());
  tuner.fit(images().train, quiet(1));
  for (const auto& [name, tensor] : state_of(tuner.network()))
    CHECK(torch::equal(tensor, before.at(name)) == !name.starts_with("fc."));
  CHECK(tuner.optimizer().param_groups()[0].params().size() == 2);
}

TEST_CASE("what a callback unfreezes trains from the next epoch on, in the frozen prefix, too") {
  auto tuner = made<HeadOnly>();
  const State initial = state_of(tuner.network());
  FitOptions options = quiet(4);
  options.on_epoch = [&](const Epoch& epoch) {
    if (epoch.index == 2) unfreeze(tuner.network(), "conv1", "bn1", "layer1", "layer2");
  };
  tuner.fit(images().train, options);
  CHECK(difference(state_of(tuner.network()),
                   by_hand<torch::optim::SGD>(initial, sgd(), {{0, {"fc."}, lr}, {2, {"conv1.", "bn1.", "layer"}, lr}}, 4)) ==
        "");
}

/// A backbone of the user's own, whose layers run time alone can see.
struct OwnModule : torch::nn::Module {
  using policy_category = backbone_tag;
  static constexpr std::int64_t out_features = 6;
  torch::nn::Conv2d first{register_module("first", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 6, 3)))};
  torch::nn::Conv2d last{register_module("last", torch::nn::Conv2d(torch::nn::Conv2dOptions(6, 6, 3)))};
  torch::Tensor forward(torch::Tensor x) { return last->forward(torch::relu(first->forward(x))).mean({2, 3}); }
};

TEST_CASE("stages of a module of the user's own are checked when the tuner is made, and train") {
  using Last = FreezeAllBut<Classifier, At<"body.last">>;
  using Head = FreezeAllBut<Classifier>;
  const auto complaint = [](auto policy) {
    return scratch::complaint<UsageError>([&] { FineTuner<OwnModule, LinearHead<2>, decltype(policy), SGD> tuner; });
  };
  CHECK(complaint(Stages<Stage<1, Last>, Stage<1, Head>>{}) ==
        "stage 2 of 2 freezes \"body.last.weight\", which the stage before it trains; a later stage may only unfreeze");
  CHECK(complaint(Stages<Stage<1, Head>, Stage<1, Last>, Stage<2, FreezeAllBut<At<"body.last">, Classifier>>>{}) ==
        "stage 3 of 3 unfreezes nothing new; name a layer that the stage before it keeps frozen");
  CHECK(complaint(Stages<Stage<1, Head>, Stage<1, FreezeAllBut<Classifier, At<"body.lst">>>>{})
            .find("did you mean \"body.last\"?") != std::string::npos);
  FineTuner<OwnModule, LinearHead<2>, Stages<Stage<1, Head>, Stage<1, Last>>, SGD> tuner{
      {.weights = no_weights(), .optimizer = {.lr = 0.1}, .threads = 1}};
  CHECK(trainable(tuner.network()).size() == 2);
  const State before = state_of(tuner.network());
  tuner.fit(images().train, silent());
  for (const auto& [name, tensor] : state_of(tuner.network()))
    CHECK(torch::equal(tensor, before.at(name)) == name.starts_with("body.first."));
}

}  // namespace tuner_stages_tests
