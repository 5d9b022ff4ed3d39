#include "support/torch_doctest.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <graft/graft.hpp>
#include <graft/network/trainable.hpp>

#include "train/small_world.hpp"

namespace network_freeze_tests {

using namespace graft;
using namespace small_world;

/// A policy of a user: whatever is normalised stays, and layer1 as a whole.
struct FreezeNormsAndLayer1 {
  using policy_category = freeze_tag;
  static constexpr void mark(GraphView net, std::span<bool> frozen) {
    for (ModuleId row{0}; row < net.module_count(); ++row)
      frozen[row.index()] = net.is<BatchNorm2d>(row) || net.is_within(row, net.find("layer1"));
  }
};

using IsFrozen = std::function<bool(const std::string& name)>;

template <class B, class F, class O>
void prove(const char* what, const typename O::Options& optimizer, const IsFrozen& is_frozen) {
  CAPTURE(std::string(what));
  FineTuner<B, LinearHead<2>, F, O> tuner{{.weights = no_weights(), .optimizer = optimizer, .seed = 1, .threads = 1}};
  Network& net = tuner.network();
  const State before = state_of(net);
  tuner.fit(images().train, images().val, quiet(2));
  std::set<const void*> trains, optimized;
  std::int64_t trainable = 0;
  for (const auto& item : net.named_parameters()) {
    CAPTURE(item.key());
    CHECK(item.value().requires_grad() == !is_frozen(item.key()));
    CHECK(item.value().grad().defined() == !is_frozen(item.key()));
    if (!item.value().requires_grad()) continue;
    trains.insert(item.value().unsafeGetTensorImpl());
    trainable += item.value().numel();
  }
  CHECK(trainable == trainable_parameters<decltype(tuner)>);
  for (const auto& group : tuner.optimizer().param_groups())
    for (const auto& parameter : group.params()) optimized.insert(parameter.unsafeGetTensorImpl());
  CHECK(optimized == trains);
  int stayed = 0, moved = 0;
  for (const auto& entry : state_of(net)) {
    const std::string& name = entry.first;
    CAPTURE(name);
    CHECK(torch::equal(entry.second, before.at(name)) == is_frozen(name));
    ++(is_frozen(name) ? stayed : moved);
  }
  CHECK(moved > 0);
  CHECK(stayed + moved == static_cast<int>(before.size()));
  for (const bool on : {true, false, true}) {
    net.train(on);
    for (const auto& item : net.named_modules("", false)) {
      CAPTURE(item.key());
      if (item.value()->as<torch::nn::BatchNorm2d>() != nullptr)
        CHECK(item.value()->is_training() == (on && !is_frozen(item.key() + ".running_mean")));
      if (item.value()->as<torch::nn::Dropout>() != nullptr) CHECK(item.value()->is_training() == on);
    }
  }
}

bool starts(const std::string& name, std::initializer_list<const char*> starts_of_names) {
  for (const char* start : starts_of_names)
    if (name.starts_with(start)) return true;
  return false;
}

template <class B, class O>
void prove_all(const typename O::Options& optimizer) {
  prove<B, FreezeAllBut<Fc>, O>("FreezeAllBut<Fc>", optimizer, [](const std::string& name) { return !starts(name, {"fc."}); });
  prove<B, FreezeAllBut<Classifier, At<"layer2.0.bn2">>, O>("FreezeAllBut<Classifier, bn2>", optimizer,
                                                            [](const std::string& name) {
                                                              return !starts(name, {"fc.", "layer2.0.bn2."});
                                                            });
  prove<B, FreezeUpTo<Layer1>, O>("FreezeUpTo<Layer1>", optimizer, [](const std::string& name) {
    return starts(name, {"conv1.", "bn1.", "layer1."});
  });
  prove<B, FreezeKind<Conv2d>, O>("FreezeKind<Conv2d>", optimizer,
                                  [](const std::string& name) { return name.find("conv") != std::string::npos; });
  prove<B, FreezeKind<BatchNorm2d>, O>("FreezeKind<BatchNorm2d>", optimizer,
                                       [](const std::string& name) { return name.find("bn") != std::string::npos; });
  prove<B, Freeze<At<"bn1">, Layer1>, O>("Freeze<bn1, Layer1>", optimizer, [](const std::string& name) {
    return starts(name, {"bn1.", "layer1."});
  });
  prove<B, FreezeNone, O>("FreezeNone", optimizer, [](const std::string&) { return false; });
  prove<B, FreezeNormsAndLayer1, O>("a user's own", optimizer, [](const std::string& name) {
    return name.find("bn") != std::string::npos || starts(name, {"layer1."});
  });
}

TEST_CASE("frozen means frozen, to the last bit of every parameter and buffer, under SGD with momentum and weight decay") {
  prove_all<TinyNet, SGD>({.lr = 0.05, .momentum = 0.9, .weight_decay = 0.1});
}

TEST_CASE("frozen means frozen under AdamW, whose weight decay needs no gradient, and with a Dropout among the frozen") {
  prove_all<TinyDropNet, AdamW>({.lr = 0.01, .weight_decay = 0.1});
}

TEST_CASE("an empty list of layers to freeze is FreezeNone") {
  prove<TinyNet, Freeze<>, SGD>("Freeze<>", {.lr = 0.05}, [](const std::string&) { return false; });
}

TEST_CASE("a Dropout in the frozen region still draws while training, so the prefix that is computed once ends before it") {
  using Tuner = FineTuner<TinyDropNet, LinearHead<2>, FreezeAllBut<Fc>, SGD>;
  static_assert(Tuner::graph.path(Tuner::graph.call({Tuner::prefix}).module) == "drop");
  Tuner tuner{{.weights = no_weights(), .threads = 1}};
  Network& net = tuner.network();
  const torch::NoGradGuard no_grad;
  const auto image = torch::randn({1, 3, 16, 16});
  net.train();
  CHECK_FALSE(torch::equal(net.forward(image), net.forward(image)));
  net.eval();
  CHECK(torch::equal(net.forward(image), net.forward(image)));
}

TEST_CASE("freezing again replaces what was frozen before") {
  Network net(TinyNet::graph);
  apply_freeze<FreezeAllBut<Fc>>(net);
  CHECK(net.trainable_parameters().size() == 2);
  apply_freeze<FreezeKind<Linear>>(net);
  net.train();
  CHECK(net.module("bn1")->is_training());
  CHECK(net.trainable_parameters().size() == net.parameters().size() - 2);
  apply_freeze<FreezeAll>(net);
  CHECK(net.trainable_parameters().empty());
}

/// A module of a user with parameters and statistics of its own beside its children.
struct Own : torch::nn::Module {
  torch::Tensor scale = register_parameter("scale", torch::ones({3}));
  torch::Tensor mean = register_buffer("mean", torch::zeros({3}));
  torch::nn::Conv2d first{register_module("first", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 4, 1)))};
  torch::nn::BatchNorm2d norm{register_module("norm", torch::nn::BatchNorm2d(4))};
  torch::Tensor forward(const torch::Tensor& x) {
    if (is_training()) mean.copy_(x.detach().mean({0, 2, 3}));
    return torch::relu(norm->forward(first->forward(x * scale.view({1, 3, 1, 1})))).mean({2, 3});
  }
};

