#include "support/torch_doctest.hpp"

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <graft/policy/binary_cross_entropy.hpp>
#include <graft/policy/class_weights.hpp>
#include <graft/policy/cross_entropy.hpp>
#include <graft/policy/focal_loss.hpp>
#include <graft/policy/huber.hpp>
#include <graft/policy/l1.hpp>
#include <graft/policy/label_smoothing.hpp>
#include <graft/policy/mse.hpp>
#include <graft/task/make_loss.hpp>

#include "train/small_world.hpp"

namespace make_loss_tests {

using namespace graft;

/// A line of what Python gave: see recorded/record_losses.py.
std::vector<double> recorded(const std::string& name) {
  std::ifstream file(GRAFT_TEST_DATA "train/recorded/losses.txt");
  std::vector<double> values;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name + " ")) continue;
    std::istringstream words(line.substr(name.size() + 1));
    for (double value = 0; words >> value;) values.push_back(value);
  }
  REQUIRE_FALSE(values.empty());
  return values;
}

const std::vector<std::int64_t> images{5, 10, 20, 5};

template <class L>
Loss made(const typename L::Options& options = {}) {
  return make_loss<L>(options, images, torch::kCPU);
}

/// The largest difference of loss and gradient to the record's; an empty loss is plain cross-entropy.
double difference(const std::string& name, const Loss& loss) {
  const auto logits =
      torch::tensor(recorded("logits"), torch::kDouble).to(torch::kFloat).reshape({6, 4}).set_requires_grad(true);
  const auto labels = torch::tensor(recorded("labels"), torch::kDouble).to(torch::kLong);
  const auto value = loss(logits, labels);
  value.backward();
  const auto wanted = torch::tensor(recorded(name), torch::kDouble);
  const auto got = torch::cat({value.detach().reshape({1}), logits.grad().flatten()}).to(torch::kDouble);
  REQUIRE(got.sizes() == wanted.sizes());
  return (got - wanted).abs().max().item<double>();
}

TEST_CASE("losses and their gradients are what Python gives for the same logits") {
  const std::vector<double> weights = recorded("class_weights");
  CHECK(difference("weights", made<CrossEntropy>({.class_weights = weights})) < 1e-6);
  CHECK(difference("smoothing", made<CrossEntropy>({.label_smoothing = 0.2})) < 1e-6);
  CHECK(difference("weights_smoothing", made<CrossEntropy>({.class_weights = weights, .label_smoothing = 0.2})) < 1e-6);
  CHECK(difference("smoothing", made<LabelSmoothing>({.smoothing = 0.2})) < 1e-6);
  CHECK(difference("weights", made<ClassWeights>({.weights = weights})) < 1e-6);
  CHECK(difference("plain", made<CrossEntropy>({.class_weights = {1, 1, 1, 1}})) < 1e-6);
  CHECK(difference("focal", made<FocalLoss>()) < 1e-6);
  CHECK(difference("focal_half", made<FocalLoss>({.gamma = 0.5})) < 1e-6);
  CHECK(difference("focal_weights", made<FocalLoss>({.gamma = 1.5, .class_weights = weights})) < 1e-6);
  CHECK(difference("focal", made<FocalLoss>({.gamma = 1.9})) > 1e-3);
}

/// Loss and gradient of two ways to compute it, which must agree.
void check_same(const Loss& loss, const torch::Tensor& outputs, const torch::Tensor& targets, const auto& by_torch) {
  const torch::Tensor ours = outputs.clone().requires_grad_(), theirs = outputs.clone().requires_grad_();
  const torch::Tensor got = loss(ours, targets), wanted = by_torch(theirs);
  got.backward();
  wanted.backward();
  CHECK(got.item<double>() == doctest::Approx(wanted.item<double>()));
  CHECK((ours.grad() - theirs.grad()).abs().max().item<double>() < 1e-6);
}

