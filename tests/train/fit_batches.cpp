#include "support/torch_doctest.hpp"

#include <string>
#include <vector>

#include <graft/graft.hpp>

#include "train/small_world.hpp"

/// What a training does with a last batch that is not full, and what it suggests.
namespace fit_batches_tests {

using namespace graft;
using namespace small_world;

using Whole = FineTuner<TinyNet, LinearHead<2>, FreezeNone, SGD>;
using Probe = FineTuner<TinyDropNet, LinearHead<2>, FreezeAllBut<Fc>, SGD>;

template <class Tuner>
Tuner made() {
  return Tuner{{.weights = no_weights(), .optimizer = {.lr = 0.05, .momentum = 0.9}, .threads = 1}};
}

/// BatchNorm of one value for each channel of an image, so that one image has no variance.
struct NormedFeatures {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 16, 16});
    net.conv("conv1", 8, {.kernel = 3, .padding = 1});
    net.adaptive_avg_pool("avgpool", 1);
    net.batch_norm("bn");
    net.flatten();
    net.classifier(net.linear("fc", 2));
  });
};

TEST_CASE("drop_last leaves out a last batch that is not full; the error about a batch of one image names it") {
  using Tuner = FineTuner<NormedFeatures, LinearHead<2>, FreezeNone, SGD>;
  FitOptions options = quiet(2, 23);  // of 24 images
  auto refused = made<Tuner>();
  CHECK_THROWS_WITH_AS(
      refused.fit(images().train, options),
      "batch 2 of epoch 1 has one image, and a BatchNorm that trains needs several values of each channel; set "
      "drop_last, or another batch_size than 23",
      UsageError);

  options.drop_last = true;
  auto tuner = made<Tuner>();
  const FitReport report = tuner.fit(images().train, images().val, options);
  REQUIRE(report.epochs.size() == 2);
  for (const Epoch& epoch : report.epochs) CHECK(epoch.images == 23);
  CHECK(report.lr.size() == 2);  // one step an epoch

  options.batch_size = 25;
  CHECK_THROWS_WITH_AS(tuner.fit(images().train, options),
                       "drop_last leaves out all 24 images, which fill no batch of 25; give a smaller batch_size", UsageError);
}

TEST_CASE("with a cache, drop_last leaves out the same images as without") {
  const auto trained = [](auto tuner) {
    FitOptions options = quiet(3, 7);  // of 24 images, three are left out
    options.drop_last = true;
    const FitReport report = tuner.fit(images().train, options);
    CHECK(report.lr.size() == 9);
    std::vector<double> losses;
    for (const Epoch& epoch : report.epochs) {
      CHECK(epoch.images == 21);
      losses.push_back(epoch.train_loss);
    }
    return losses;
  };
  CHECK(trained(made<FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>>>()) ==
        trained(made<FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>, CacheFeatures<3>>>()));
}

TEST_CASE("int8 is suggested where it is the processor's short type, and the type was left to it") {
  FitOptions options = quiet(2);
  options.progress = Progress::lines;
  const auto said = [&](auto tuner) { return standard_error_of([&] { (void)tuner.fit(images().train, options); }); };
  const auto suggestions = [](const std::string& text) {
    const auto first = text.find("Precision<I8>");
    return first == std::string::npos ? 0 : text.find("Precision<I8>", first + 1) == std::string::npos ? 1 : 2;
  };
  const bool only_int8 = available(ComputeType::automatic, torch::kCPU) == ComputeType::f32 &&
                         available(ComputeType::i8, torch::kCPU) == ComputeType::i8;
  CHECK(suggestions(said(made<Probe>())) == (only_int8 ? 1 : 0));
  CHECK(suggestions(said(made<Whole>())) == 0);  // nothing is frozen
  CHECK(suggestions(said(made<FineTuner<TinyDropNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>>>())) == 0);
  if (!only_int8) MESSAGE("skipped: int8 is not the only short type of this machine, so it is not suggested");
}

}  // namespace fit_batches_tests