Tables around_own() {
  Net net("Around");
  net.input({3, 8, 8});
  net.foreign("body", {4});
  net.classifier(net.linear("head", 2));
  return std::move(net).tables();
}

TEST_CASE(
    "inside a module of the user's own, what is frozen stays in evaluation mode and the rest trains, statistics included") {
  const auto own = std::make_shared<Own>();
  Network net(around_own(), {foreign_module("body", own)});
  apply_freeze<Freeze<At<"body.first">>>(net);
  net.train();
  CHECK(own->is_training());
  CHECK(own->scale.requires_grad());
  CHECK_FALSE(own->first->weight.requires_grad());

  apply_freeze<FreezeAllBut<At<"body.norm">, Classifier>>(net);
  for (const bool on : {true, false, true}) {
    net.train(on);
    CHECK_FALSE(own->is_training());  // its running mean is frozen with it
    CHECK(own->norm->is_training() == on);
  }
  const auto mean = own->mean.clone(), norm_mean = own->norm->running_mean.clone();
  (void)net.forward(torch::randn({4, 3, 8, 8}));
  CHECK(torch::equal(own->mean, mean));
  CHECK_FALSE(torch::equal(own->norm->running_mean, norm_mean));
  CHECK_FALSE(own->scale.requires_grad());

  apply_freeze<FreezeUpTo<At<"body">>>(net);
  CHECK(net.trainable_parameters().size() == 2);
  CHECK_FALSE(own->norm->weight.requires_grad());
  apply_freeze<FreezeUpTo<At<"body.first">>>(net);
  CHECK(net.trainable_parameters().size() == 4);
  CHECK(own->norm->weight.requires_grad());
}

