#include "support/torch_doctest.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <graft/graft.hpp>

#include "train/small_world.hpp"

namespace fit_tests {

using namespace graft;
using namespace small_world;

using Whole = FineTuner<TinyNet, LinearHead<2>, FreezeNone, SGD>;
using WithDropout = FineTuner<TinyDropNet, LinearHead<2>, FreezeUpTo<Layer1>, SGD>;
using Probe = FineTuner<TinyDropNet, LinearHead<2>, FreezeAllBut<Fc>, SGD>;

template <class Tuner>
Tuner made(double lr = 0.05, std::uint64_t seed = 0) {
  return Tuner{{.weights = no_weights(), .optimizer = {.lr = lr, .momentum = 0.9}, .seed = seed, .threads = 1}};
}

TEST_CASE("an easy job is learnt to the last image, and the report says how") {
  auto tuner = made<Whole>();
  std::vector<Epoch> heard;
  FitOptions options = quiet(8);
  options.on_epoch = [&](const Epoch& epoch) { heard.push_back(epoch); };
  const FitReport report = tuner.fit(images().train, images().val, options);
  REQUIRE(report.epochs.size() == 8);
  REQUIRE(heard.size() == 8);
  double seconds = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const Epoch& epoch = report.epochs[i];
    CHECK(epoch.index == static_cast<int>(i) + 1);
    CHECK(epoch.of == 8);
    CHECK(epoch.images == 24);
    CHECK(epoch.skipped == 0);
    CHECK(epoch.val_skipped == 0);
    CHECK(epoch.seconds > 0);
    CHECK(epoch.val_seconds > 0);
    CHECK(epoch.images_per_second == doctest::Approx(24 / epoch.seconds));
    REQUIRE(epoch.val_loss.has_value());
    REQUIRE(epoch.accuracy.has_value());
    CHECK(heard[i].train_loss == epoch.train_loss);
    CHECK(heard[i].accuracy == epoch.accuracy);
    CHECK(*epoch.accuracy <= report.best.accuracy);
    seconds += epoch.seconds;
  }
  CHECK(report.seconds == doctest::Approx(seconds));
  CHECK(report.lr == std::vector<double>(8 * 3, 0.05));
  CHECK(report.epochs.back().lr == 0.05);
  CHECK(report.epochs.back().train_loss < 0.3 * report.epochs.front().train_loss);
  CHECK(report.best.accuracy == 1.0);
  CHECK(*report.epochs.back().accuracy == 1.0);
  for (const Epoch& epoch : report.epochs)
    if (*epoch.accuracy == 1.0) {
      CHECK(report.best.index == epoch.index);  // the first of equals
      break;
    }
  const Evaluation evaluation = tuner.evaluate(images().val);
  CHECK(evaluation.accuracy == 1.0);
  CHECK(evaluation.loss == doctest::Approx(*report.epochs.back().val_loss).epsilon(1e-5));
  CHECK_FALSE(tuner.network().is_training());
}

TEST_CASE("with autocast the loss goes the same way, and what is kept stays float32") {
  auto plain = made<Whole>();
  FineTuner<TinyNet, LinearHead<2>, FreezeNone, SGD, Autocast<BF16>> mixed{
      {.weights = no_weights(), .optimizer = {.lr = 0.05, .momentum = 0.9}, .threads = 1}};
  const FitReport wanted = plain.fit(images().train, images().val, quiet(8)),
                  report = mixed.fit(images().train, images().val, quiet(8));
  for (std::size_t i = 0; i < 8; ++i)
    CHECK(report.epochs[i].train_loss == doctest::Approx(wanted.epochs[i].train_loss).epsilon(0.05));
  CHECK(report.best.accuracy == 1.0);
  // The first epoch's mean has bfloat16 in it, if the processor has.
  CHECK((report.epochs[0].train_loss == wanted.epochs[0].train_loss) ==
        (available(ComputeType::bf16, torch::kCPU) == ComputeType::f32));
  for (const auto& entry : state_of(mixed.network())) {
    CAPTURE(entry.first);
    CHECK((entry.second.scalar_type() == torch::kFloat || entry.second.scalar_type() == torch::kLong));
  }
}

