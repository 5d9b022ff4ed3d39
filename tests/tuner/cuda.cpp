#include "support/torch_doctest.hpp"

#include <string>

#include <graft/graft.hpp>

#include "engine/plan/plan_checks.hpp"
#include "train/small_world.hpp"

/// What a graphics card must give: the processor's numbers, and the same behaviour. Where LibTorch finds none, these are
/// skipped.
namespace cuda_tests {

using namespace graft;
using namespace small_world;

const auto without_cuda = doctest::skip(!torch::cuda::is_available());

/// Multiplications in float32 to the last bit. LibTorch lets cuDNN leave bits out unless told otherwise.
class WholeNumbers {
 public:
  WholeNumbers() : before_(at::globalContext().allowTF32CuDNN()) { at::globalContext().setAllowTF32CuDNN(false); }
  WholeNumbers(const WholeNumbers&) = delete;
  WholeNumbers& operator=(const WholeNumbers&) = delete;
  ~WholeNumbers() { at::globalContext().setAllowTF32CuDNN(before_); }

 private:
  bool before_;
};

template <class Backbone>
void compare_plans() {
  Network net(Backbone::graph);
  initialize(net, Backbone::initialization);
  plan_tests::settle(net);
  const auto images = torch::randn({9, 3, 96, 128});
  const auto wanted = plan_tests::eager(net, images);
  net.to(torch::kCUDA);
  const auto on_device = images.to(torch::kCUDA);
  const auto error = [&](ComputeType type) {
    const Plan plan(net, {.type = type});
    CHECK(plan.backend().starts_with("torch "));
    CHECK((plan.type() == type));
    const auto got = plan(on_device);
    CHECK(got.is_cuda());
    CHECK((got.scalar_type() == torch::kFloat));
    return plan_tests::difference(got.cpu(), wanted);
  };
  CHECK(error(ComputeType::bf16) < 5e-2);
  CHECK(error(ComputeType::f32) < 1e-2);  // with the bits that cuDNN may leave out
  const WholeNumbers whole_numbers;
  CHECK(error(ComputeType::f32) < 1e-4);
  CHECK(plan_tests::difference(plan_tests::eager(net, on_device).cpu(), wanted) < 1e-4);
}

TEST_CASE("CUDA: plans give the processor's numbers" * without_cuda) {
  compare_plans<ResNet18>();
  compare_plans<ResNeXt50_32x4d>();
  compare_plans<AlexNet>();
}

TEST_CASE("CUDA: what can be computed with there" * without_cuda) {
  CHECK((available(ComputeType::automatic, torch::kCUDA) == ComputeType::bf16));
  CHECK((available(ComputeType::f32, torch::kCUDA) == ComputeType::f32));
  CHECK((available(ComputeType::i8, torch::kCUDA) == ComputeType::bf16));
  using Int8 = FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<I8>>;
  const std::string said = standard_error_of([] { const Int8 tuner{{.weights = no_weights(), .device = Device::cuda}}; });
  CHECK(said == "graft: on CUDA there is no i8, so what is frozen computes in bf16\n");
}

/// Trains on CUDA, then asks a tuner on the processor that reads what was saved.
template <class Tuner>
void train_there() {
  const scratch::Folder folder;
  Tuner tuner{{.weights = no_weights(), .optimizer = {.lr = 0.05}, .device = Device::cuda}};
  fill(tuner.network());
  CHECK(tuner.device().is_cuda());
  for (const auto& parameter : tuner.network().parameters()) CHECK(parameter.is_cuda());
  const State before = state_of(tuner.network());
  const FitReport report = tuner.fit(images().train, images().val, quiet(6));
  CHECK(report.epochs.back().train_loss < 0.8 * report.epochs.front().train_loss);
  const State after = state_of(tuner.network());
  for (const auto& parameter : tuner.network().named_parameters())
    CHECK_MESSAGE(torch::equal(parameter.value(), before.at(parameter.key())) != parameter.value().requires_grad(),
                  parameter.key());
  const Evaluation evaluation = tuner.evaluate(images().val);
  CHECK(evaluation.accuracy == doctest::Approx(*report.epochs.back().accuracy));
  const auto image = torch::randn({3, 3, 16, 16});
  const auto there = tuner.predict(image);
  for (const char* name : {"tiny.pth", "tiny.safetensors"}) {
    tuner.save(folder / name);
    Tuner here{{.weights = no_weights(), .seed = 3, .device = Device::cpu}};
    here.load(folder / name);
    State loaded = state_of(here.network());
    for (auto& [key, tensor] : loaded) CHECK_MESSAGE(torch::equal(tensor, after.at(key).cpu()), key);
    const auto again = here.predict(image);
    for (std::size_t i = 0; i < there.size(); ++i)
      CHECK(again[i].probabilities[0] == doctest::Approx(there[i].probabilities[0]).epsilon(0.05));
    Tuner back{{.weights = no_weights(), .seed = 3, .device = Device::cuda}};
    back.load(folder / name);
    CHECK(difference(state_of(back.network()), after) == "");
  }
}

TEST_CASE("CUDA: a head trains, the rest keeps its values, and the processor reads what was saved" * without_cuda) {
  train_there<FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD>>();
  train_there<FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>>>();
}

TEST_CASE("CUDA: parts of a network train, also under autocast, and all of it" * without_cuda) {
  train_there<FineTuner<TinyDropNet, LinearHead<2>, FreezeUpTo<Layer1>, SGD>>();
  train_there<FineTuner<TinyNet, LinearHead<2>, FreezeNone, AdamW, Autocast<BF16>>>();
  train_there<FineTuner<TinyNet, LinearHead<2>, Stages<Stage<3, FreezeAllBut<Fc>>, Stage<3, FreezeNone>>, SGD>>();
}

TEST_CASE("CUDA: what is frozen keeps every bit" * without_cuda) {
  FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD> tuner{{.weights = no_weights(), .device = Device::cuda}};
  State before = state_of(tuner.network());
  tuner.fit(images().train, quiet(2));
  State after = state_of(tuner.network());
  for (const char* name : {"fc.weight", "fc.bias"}) {
    CHECK_FALSE(torch::equal(before.at(name), after.at(name)));
    before.erase(name), after.erase(name);
  }
  CHECK(difference(before, after) == "");
}

TEST_CASE("CUDA: kept features train as fresh ones do, also from a folder" * without_cuda) {
  const WholeNumbers whole_numbers;
  using Fresh = FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>>;
  using Cached = FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>, CacheFeatures<>>;
  const scratch::Folder folder;
  Dataset still = images().train;
  still.transform = images().val.transform;
  Fresh fresh{{.weights = no_weights(), .device = Device::cuda}};
  const FitReport wanted = fresh.fit(still, images().val, quiet(3));
  for (int run = 0; run < 2; ++run) {
    Cached cached{{.weights = no_weights(), .device = Device::cuda, .cache = {.folder = folder / "features"}}};
    const FitReport got = cached.fit(still, images().val, quiet(3));
    CHECK(got.epochs.back().train_loss == doctest::Approx(wanted.epochs.back().train_loss).epsilon(1e-4));
    CHECK(*got.best.accuracy == *wanted.best.accuracy);
  }
}

TEST_CASE("CUDA: features are the processor's" * without_cuda) {
  const FeatureExtractor<ResNet18> there{{.device = Device::cuda}};
  const FeatureExtractor<ResNet18, Precision<F32>> here{{.device = Device::cpu}};
  fill(there.network());
  fill(here.network());
  const auto images = torch::randn({3, 3, 64, 64});
  const Eigen::MatrixXf wanted = here(images), got = there(images);
  CHECK((got - wanted).cwiseAbs().maxCoeff() < 0.05F * wanted.cwiseAbs().maxCoeff());
}

TEST_CASE("CUDA: what an edit brings comes to where the network is" * without_cuda) {
  auto net = make_network<ResNet18>();
  net->to(torch::kCUDA);
  replace(*net, "fc", Linear{3});
  input_channels(*net, 4);
  for (const auto& parameter : net->parameters()) CHECK(parameter.is_cuda());
  const auto logits = net->forward(torch::randn({2, 4, 64, 64}).to(torch::kCUDA));
  CHECK(logits.is_cuda());
  CHECK(logits.size(1) == 3);
  const scratch::Folder folder;
  save_model(folder / "whole.safetensors", {.network = net});
  const auto back = load_model(folder / "whole.safetensors").network;
  CHECK(difference(state_of(*back), [&] {
          net->to(torch::kCPU);
          return state_of(*net);
        }()) == "");
}

}  // namespace cuda_tests