TEST_CASE("a policy that names a layer which only run time can miss is told the closest") {
  Network net(around_own(), {foreign_module("body", std::make_shared<Own>())});
  using Wrong = FreezeAllBut<At<"body.frist">>;
  CHECK(scratch::complaint<UsageError>([&] { apply_freeze<Wrong>(net); }) ==
        "the freeze policy names a layer \"body.frist\" that the network does not have; did you mean \"body.first\"?");
}

/// Registers its layers in another order than it calls them.
struct Crossed {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 8, 8});
    const auto second = net.module("second", Conv2d{.in = 4, .out = 4});
    const auto first = net.module("first", Conv2d{.out = 4});
    net.call(first);
    net.call(second);
    net.adaptive_avg_pool("pool", 1);
    net.flatten();
    net.classifier(net.linear("fc", 2));
  });
};
struct ModuleAsHead {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 2, in_features = deduced;
  struct module : torch::nn::Module {
    explicit module(std::int64_t features) : fc(register_module("fc", torch::nn::Linear(features, 2))) {}
    torch::Tensor forward(const torch::Tensor& x) { return fc->forward(x); }
    torch::nn::Linear fc;
  };
};

TEST_CASE("with a module as head, up to still follows the flow of data, as the compiler took it") {
  using Known = Composition<Crossed, ModuleAsHead, FreezeUpTo<At<"first">>, SGD>;
  FineTuner<Crossed, ModuleAsHead, FreezeUpTo<At<"first">>, SGD> tuner{{.weights = no_weights(), .threads = 1}};
  Network& net = tuner.network();
  for (const char* name : {"first", "second"}) {
    const bool frozen = Known::frozen[Known::graph.find(name).index()];
    CHECK(frozen == (std::string(name) == "first"));
    CHECK(net.module(name)->parameters().front().requires_grad() == !frozen);
  }
  CHECK(net.module("fc")->parameters().front().requires_grad());
}

using Names = std::vector<std::string>;

/// The modules with parameters of their own that train.
Names trained_modules(const torch::nn::Module& net) {
  Names names;
  for (const std::string& name : trainable(net))
    if (const std::string module = name.substr(0, name.rfind('.')); names.empty() || names.back() != module)
      names.push_back(module);
  return names;
}

const Names all{"conv1",
                "bn1",
                "layer1.0.conv1",
                "layer1.0.bn1",
                "layer1.0.conv2",
                "layer1.0.bn2",
                "layer2.0.conv1",
                "layer2.0.bn1",
                "layer2.0.conv2",
                "layer2.0.bn2",
                "fc"};

Names all_but(const std::function<bool(const std::string&)>& is_frozen) {
  Names names = all;
  std::erase_if(names, is_frozen);
  return names;
}

TEST_CASE("freeze and unfreeze without a selector take the whole network") {
  Network net(TinyNet::graph);
  CHECK(trained_modules(net) == all);
  freeze(net);
  CHECK(trained_modules(net).empty());
  unfreeze(net, "fc");
  CHECK(trained_modules(net) == Names{"fc"});
  unfreeze(net);
  CHECK(trained_modules(net) == all);
}