TEST_CASE("without validation the best epoch is the one of the lowest training loss") {
  const FitReport report = made<Whole>().fit(images().train, quiet(4));
  for (const Epoch& epoch : report.epochs) {
    CHECK_FALSE(epoch.accuracy.has_value());
    CHECK_FALSE(epoch.val_loss.has_value());
    CHECK(epoch.train_loss >= report.best.train_loss);
  }
}

TEST_CASE("validate_every leaves epochs out, but never the last") {
  FitOptions options = quiet(5);
  options.validate_every = 2;
  const FitReport report = made<Whole>().fit(images().train, images().val, options);
  std::string validated;
  for (const Epoch& epoch : report.epochs) validated += epoch.accuracy ? 'v' : '-';
  CHECK(validated == "-v-vv");
  CHECK(report.best.accuracy.has_value());
}

State trained(std::uint64_t seed, int workers, FitReport* report = nullptr) {
  auto tuner = made<WithDropout>(0.05, seed);
  FitOptions options = quiet(2);
  options.workers = workers;
  const FitReport got = tuner.fit(images().train, images().val, options);
  if (report != nullptr) *report = got;
  return state_of(tuner.network());
}

TEST_CASE("one seed gives one result, bit for bit, whatever the number of workers; another seed gives another") {
  FitReport first, second;
  const State none = trained(7, 0, &first), three = trained(7, 3, &second);
  CHECK(difference(none, trained(7, 1)) == "");
  CHECK(difference(none, three) == "");
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(first.epochs[i].train_loss == second.epochs[i].train_loss);
    CHECK(first.epochs[i].val_loss == second.epochs[i].val_loss);
  }
  CHECK(difference(none, trained(8, 0)) != "");
}

TEST_CASE("what else draws random numbers in between does not change a training") {
  const State expected = trained(7, 0);
  auto tuner = made<WithDropout>(0.05, 7);
  const auto other = made<Whole>(0.05, 99);
  torch::rand({5});
  FitOptions options = quiet(2);
  options.on_epoch = [](const Epoch&) { torch::rand({3}); };
  tuner.fit(images().train, images().val, options);
  CHECK(difference(expected, state_of(tuner.network())) == "");
}

TEST_CASE("two trainings of one epoch are one of two: the second goes on, with another order, with the momentum it had") {
  const State whole = trained(7, 0);
  auto tuner = made<WithDropout>(0.05, 7);
  tuner.fit(images().train, images().val, quiet(1));
  const State half = state_of(tuner.network());
  tuner.fit(images().train, images().val, quiet(1));
  CHECK(difference(state_of(tuner.network()), whole) == "");
  CHECK(difference(half, whole) != "");
}

/// The first value of each image in the order in which they were trained on.
std::vector<int> order_of(Whole& tuner, bool shuffle) {
  std::vector<int> order;
  Dataset train = images().train;
  train.transform = [&order](Image image, Random&) {
    order.push_back(1000 * image.pixels[0] + image.pixels[3]);
    return image;
  };
  FitOptions options = quiet(1);
  options.shuffle = shuffle;
  tuner.fit(train, options);
  return order;
}

TEST_CASE("each epoch has an order of its own, and shuffle = false keeps the dataset's") {
  auto tuner = made<Whole>();
  const auto first = order_of(tuner, true), second = order_of(tuner, true), plain = order_of(tuner, false);
  CHECK(first.size() == 24);
  CHECK(first != second);
  CHECK(first != plain);
  CHECK(plain == order_of(tuner, false));
  auto again = made<Whole>(), other = made<Whole>(0.05, 1);
  CHECK(order_of(again, true) == first);
  CHECK(order_of(other, true) != first);
}

