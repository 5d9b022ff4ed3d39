#include "support/torch_doctest.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <graft/graft.hpp>

#include "train/small_world.hpp"

/// Each kind of policy is open: what a user writes, and that it trains.
namespace your_own_tests {

using namespace graft;
using namespace small_world;

template <class Tuner>
State trained(Tuner& tuner, State* before = nullptr) {
  if (before != nullptr) *before = state_of(tuner.network());
  tuner.fit(images().train, images().val, quiet(1));
  return state_of(tuner.network());
}

// A head that is described: the compiler knows its shapes and counts.
struct OwnHead {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 2, in_features = deduced;
  static constexpr void describe(Net& net, std::string_view name) {
    net.sequential(name, [&] {
      net.dropout("0", {.p = 0.1});
      net.linear("1", 5);
      net.relu("2");
      net.linear("3", classes);
    });
  }
};

TEST_CASE("your own head, described") {
  using Tuner = FineTuner<TinyNet, OwnHead, FreezeAllBut<Fc>, SGD>;
  static_assert(trainable_parameters<Tuner> == 8 * 5 + 5 + 5 * 2 + 2);
  Tuner tuner{{.weights = no_weights(), .optimizer = {.lr = 0.1}, .threads = 1}};
  State before;
  const State after = trained(tuner, &before);
  CHECK_FALSE(torch::equal(after.at("fc.3.weight"), before.at("fc.3.weight")));
  CHECK(torch::equal(after.at("layer2.0.conv2.weight"), before.at("layer2.0.conv2.weight")));
}

// A head that is a module of LibTorch: anything that it can compute.
struct CosineHead {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 2, in_features = deduced;
  struct module : torch::nn::Module {
    explicit module(std::int64_t features) : weight(register_parameter("weight", torch::randn({classes, features}))) {}
    torch::Tensor forward(torch::Tensor x) { return 10 * torch::cosine_similarity(x.unsqueeze(1), weight.unsqueeze(0), 2); }
    torch::Tensor weight;
  };
};

TEST_CASE("your own head, a module") {
  FineTuner<TinyNet, CosineHead, FreezeAllBut<Classifier>, SGD> tuner{
      {.weights = no_weights(), .optimizer = {.lr = 0.1}, .threads = 1}};
  State before;
  const State after = trained(tuner, &before);
  CHECK(after.at("fc.weight").sizes() == torch::IntArrayRef({2, 8}));
  CHECK_FALSE(torch::equal(after.at("fc.weight"), before.at("fc.weight")));
  CHECK(torch::equal(after.at("conv1.weight"), before.at("conv1.weight")));
  CHECK(tuner.network().trainable_parameters().size() == 1);
}

// A freeze policy: every convolution of one pixel or few, by what the table says of it.
struct FreezeSmall {
  using policy_category = freeze_tag;
  static constexpr void mark(GraphView net, std::span<bool> frozen) {
    for (ModuleId row{0}; row < net.module_count(); ++row) frozen[row.index()] = parameters(net.module(row).layer) < 300;
  }
};

TEST_CASE("your own freeze policy") {
  using Tuner = FineTuner<TinyNet, LinearHead<2>, FreezeSmall, SGD>;
  static_assert(trainable_parameters<Tuner> == 4 * 8 * 8 * 9);  // the convolutions of the blocks; conv1 has 216
  Tuner tuner{{.weights = no_weights(), .optimizer = {.lr = 0.1}, .threads = 1}};
  State before;
  for (const auto& [name, tensor] : trained(tuner, &before))
    CHECK(torch::equal(tensor, before.at(name)) == (name.find("0.conv") == std::string::npos));
}

// An optimizer: the sign of the gradient alone.
struct SignSGD {
  using policy_category = optimizer_tag;
  struct Options {
    double lr = 1e-2;
  };
  struct Optimizer : torch::optim::SGD {
    using torch::optim::SGD::SGD;
    torch::Tensor step(LossClosure closure = nullptr) override {
      for (auto& group : param_groups())
        for (auto& parameter : group.params()) parameter.mutable_grad() = parameter.grad().sign();
      return torch::optim::SGD::step(closure);
    }
  };
  static std::unique_ptr<torch::optim::Optimizer> make(std::vector<torch::Tensor> parameters, const Options& options) {
    return std::make_unique<Optimizer>(std::move(parameters), torch::optim::SGDOptions(options.lr));
  }
};

TEST_CASE("your own optimizer") {
  FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SignSGD> tuner{
      {.weights = no_weights(), .optimizer = {.lr = 0.125}, .threads = 1}};
  const State before = state_of(tuner.network());
  tuner.fit(images().train, quiet(1, 24));  // one step
  const auto moved = (tuner.network().module("fc")->as<torch::nn::Linear>()->weight - before.at("fc.weight")).abs();
  CHECK(torch::allclose(moved, torch::full_like(moved, 0.125)));
}

// A loss: the margin between the label's logit and each other.
struct MarginLoss {
  using policy_category = loss_tag;
  struct Options {
    double margin = 1;
  };
  static torch::Tensor loss(const torch::Tensor& logits, const torch::Tensor& labels, const Options& options) {
    return torch::multi_margin_loss(logits, labels, 1, options.margin);
  }
};

// A schedule: 1 / (1 + epochs so far).
struct InverseTime {
  using policy_category = schedule_tag;
  struct Options {
    double speed = 1;
  };
  static double lr(const Options& options, double base, const SchedulePoint& at) {
    return base / (1 + options.speed * static_cast<double>(at.epoch()));
  }
};

TEST_CASE("your own loss and your own schedule") {
  FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, InverseTime, Precision<F32>, MarginLoss> tuner{
      {.weights = no_weights(), .optimizer = {.lr = 0.5}, .loss = {.margin = 2}, .schedule = {.speed = 3}, .threads = 1}};
  const FitReport report = tuner.fit(images().train, images().val, quiet(3, 24));
  CHECK(report.lr == std::vector<double>{0.5, 0.125, 0.5 / 7});
  double by_hand = 0;
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < images().val.size(); ++i) {
    const auto logits = tuner.network().forward(load_image(images().val.samples[i].path, images().val.transform))[0];
    const std::int64_t label = images().val.samples[i].label();
    by_hand += std::max(0.0, 2 - (logits[label] - logits[1 - label]).item<double>()) / 2;  // the mean over two classes
  }
  CHECK(*report.epochs[2].val_loss == doctest::Approx(by_hand / static_cast<double>(images().val.size())).epsilon(1e-5));
  CHECK(report.epochs[2].train_loss < report.epochs[0].train_loss);
}

