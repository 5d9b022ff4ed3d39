#include "support/torch_doctest.hpp"

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <graft/policy/class_weights.hpp>
#include <graft/policy/cross_entropy.hpp>
#include <graft/policy/focal_loss.hpp>
#include <graft/policy/label_smoothing.hpp>
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