TEST_CASE("label smoothing changes the loss as the formula says") {
  Dataset data = images().train;
  data.transform = Normalize{imagenet_mean_std};  // nothing random
  using Still = FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>>;
  const auto loss_with = [&](double smoothing, double& by_hand) {
    auto tuner = made<Still>(0);
    double sum = 0;
    const torch::NoGradGuard no_grad;
    for (std::size_t i = 0; i < data.size(); ++i) {
      const auto log_p = tuner.network().forward(load_image(data.samples[i].path, data.transform)).log_softmax(1)[0];
      sum -= (1 - smoothing) * log_p[data.samples[i].label()].item<double>() + smoothing * log_p.mean().item<double>();
    }
    by_hand = sum / static_cast<double>(data.size());
    FitOptions options = quiet(1, 10);  // a last batch that is not full
    options.label_smoothing = smoothing;
    const torch::AutoGradMode with_gradients(true);
    return tuner.fit(data, options).epochs.front().train_loss;
  };
  double plain = 0, smooth = 0;
  const double plain_loss = loss_with(0, plain), smooth_loss = loss_with(0.3, smooth);
  CHECK(plain_loss == doctest::Approx(plain).epsilon(1e-5));
  CHECK(smooth_loss == doctest::Approx(smooth).epsilon(1e-5));
  CHECK(std::abs(plain - smooth) > 1e-4);
}

/// Gives NaN from its n-th training batch on.
struct Spoilt {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 2, in_features = deduced;
  struct module : torch::nn::Module {
    explicit module(std::int64_t features) : fc(register_module("fc", torch::nn::Linear(features, 2))) {}
    torch::Tensor forward(const torch::Tensor& x) {
      const bool good = !is_training() || ++batches < 6;
      return good ? fc->forward(x) : fc->forward(x) * std::numeric_limits<float>::quiet_NaN();
    }
    torch::nn::Linear fc;
    int batches = 0;
  };
};

TEST_CASE("a loss that is no longer a number stops the training, says when, and leaves the weights of the last whole epoch") {
  FineTuner<TinyNet, Spoilt, FreezeNone, SGD> tuner{
      {.weights = no_weights(), .optimizer = {.lr = 0.01, .momentum = 0.9}, .threads = 1}};
  State last;
  FitOptions options = quiet(4);  // three batches an epoch
  options.on_epoch = [&](const Epoch&) { last = state_of(tuner.network()); };
  CHECK(
      scratch::complaint<TrainingError>([&] { tuner.fit(images().train, images().val, options); }) ==
      "the loss became nan in epoch 2, batch 3; the weights are those of the end of epoch 1 again; try a lower learning rate");
  CHECK(difference(state_of(tuner.network()), last) == "");
  CHECK_FALSE(tuner.network().is_training());
}

/// Adds a zero whose gradient is not a number, as long as it is told to.
struct SpoiltGradient {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 2, in_features = deduced;
  static inline bool spoil = false;
  struct module : torch::nn::Module {
    explicit module(std::int64_t features) : fc(register_module("fc", torch::nn::Linear(features, 2))) {}
    torch::Tensor forward(const torch::Tensor& x) {
      const auto logits = fc->forward(x) * scale;
      return spoil ? logits + (scale - scale).sqrt() : logits;
    }
    torch::Tensor scale = register_parameter("scale", torch::ones({1}));
    torch::nn::Linear fc;
  };
};

TEST_CASE("momentum that is no longer a number does not spoil the next training") {
  FineTuner<TinyNet, SpoiltGradient, FreezeNone, SGD> tuner{
      {.weights = no_weights(), .optimizer = {.lr = 0.01, .momentum = 0.9}, .threads = 1}};
  SpoiltGradient::spoil = true;
  CHECK(scratch::complaint<TrainingError>([&] {
          tuner.fit(images().train, quiet(1));
        }).starts_with("the loss became nan in epoch 1, batch 2;"));
  SpoiltGradient::spoil = false;
  CHECK(scratch::complaint<TrainingError>([&] { tuner.fit(images().train, quiet(1)); }) == "nothing");
}