TEST_CASE("each selector adds to what is frozen, and the rest stays as it was") {
  Network net(TinyNet::graph);
  freeze(net, "layer1", kind<Conv2d>);
  CHECK(trained_modules(net) ==
        all_but([](const std::string& name) { return name.starts_with("layer1.") || name.find("conv") != std::string::npos; }));
  freeze(net, "fc");
  CHECK(trained_modules(net) == Names{"bn1", "layer2.0.bn1", "layer2.0.bn2"});
  unfreeze(
      net, [](const std::string& path, const torch::nn::Module&) { return path.ends_with("conv2"); }, "bn1");
  CHECK(trained_modules(net) == Names{"bn1", "layer1.0.conv2", "layer2.0.bn1", "layer2.0.conv2", "layer2.0.bn2"});
  freeze(net, kind<torch::nn::BatchNorm2d>());
  CHECK(trained_modules(net) == Names{"layer1.0.conv2", "layer2.0.conv2"});
}

TEST_CASE("a predicate that excludes is taken module by module: what it says of a container says nothing of its inside") {
  Network net(TinyNet::graph);
  freeze(net, [](const std::string& path, const torch::nn::Module&) { return !path.starts_with("fc"); });
  CHECK(trained_modules(net) == Names{"fc"});
}

TEST_CASE("frozen BatchNorm keeps evaluation mode through every train of a network, in whatever way it was frozen") {
  Network net(TinyNet::graph);
  const auto in_training = [&](const char* path) { return net.module(path)->is_training(); };
  freeze(net, "layer1");
  for (const bool on : {true, false, true}) {
    net.train(on);
    CHECK_FALSE(in_training("layer1.0.bn1"));
    CHECK(in_training("layer2.0.bn1") == on);
    CHECK(in_training("layer1") == on);
  }
  unfreeze(net, "layer1.0.bn1");
  CHECK(in_training("layer1.0.bn1"));  // the network is in training
  CHECK_FALSE(in_training("layer1.0.bn2"));
  freeze(*net.module("layer2"), kind<BatchNorm2d>);  // of a part: the network that it is in knows
  CHECK_FALSE(in_training("layer2.0.bn1"));
  net.train();
  CHECK_FALSE(in_training("layer2.0.bn1"));
  CHECK(trained_modules(net) == Names{"conv1", "bn1", "layer1.0.bn1", "layer2.0.conv1", "layer2.0.conv2", "fc"});
  for (torch::Tensor& parameter : net.module("bn1")->parameters())
    parameter.set_requires_grad(false);  // as one writes it without graft
  net.train();
  CHECK_FALSE(in_training("bn1"));
  CHECK(net.is_frozen(*net.module("bn1")));
  CHECK_FALSE(net.is_frozen(*net.module("relu")));
}

TEST_CASE("freezing and unfreezing in evaluation mode leaves evaluation mode") {
  Network net(TinyNet::graph);
  net.eval();
  freeze(net, "layer1");
  unfreeze(net);
  for (const auto& item : net.named_modules("", false)) CHECK_FALSE(item.value()->is_training());
}

TEST_CASE("a path that is not there is told the closest, and nothing has changed") {
  Network net(TinyNet::graph);
  CHECK(scratch::complaint<UsageError>([&] { freeze(net, "layer1", "layer2.0.conv9"); }) ==
        "freeze: the network has no module \"layer2.0.conv9\"; did you mean \"layer2.0.conv1\"?");
  CHECK(trained_modules(net) == all);
  freeze(net);
  CHECK(scratch::complaint<UsageError>([&] { unfreeze(net, "fc", "zzz"); }) == "unfreeze: the network has no module \"zzz\"");
  CHECK(trained_modules(net).empty());
}

TEST_CASE("the gradient of what is frozen is dropped, so that an optimizer that holds it cannot move it any more") {
  Network net(TinyNet::graph);
  torch::optim::SGD optimizer(net.parameters(), torch::optim::SGDOptions(0.1).momentum(0.9).weight_decay(0.1));
  const auto step = [&] {
    optimizer.zero_grad();
    net.forward(torch::ones({2, 3, 16, 16})).sum().backward();
    optimizer.step();
  };
  step();
  freeze(net, "layer2", "fc");
  const State before = state_of(net);
  step();
  for (const auto& entry : state_of(net)) {
    const std::string& name = entry.first;
    CAPTURE(name);
    CHECK(torch::equal(entry.second, before.at(name)) == starts(name, {"layer2.", "fc."}));
  }
}

