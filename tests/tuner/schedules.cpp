#include "support/torch_doctest.hpp"

#include <string>
#include <tuple>
#include <vector>

#include <graft/data/loader/loader.hpp>
#include <graft/graft.hpp>

#include "train/small_world.hpp"

/// Schedules as policies of a tuner.
namespace schedules_tests {

using namespace graft;
using namespace small_world;

template <class... More>
using Head = FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>, More...>;

template <class Tuner>
Tuner made(typename Tuner::Options options = {}) {
  options.weights = no_weights();
  options.optimizer = {.lr = 0.05, .momentum = 0.9};
  options.seed = 3;
  options.threads = 1;
  return Tuner{std::move(options)};
}

double rate_of(torch::optim::Optimizer& optimizer) { return optimizer.param_groups()[0].options().get_lr(); }

TEST_CASE("a schedule is LibTorch's own loop with the rate set before each step, bit for bit") {
  const Cosine::Options options{.warmup_epochs = 1, .min_lr = 1e-3};
  auto tuner = made<Head<Cosine>>({.schedule = options});
  Network net(grafted<TinyNet, LinearHead<2>>);
  {
    const torch::NoGradGuard no_grad;
    const State initial = state_of(tuner.network());
    for (const auto& [name, tensor] : state_dict(net)) torch::Tensor(tensor).copy_(initial.at(name));
  }
  freeze(net);
  unfreeze(net, "fc");
  torch::optim::SGD optimizer(net.trainable_parameters(), torch::optim::SGDOptions(0.05).momentum(0.9));
  std::vector<double> rates;
  for (std::int64_t epoch = 0, step = 0; epoch < 4; ++epoch) {
    Loader loader(images().train, {.batch_size = 8, .shuffle = true, .workers = 0, .seed = 3, .epoch = epoch});
    for (; const auto batch = loader.next(); ++step) {
      const int cut = net.frozen_prefix();
      const auto logits = net.run(net.infer(batch->images, cut), cut, net.graph().call_count());
      optimizer.zero_grad();
      torch::nn::functional::cross_entropy(logits, batch->labels).backward();
      rates.push_back(Cosine::lr(options, 0.05, {.step = step, .steps_per_epoch = 3, .epochs = 4}));
      optimizer.param_groups()[0].options().set_lr(rates.back());
      optimizer.step();
    }
  }
  const FitReport report = tuner.fit(images().train, quiet(4));
  CHECK(report.lr == rates);
  CHECK(report.epochs[1].lr == rates[5]);
  CHECK(difference(state_of(tuner.network()), state_of(net)) == "");
}

TEST_CASE("OneCycle cycles SGD's momentum, and Adam's beta1") {
  auto sgd = made<Head<OneCycle>>({.schedule = {.pct_start = 0.5}});
  const auto& options = static_cast<torch::optim::SGDOptions&>(sgd.optimizer().param_groups()[0].options());
  FitOptions fitting = quiet(2);
  std::vector<double> momenta;
  fitting.on_epoch = [&](const Epoch&) { momenta.push_back(options.momentum()); };
  const FitReport report = sgd.fit(images().train, fitting);
  const OneCycle::Options cycle{.pct_start = 0.5};
  for (std::int64_t step = 0; step < 6; ++step)
    CHECK(report.lr[static_cast<std::size_t>(step)] ==
          OneCycle::lr(cycle, 0.05, {.step = step, .steps_per_epoch = 3, .epochs = 2}));
  CHECK(report.lr[2] == doctest::Approx(0.05));  // the peak
  CHECK(momenta == std::vector<double>{*OneCycle::momentum(cycle, {.step = 2, .steps_per_epoch = 3, .epochs = 2}),
                                       *OneCycle::momentum(cycle, {.step = 5, .steps_per_epoch = 3, .epochs = 2})});
  CHECK(momenta[0] == doctest::Approx(0.85));

  FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, AdamW, OneCycle> adamw{
      {.weights = no_weights(), .schedule = {.max_momentum = 0.91}, .threads = 1}};
  adamw.fit(images().train, quiet(1));
  const auto betas = static_cast<torch::optim::AdamWOptions&>(adamw.optimizer().param_groups()[0].options()).betas();
  CHECK(std::get<0>(betas) == 0.91);
  CHECK(std::get<1>(betas) == 0.999);

  auto still = made<Head<OneCycle>>({.schedule = {.cycle_momentum = false}});
  still.fit(images().train, quiet(1));
  CHECK(static_cast<torch::optim::SGDOptions&>(still.optimizer().param_groups()[0].options()).momentum() == 0.9);
}

TEST_CASE("each stage has the schedule from its beginning, from the rate that the stage has") {
  using Steps = Stages<Stage<2, FreezeAllBut<Fc>>, Stage<1, FreezeAllBut<Fc, Layer2>>>;
  using Tuner = FineTuner<TinyNet, LinearHead<2>, Steps, SGD, Precision<F32>, Cosine>;
  const auto rates = [](double base, std::int64_t epochs) {
    std::vector<double> all;
    for (std::int64_t step = 0; step < 3 * epochs; ++step)
      all.push_back(Cosine::lr({}, base, {.step = step, .steps_per_epoch = 3, .epochs = epochs}));
    return all;
  };
  const auto both = [&](double first, double second) {
    std::vector<double> all = rates(first, 2);
    for (const double rate : rates(second, 1)) all.push_back(rate);
    return all;
  };
  FitOptions options = quiet(1);
  options.epochs.reset();
  CHECK(made<Tuner>({.stage_lr = {0.05, 0.01}}).fit(images().train, options).lr == both(0.05, 0.01));
  auto tuner = made<Tuner>();
  CHECK(tuner.fit(images().train, options).lr == both(0.05, 0.05));
  CHECK(tuner.fit(images().train, quiet(2)).lr == rates(0.05, 2));  // more of the last stage
}

TEST_CASE("a stage that an exception ended goes on in the middle of its schedule") {
  using Steps = Stages<Stage<3, FreezeAllBut<Fc>>, Stage<1, FreezeAllBut<Fc, Layer2>>>;
  using Tuner = FineTuner<TinyNet, LinearHead<2>, Steps, SGD, Precision<F32>, Cosine>;
  auto whole = made<Tuner>(), broken = made<Tuner>();
  FitOptions options = quiet(1);
  options.epochs.reset();
  whole.fit(images().train, options);
  options.on_epoch = [](const Epoch& epoch) {
    if (epoch.index == 2) throw std::string("enough");
  };
  CHECK_THROWS_AS(broken.fit(images().train, options), std::string);
  options.on_epoch = {};
  broken.fit(images().train, options);
  CHECK(difference(state_of(broken.network()), state_of(whole.network())) == "");
}

TEST_CASE("a second training begins the schedule anew; a rate that is set by hand is where it begins") {
  auto tuner = made<Head<Step>>({.schedule = {.step_size = 1, .gamma = 0.5}});
  CHECK(tuner.fit(images().train, quiet(3, 24)).lr == std::vector<double>{0.05, 0.025, 0.0125});
  CHECK(tuner.fit(images().train, quiet(2, 24)).lr == std::vector<double>{0.05, 0.025});
  tuner.optimizer().param_groups()[0].options().set_lr(0.4);
  CHECK(tuner.fit(images().train, quiet(2, 24)).lr == std::vector<double>{0.4, 0.2});
  CHECK(rate_of(tuner.optimizer()) == 0.2);
}

TEST_CASE("options without sense are refused when the tuner is made") {
  CHECK(scratch::complaint<UsageError>([] { made<Head<Step>>({.schedule = {.step_size = 0}}); }) ==
        "the option .schedule has step_size = 0; it is at least 1 epoch");
  CHECK(scratch::complaint<UsageError>([] {
          made<Head<Cosine>>({.schedule = {.warmup_epochs = -1}});
        }).starts_with("the option .schedule has warmup_epochs = -1"));
}

}  // namespace schedules_tests