// A backbone that is described.
struct OwnGraph {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 16, 16});
    net.conv("stem", 6, {.kernel = 3, .stride = 2});
    net.relu("relu");
    net.adaptive_avg_pool("pool", 2);
    net.flatten();
    net.classifier(net.linear("out", 100));
  });
};

TEST_CASE("your own backbone, described") {
  using Tuner = FineTuner<OwnGraph, LinearHead<2>, FreezeUpTo<At<"stem">>, Adam>;
  static_assert(trainable_parameters<Tuner> == 2 * 24 + 2);
  Tuner tuner{{.weights = no_weights(), .optimizer = {.lr = 0.01}, .threads = 1}};
  State before;
  for (const auto& [name, tensor] : trained(tuner, &before))
    CHECK(torch::equal(tensor, before.at(name)) == name.starts_with("stem."));
  CHECK(FeatureExtractor<OwnGraph>()(torch::zeros({2, 3, 16, 16})).cols() == 24);
}

// A backbone that is a module of LibTorch.
struct OwnModule : torch::nn::Module {
  using policy_category = backbone_tag;
  static constexpr std::int64_t out_features = 6;
  torch::nn::Conv2d conv{register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 6, 3)))};
  torch::nn::BatchNorm2d norm{register_module("norm", torch::nn::BatchNorm2d(6))};
  torch::Tensor forward(torch::Tensor x) { return torch::relu(norm->forward(conv->forward(x))).mean({2, 3}); }
};

TEST_CASE("your own backbone, a module: weights go into its body, paths are checked at run time, frozen is frozen") {
  const scratch::Folder folder;
  torch::manual_seed(11);
  const OwnModule pretrained;
  write_pth(folder / "own.pth", state_dict(pretrained));
  Weights weights = no_weights();
  weights.file = folder / "own.pth";
  using Tuner = FineTuner<OwnModule, LinearHead<2>, Freeze<At<"body.conv">>, SGD>;
  Tuner tuner{{.weights = weights, .optimizer = {.lr = 0.1, .weight_decay = 0.1}, .threads = 1}};
  CHECK(tuner.load_report().loaded.size() == 7);
  State before;
  const State after = trained(tuner, &before);
  CHECK(torch::equal(before.at("body.conv.weight"), pretrained.conv->weight));
  for (const auto& [name, tensor] : after) CHECK(torch::equal(tensor, before.at(name)) == name.starts_with("body.conv."));

  using Wrong = FineTuner<OwnModule, LinearHead<2>, FreezeAllBut<At<"body.convv">, Classifier>, SGD>;
  CHECK(scratch::complaint<UsageError>([] { Wrong wrong; }) ==
        "the freeze policy names a layer \"body.convv\" that the network does not have; did you mean \"body.conv\"?");
  using AllFrozen = FineTuner<OwnModule, LinearHead<2>, FreezeAll, SGD>;
  CHECK(scratch::complaint<UsageError>([] {
          AllFrozen frozen;
          frozen.fit(images().train, quiet(1));
        }) == "nothing is left to train: the freeze policy freezes every parameter");

  const FeatureExtractor<OwnModule> features{{.weights = weights, .threads = 1}};
  const auto image = torch::randn({2, 3, 16, 16});
  OwnModule reference = pretrained;
  reference.eval();
  const Eigen::MatrixXf got = features(image);
  CHECK(got.cols() == 6);
  const auto expected = reference.forward(image);
  for (int n = 0; n < 2; ++n)
    for (int f = 0; f < 6; ++f) CHECK(got(n, f) == doctest::Approx(expected[n][f].item<float>()));
}

struct Liar : OwnModule {
  static constexpr std::int64_t out_features = 7;
};

TEST_CASE("a module that gives another number of features than it says is an error, not a crash") {
  const FeatureExtractor<Liar> features{{.weights = no_weights(), .threads = 1}};
  CHECK(scratch::complaint<ShapeError>([&] {
          (void)features(images().val);
        }).starts_with("this backbone gives 6 features for these images, its description says 7"));
  FineTuner<Liar, LinearHead<2>, FreezeNone, SGD> tuner{{.weights = no_weights(), .threads = 1}};
  CHECK(scratch::complaint<Error>([&] { tuner.fit(images().train, quiet(1)); }).starts_with("training: "));
}

}  // namespace your_own_tests