TEST_CASE("losses of labels and of numbers are LibTorch's over what is known, and 0 where nothing is") {
  torch::manual_seed(5);
  const torch::Tensor outputs = 2 * torch::randn({7, 4});
  torch::Tensor labels = torch::randn({7, 4}).gt(0).to(torch::kFloat), numbers = 2 * torch::randn({7, 4});
  const torch::Tensor known = torch::rand({7, 4}).gt(0.3);
  labels.masked_fill_(known.logical_not(), NAN);
  numbers.masked_fill_(known.logical_not(), NAN);
  const torch::Tensor some_labels = labels.masked_select(known), some = numbers.masked_select(known);
  const torch::Tensor weights = torch::tensor({1.F, 3.F, 0.5F, 2.F});
  const torch::Tensor some_weights = weights.expand({7, 4}).masked_select(known);
  check_same(made<BinaryCrossEntropy>(), outputs, labels, [&](const torch::Tensor& x) {
    return torch::binary_cross_entropy_with_logits(x.masked_select(known), some_labels);
  });
  check_same(made<BinaryCrossEntropy>({.positive_weights = {1, 3, 0.5, 2}}), outputs, labels, [&](const torch::Tensor& x) {
    return torch::binary_cross_entropy_with_logits(x.masked_select(known), some_labels, {}, some_weights);
  });
  check_same(made<MSE>(), outputs, numbers,
             [&](const torch::Tensor& x) { return torch::mse_loss(x.masked_select(known), some); });
  check_same(made<L1>(), outputs, numbers,
             [&](const torch::Tensor& x) { return torch::l1_loss(x.masked_select(known), some); });
  check_same(made<Huber>({.delta = 0.7}), outputs, numbers, [&](const torch::Tensor& x) {
    return torch::huber_loss(x.masked_select(known), some, torch::Reduction::Mean, 0.7);
  });
  const torch::Tensor nothing = torch::full({7, 4}, NAN);
  CHECK(made<MSE>()(outputs, nothing).item<double>() == 0);
  CHECK(made<BinaryCrossEntropy>()(outputs, nothing).item<double>() == 0);
  CHECK_THROWS_AS((void)made<BinaryCrossEntropy>({.positive_weights = {1, 2}}), UsageError);
  CHECK_THROWS_AS((void)made<BinaryCrossEntropy>({.positive_weights = {1, 2, -1, 1}}), UsageError);
  CHECK_THROWS_AS((void)made<Huber>({.delta = 0}), UsageError);
}

TEST_CASE("losses over pixels are those over as many images, without pixels that have no label") {
  torch::manual_seed(6);
  const torch::Tensor logits = torch::randn({2, 4, 3, 5});
  torch::Tensor labels = torch::randint(0, 4, {2, 3, 5}, torch::kLong);
  const torch::Tensor rows = logits.permute({0, 2, 3, 1}).reshape({-1, 4}), flat = labels.flatten();
  for (const Loss& loss : {made<FocalLoss>(), made<FocalLoss>({.gamma = 1, .class_weights = {1, 2, 3, 4}}),
                           made<CrossEntropy>({.class_weights = {1, 2, 3, 4}, .label_smoothing = 0.1})}) {
    CHECK(loss(logits, labels).item<double>() == doctest::Approx(loss(rows, flat).item<double>()));
    torch::Tensor part = labels.clone();
    part.view(-1).slice(0, 10).fill_(-100);
    CHECK(loss(logits, part).item<double>() ==
          doctest::Approx(loss(rows.slice(0, 0, 10), flat.slice(0, 0, 10)).item<double>()));
  }
}

TEST_CASE("a batch whose classes all weigh nothing has a loss of 0, and a gradient that is a number") {
  for (const Loss& loss :
       {made<CrossEntropy>({.class_weights = {0, 1, 1, 1}}), made<FocalLoss>({.class_weights = {0, 1, 1, 1}})}) {
    const torch::Tensor logits = torch::randn({3, 4}).requires_grad_();
    const torch::Tensor value = loss(logits, torch::zeros({3}, torch::kLong));
    CHECK(value.item<double>() == 0);
    value.backward();
    CHECK(torch::isfinite(logits.grad()).all().item<bool>());
    CHECK(loss(logits, torch::ones({3}, torch::kLong)).item<double>() > 0);
  }
}