/// A module without anything of graft in it.
struct Plain : torch::nn::Module {
  torch::nn::Conv2d conv{register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 4, 1)))};
  torch::nn::BatchNorm2d norm{register_module("norm", torch::nn::BatchNorm2d(4))};
  torch::nn::Sequential end{register_module(
      "end", torch::nn::Sequential(torch::nn::Conv2d(torch::nn::Conv2dOptions(4, 4, 1)), torch::nn::Dropout()))};
};

TEST_CASE("any module of LibTorch is frozen by path, by kind and by predicate; its own train takes BatchNorm's mode away") {
  Plain net;
  freeze(net, "norm", kind<torch::nn::Conv2d>);
  CHECK(trainable(net).empty());
  CHECK_FALSE(net.norm->is_training());
  CHECK(net.is_training());
  CHECK(net.end->is_training());
  CHECK(net.end[1]->is_training());
  net.train();
  CHECK(net.norm->is_training());
  freeze(net, "norm");
  CHECK_FALSE(net.norm->is_training());
  unfreeze(net, kind<Conv2d>);
  CHECK(trainable(net) == Names{"conv.weight", "conv.bias", "end.0.weight", "end.0.bias"});
  unfreeze(net);
  CHECK(net.norm->is_training());
  torch::nn::BatchNorm2d alone(4);
  freeze(*alone);
  CHECK_FALSE(alone->is_training());
}

/// A module that holds one of graft's networks, and statistics of its own.
struct Holder : torch::nn::Module {
  std::shared_ptr<Network> net = register_module("net", std::make_shared<Network>(TinyNet::graph));
  torch::Tensor seen = register_buffer("seen", torch::zeros({1}));
};

TEST_CASE("a network of graft inside another module keeps BatchNorm's mode through that module's train") {
  Holder holder;
  freeze(holder, "net.layer1");
  holder.train();
  CHECK_FALSE(holder.net->module("layer1.0.bn1")->is_training());
  CHECK(holder.net->module("layer2.0.bn1")->is_training());
  CHECK(holder.is_training());
  CHECK(trained_modules(*holder.net) == all_but([](const std::string& name) { return name.starts_with("layer1."); }));
}

TEST_CASE("inside a module of the user's own, selectors see every module and statistics that stand alone are frozen, too") {
  const auto own = std::make_shared<Own>();
  Network net(around_own(), {foreign_module("body", own)});
  struct Statistics : torch::nn::Module {
    torch::Tensor mean = register_buffer("mean", torch::zeros({1}));
  };
  const auto statistics = own->register_module("a_name_that_is_longer_than_the_table_can_hold", std::make_shared<Statistics>());
  freeze(net, kind<BatchNorm2d>, "body.a_name_that_is_longer_than_the_table_can_hold");
  for (const bool on : {true, false, true}) {
    net.train(on);
    CHECK_FALSE(own->norm->is_training());
    CHECK_FALSE(statistics->is_training());
    CHECK(own->is_training() == on);
  }
  unfreeze(net);
  CHECK(statistics->is_training());
  CHECK(trained_modules(net) == Names{"body", "body.first", "body.norm", "head"});
}

TEST_CASE("a child that decides its own mode keeps its say in a network's train") {
  struct Stubborn : Own {
    void train(bool on = true) override {
      Own::train(on);
      norm->eval();
    }
  };
  const auto own = std::make_shared<Stubborn>();
  Network net(around_own(), {foreign_module("body", std::static_pointer_cast<Own>(own))});
  net.train();
  CHECK(own->is_training());
  CHECK_FALSE(own->norm->is_training());
  freeze(net, "head");
  net.train();
  CHECK_FALSE(own->norm->is_training());
}

}  // namespace network_freeze_tests
