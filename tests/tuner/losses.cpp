#include "support/torch_doctest.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <graft/graft.hpp>

#include "train/small_world.hpp"

/// Losses as policies of a tuner.
namespace losses_tests {

using namespace graft;
using namespace small_world;

template <class... More>
using Head = FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>, More...>;

template <class Tuner>
Tuner made(typename Tuner::Options options = {}) {
  options.weights = no_weights();
  options.optimizer = {.lr = 0.05, .momentum = 0.9};
  options.threads = 1;
  return Tuner{std::move(options)};
}

/// Images that look the same in every epoch, of unequal numbers: 12 green and 4 red.
Dataset unequal() {
  Dataset data = images().train;
  data.transform = Normalize{imagenet_mean_std};
  Dataset some = data;
  some.samples.clear();
  int reds = 0;
  for (std::size_t i = 0; i < data.size(); ++i)
    if (data[i].label() == 0 || ++reds <= 4) some.samples.push_back(data[i]);
  return some;
}

/// The mean over the images of what `of` gives for probability and label.
template <class Of>
double mean_over(Network& net, const Dataset& data, Of of) {
  const torch::NoGradGuard no_grad;
  double sum = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto p = net.forward(load_image(data.samples[i].path, data.transform)).softmax(1)[0];
    sum += of(p[data.samples[i].label()].template item<double>(), data.samples[i].label());
  }
  return sum / static_cast<double>(data.size());
}

TEST_CASE("naming the default changes nothing, to the last bit") {
  auto plain = made<Head<>>();
  auto named = made<Head<Constant, CrossEntropy>>();
  const FitReport expected = plain.fit(images().train, images().val, quiet(3)),
                  report = named.fit(images().train, images().val, quiet(3));
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(report.epochs[i].train_loss == expected.epochs[i].train_loss);
    CHECK(report.epochs[i].val_loss == expected.epochs[i].val_loss);
  }
  CHECK(difference(state_of(plain.network()), state_of(named.network())) == "");
}

TEST_CASE("a focal loss is trained with, reported and evaluated, with the gamma of the options") {
  auto tuner = made<Head<FocalLoss>>({.loss = {.gamma = 1.5}});
  const Dataset data = unequal();
  const auto focal = [](double p, std::int64_t) { return -std::pow(1 - p, 1.5) * std::log(p); };
  CHECK(tuner.evaluate(data, 5).loss == doctest::Approx(mean_over(tuner.network(), data, focal)).epsilon(1e-5));
  const double before = mean_over(tuner.network(), data, focal);
  const FitReport report = tuner.fit(data, data, quiet(6, 16));  // one step an epoch, so that the loss is from before it
  CHECK(report.epochs[0].train_loss == doctest::Approx(before).epsilon(1e-5));
  CHECK(*report.epochs[5].val_loss == doctest::Approx(mean_over(tuner.network(), data, focal)).epsilon(1e-5));
  CHECK(report.epochs[5].train_loss < 0.9 * before);

  auto plain = made<Head<>>();
  plain.fit(data, quiet(6, 16));
  CHECK(difference(state_of(plain.network()), state_of(tuner.network())) == "fc.bias");
}

TEST_CASE("balanced class weights come from the labels of the training, and hold in its validation, too") {
  auto tuner = made<Head<ClassWeights>>();
  const Dataset data = unequal();
  const auto plain = [](double p, std::int64_t) { return -std::log(p); };
  const auto weighted = [](double p, std::int64_t label) { return -std::log(p) * (label == 0 ? 16.0 / 24 : 16.0 / 8); };
  CHECK(tuner.evaluate(data, 16).loss == doctest::Approx(mean_over(tuner.network(), data, plain)).epsilon(1e-5));
  const double before = mean_over(tuner.network(), data, weighted);
  const FitReport report = tuner.fit(data, data, quiet(1, 16));
  CHECK(report.epochs[0].train_loss == doctest::Approx(before).epsilon(1e-5));  // the weights of all images sum to their number
  CHECK(*report.epochs[0].val_loss == doctest::Approx(mean_over(tuner.network(), data, weighted)).epsilon(1e-5));
  CHECK(tuner.evaluate(data, 16).loss == doctest::Approx(*report.epochs[0].val_loss).epsilon(1e-6));

  auto given = made<Head<CrossEntropy>>({.loss = {.class_weights = {16.0 / 24, 16.0 / 8}}});
  given.fit(data, quiet(1, 16));
  CHECK(difference(state_of(given.network()), state_of(tuner.network())) == "");
}

TEST_CASE("balanced class weights want an image of each class, and nothing happens without") {
  Dataset greens = unequal();
  std::erase_if(greens.samples, [](const Sample& sample) { return sample.label() == 1; });
  auto tuner = made<Head<ClassWeights>>();
  CHECK(scratch::complaint<DataError>([&] {
          tuner.fit(greens, quiet(1));
        }).starts_with("class 1 has no training images to balance its weight by, the 2 classes have 12; "));
  CHECK(tuner.classes().empty());
}

TEST_CASE("label smoothing as a policy trains as the option of one training does, and is in the validation's loss, too") {
  auto policy = made<Head<LabelSmoothing>>({.loss = {.smoothing = 0.3}});
  auto option = made<Head<>>();
  FitOptions options = quiet(2);
  const FitReport with_policy = policy.fit(images().train, images().val, options);
  options.label_smoothing = 0.3;
  const FitReport with_option = option.fit(images().train, images().val, options);
  CHECK(difference(state_of(policy.network()), state_of(option.network())) == "");
  CHECK(with_policy.epochs[1].train_loss == with_option.epochs[1].train_loss);
  CHECK(*with_policy.epochs[1].val_loss > *with_option.epochs[1].val_loss + 1e-3);
}

TEST_CASE("a validation from kept features has the named loss, too") {
  auto kept = made<Head<FocalLoss, CacheFeatures<>>>();
  auto read = made<Head<FocalLoss>>();
  const Dataset data = unequal();
  const double expected = *read.fit(data, data, quiet(1)).epochs[0].val_loss;
  CHECK(*kept.fit(data, data, quiet(1)).epochs[0].val_loss == doctest::Approx(expected).epsilon(1e-6));
}

TEST_CASE("options that do not fit the loss are refused by name before anything happens") {
  FitOptions smooth = quiet(1);
  smooth.label_smoothing = 0.1;
  const auto complaint = [&](auto tuner) {
    const State before = state_of(tuner.network());
    const std::string said = scratch::complaint<UsageError>([&] { tuner.fit(images().train, smooth); });
    CHECK(difference(state_of(tuner.network()), before) == "");
    return said;
  };
  const std::string said = complaint(made<Head<FocalLoss>>());
  CHECK(said ==
        "label_smoothing is for plain cross-entropy, and this tuner names another loss or gives its options; leave it out, or "
        "smooth by the tuner's option .loss");
  CHECK(complaint(made<Head<LabelSmoothing>>()) == said);
  CHECK(complaint(made<Head<>>({.loss = {.class_weights = {1, 2}}})) == said);
  CHECK(scratch::complaint<UsageError>([&] { made<Head<>>().fit(images().train, smooth); }) == "nothing");
  CHECK(scratch::complaint<UsageError>([] {
          made<Head<>>({.loss = {.class_weights = {1, 2, 3}}});
        }).starts_with("the option .loss has 3 class weights, the head has 2 classes"));
}

}  // namespace losses_tests