TEST_CASE("an absurd learning rate ends in the weights from before, and a sensible one then works") {
  auto tuner = made<Whole>(1e30);
  const State before = state_of(tuner.network());
  const std::string said = scratch::complaint<TrainingError>([&] { tuner.fit(images().train, images().val, quiet(3)); });
  CHECK(said.find(" in epoch 1, batch ") != std::string::npos);
  CHECK(said.find("the weights are those from before the training again; try a lower learning rate") != std::string::npos);
  CHECK(difference(state_of(tuner.network()), before) == "");
  tuner.optimizer().param_groups()[0].options().set_lr(0.05);
  CHECK(tuner.fit(images().train, images().val, quiet(6)).best.accuracy == 1.0);
}

TEST_CASE("weights that stop being numbers in the last batch of an epoch are noticed, although no loss was") {
  auto tuner = made<Whole>(0.05);
  tuner.optimizer().param_groups()[0].options().set_lr(std::numeric_limits<double>::infinity());
  const State before = state_of(tuner.network());
  CHECK(scratch::complaint<TrainingError>([&] {
          tuner.fit(images().train, images().val, quiet(1, 24));
        }).starts_with("the weights are no longer numbers after epoch 1; "));
  CHECK(difference(state_of(tuner.network()), before) == "");
}

std::string usage(const FitOptions& options) {
  auto tuner = made<Probe>();
  return scratch::complaint<UsageError>([&] { tuner.fit(images().train, images().val, options); });
}

TEST_CASE("options without sense are refused by name before anything happens") {
  const auto with = [](auto change) {
    FitOptions options = quiet(1);
    change(options);
    return usage(options);
  };
  CHECK(with([](FitOptions& o) { o.epochs = 0; }) == "epochs must be at least 1, got 0");
  CHECK(with([](FitOptions& o) { o.validate_every = 0; }) == "validate_every must be at least 1, got 0");
  CHECK(with([](FitOptions& o) { o.label_smoothing = 1.5; }).starts_with("label_smoothing must be from 0 to 1, got 1.5"));
  CHECK(with([](FitOptions& o) { o.label_smoothing = std::nan(""); }).starts_with("label_smoothing must be from 0 to 1"));
  CHECK(with([](FitOptions& o) { o.batch_size = 0; }) == "batch_size must be at least 1, got 0");
  CHECK(with([](FitOptions& o) { o.workers = -1; }).find("workers is -1") != std::string::npos);
  CHECK(with([](FitOptions&) {}) == "nothing");
}

TEST_CASE("data that does not fit the head or the validation is refused") {
  auto tuner = made<Probe>();
  const auto complaint = [&](const Dataset& train, const Dataset& val) {
    return scratch::complaint<DataError>([&] { tuner.fit(train, val, quiet(1)); });
  };
  const Dataset &train = images().train, &val = images().val;
  Dataset none = train;
  none.samples.clear();
  CHECK(complaint(none, val) == "there are no training images");
  CHECK(complaint(train, none).starts_with("there are no validation images"));
  Dataset three = train;
  three.class_names.push_back("yellow");
  CHECK(complaint(three, val) ==
        "the training data has 3 classes, the head has 2; write LinearHead<3>, or give it the right folders");
  CHECK(complaint(train, three) == "class \"yellow\" is not among the 2 of the training; remove its folder");
  Dataset other = val;
  other.class_names = {"green", "scarlet"};
  CHECK(complaint(train, other).starts_with("class 1 is \"red\" in training and \"scarlet\" here"));
  Dataset unlabelled = train;
  unlabelled.samples.back().target = 2;
  CHECK(complaint(unlabelled, val).ends_with("111.ppm' has label 2; expected one from 0 to 1, the number of its class"));
  CHECK(complaint(train, unlabelled).find("has label 2;") != std::string::npos);
  CHECK(scratch::complaint<DataError>([&] { (void)tuner.evaluate(unlabelled); }).find("has label 2;") != std::string::npos);
}