TEST_CASE("balanced weights are those of the training images") {
  const auto logits = torch::randn({6, 4});
  const auto labels = torch::tensor({0, 1, 2, 3, 2, 2}, torch::kLong);
  const auto by_hand = made<CrossEntropy>({.class_weights = {2, 1, 0.5, 2}});
  CHECK(made<ClassWeights>()(logits, labels).item<double>() == by_hand(logits, labels).item<double>());
}

TEST_CASE("plain cross-entropy is an empty loss, under every name") {
  CHECK_FALSE(made<CrossEntropy>());
  CHECK_FALSE(made<LabelSmoothing>({.smoothing = 0}));
  CHECK_FALSE(made<FocalLoss>({.gamma = 0}));
  CHECK_FALSE(make_loss<ClassWeights>({}, std::vector<std::int64_t>(4), torch::kCPU));  // before there are any images
}

TEST_CASE("the gradient of a focal loss is a number where a probability is 1 or 0, for every gamma") {
  for (const double gamma : {0.5, 1.0, 2.0}) {
    const auto logits = torch::tensor({200.F, 0.F, 0.F, 200.F}).reshape({2, 2}).set_requires_grad(true);
    const auto loss = make_loss<FocalLoss>({.gamma = gamma}, std::vector<std::int64_t>(2), torch::kCPU)(
        logits, torch::tensor({0, 0}, torch::kLong));
    loss.backward();
    CHECK(std::isfinite(loss.item<double>()));
    CHECK(torch::isfinite(logits.grad()).all().item<bool>());
  }
}

template <class L>
std::string complaint(const typename L::Options& options) {
  return scratch::complaint<UsageError>([&] { (void)made<L>(options); });
}

TEST_CASE("options without sense are refused by name") {
  CHECK(
      complaint<CrossEntropy>({.class_weights = {1, 2}}) ==
      "the option .loss has 2 class weights, the head has 4 classes; give a weight for each, in the order of the class names");
  CHECK(complaint<ClassWeights>({.weights = {1, 2, -1, 1}})
            .starts_with("the option .loss has a class weight of -1.000000; it is a number of at least 0"));
  CHECK(complaint<FocalLoss>({.class_weights = {0, 0, 0, 0}}).starts_with("the option .loss has class weights that are all 0"));
  CHECK(complaint<LabelSmoothing>({.smoothing = 1.5})
            .starts_with("the option .loss has a label smoothing of 1.500000; it is from"));
  CHECK(
      complaint<CrossEntropy>({.label_smoothing = std::nan("")}).starts_with("the option .loss has a label smoothing of nan"));
  CHECK(
      complaint<FocalLoss>({.gamma = -1}).starts_with("the option .loss has gamma = -1.000000; it is a number of at least 0"));
}

/// A loss of a user's own that forgets the mean.
struct Unreduced {
  using policy_category = loss_tag;
  struct Options {
    double scale = 1;
  };
  static torch::Tensor loss(const torch::Tensor& logits, const torch::Tensor& labels, const Options& options) {
    return options.scale * torch::cross_entropy_loss(logits, labels, {}, torch::Reduction::None);
  }
};
struct Reduced : Unreduced {
  static torch::Tensor loss(torch::Tensor logits, torch::Tensor labels, const Options& options) {
    return Unreduced::loss(logits, labels, options).mean();
  }
};

TEST_CASE("a loss of the user's own gets its options, and must give one number") {
  const auto logits = torch::randn({6, 4});
  const auto labels = torch::tensor({0, 1, 2, 3, 2, 2}, torch::kLong);
  CHECK(made<Reduced>({.scale = 3})(logits, labels).item<double>() ==
        doctest::Approx(3 * torch::cross_entropy_loss(logits, labels).item<double>()));
  CHECK(
      scratch::complaint<ShapeError>([&] { (void)made<Unreduced>()(logits, labels); }) ==
      "a loss is one number, the mean over the images of a batch; this one gives a tensor of shape [6] for logits of 6 images; "
      "take its mean()");
}

}  // namespace make_loss_tests