TEST_CASE(
    "an image that cannot be read stops the training with its name, or is skipped and counted, in training and validation "
    "apart") {
  const scratch::Folder folder;
  scratch::write(folder / "broken.ppm", "P6 16 16 255\nshort");
  const auto with_broken = [&](Dataset data, int copies) {
    for (int i = 0; i < copies; ++i) data.samples.push_back({(folder / "broken.ppm").string(), 0});
    return data;
  };
  Dataset train = with_broken(images().train, 3), val = with_broken(images().val, 2);
  auto tuner = made<Probe>();
  CHECK(scratch::complaint<DataError>([&] { tuner.fit(train, val, quiet(1)); }).find("broken.ppm") != std::string::npos);
  CHECK_FALSE(tuner.network().is_training());
  train.on_bad_image = val.on_bad_image = BadImage::skip;
  const FitReport report = tuner.fit(train, val, quiet(2));
  for (const Epoch& epoch : report.epochs) {
    CHECK(epoch.images == 24);
    CHECK(epoch.skipped == 3);
    CHECK(epoch.val_skipped == 2);
  }
  Dataset nothing_good = with_broken(Dataset{}, 2);
  nothing_good.class_names = train.class_names;
  nothing_good.on_bad_image = BadImage::skip;
  CHECK(scratch::complaint<DataError>([&] { tuner.fit(nothing_good, quiet(1)); }) ==
        "none of the 2 training images could be used");
  CHECK(scratch::complaint<DataError>([&] { tuner.fit(train, nothing_good, quiet(1)); }) ==
        "none of the 2 images to evaluate could be used");
}

TEST_CASE("images of validation that are known not to be decodable are said before the first step") {
  Dataset val = images().val;
  val.undecodable.push_back({val.samples[0].path, "image 'x' is a WebP"});
  auto tuner = made<Probe>();
  std::vector<::torch::Tensor> before;
  for (const auto& parameter : tuner.network().parameters()) before.push_back(parameter.detach().clone());
  const std::string error = scratch::complaint<DataError>([&] { tuner.fit(images().train, val, quiet(1)); });
  CHECK(error.find("images cannot be decoded, such as image 'x' is a WebP; or set on_bad_image") != std::string::npos);
  const auto after = tuner.network().parameters();
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(::torch::equal(before[i], after[i]));
}

TEST_CASE("a callback may end the training by an exception, which arrives as it is") {
  auto tuner = made<Probe>();
  FitOptions options = quiet(5);
  int epochs = 0;
  options.on_epoch = [&](const Epoch&) {
    if (++epochs == 2) throw std::string("enough");
  };
  CHECK_THROWS_AS(tuner.fit(images().train, options), std::string);
  CHECK(epochs == 2);
  CHECK_FALSE(tuner.network().is_training());
}

TEST_CASE(
    "a line an epoch goes to standard error when it is a file, without escape codes, and the bar only where it is asked for") {
  auto tuner = made<Probe>();
  const auto shown = [&](Progress progress) {
    FitOptions options = quiet(2);
    options.progress = progress;
    return standard_error_of([&] { tuner.fit(images().train, images().val, options); });
  };
  const std::string lines = shown(Progress::automatic);
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 2);
  CHECK(lines.starts_with("epoch 1/2  train loss "));
  CHECK(lines.find("\nepoch 2/2  train loss ") != std::string::npos);
  for (const char* part : {"  val loss ", "  accuracy ", " images/s"}) CHECK(lines.find(part) != std::string::npos);
  CHECK(lines.find('\033') == std::string::npos);
  CHECK(lines.find('\r') == std::string::npos);
  const std::string bar = shown(Progress::bar);
  for (const char* part : {"\repoch 1/2 [", "[########################] 24/24  loss ", " images/s", " s left"})
    CHECK(bar.find(part) != std::string::npos);
  CHECK(shown(Progress::none) == "");
}

TEST_CASE("without a number of epochs there are ten, and a tuner without stages takes no epochs of stages") {
  auto tuner = made<Probe>();
  FitOptions options = quiet(1, 24);
  options.epochs.reset();
  CHECK(tuner.fit(images().train, options).epochs.size() == 10);
  options.stage_epochs = {1, 2};
  CHECK(usage(options) == "stage_epochs is for a tuner whose freeze policy is Stages; give epochs");
}

}  // namespace fit_tests
