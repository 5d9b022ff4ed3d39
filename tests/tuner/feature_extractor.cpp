#include "support/torch_doctest.hpp"

#include <string>

#include <graft/graft.hpp>

#include "train/small_world.hpp"

namespace feature_extractor_tests {

using namespace graft;
using namespace small_world;

torch::Tensor tensor(const Eigen::MatrixXf& features) {
  torch::Tensor copy = torch::empty({features.rows(), features.cols()});
  for (Eigen::Index n = 0; n < features.rows(); ++n)
    for (Eigen::Index f = 0; f < features.cols(); ++f) copy[n][f] = features(n, f);
  return copy;
}

TEST_CASE("features are what flows into the classifier: through it they give the network's logits") {
  const FeatureExtractor<ResNet18, Precision<F32>> features;
  static_assert(FeatureExtractor<ResNet18>::features_count == 512 && FeatureExtractor<ResNet50>::features_count == 2048);
  static_assert(FeatureExtractor<AlexNet>::features_count == 4096);
  fill(features.network());
  const torch::NoGradGuard no_grad;
  const auto images = torch::randn({2, 3, 64, 48});
  const Eigen::MatrixXf got = features(images);
  CHECK(got.rows() == 2);
  CHECK(got.cols() == 512);
  CHECK_FALSE(features.network().is_training());
  const auto logits = features.network().module("fc")->as<torch::nn::Linear>()->forward(tensor(got));
  CHECK(relative_difference(logits, features.network().forward(images)) < 1e-5);
}

TEST_CASE("where the classifier is a convolution, features are the means of the maps that it takes") {
  const FeatureExtractor<SqueezeNet1_1, Precision<F32>> features;
  static_assert(FeatureExtractor<SqueezeNet1_1>::features_count == 512);
  fill(features.network());
  const torch::NoGradGuard no_grad;
  const auto images = torch::randn({2, 3, 64, 48});
  const Eigen::MatrixXf got = features(images);
  CHECK(got.cols() == 512);
  const auto maps = feature_maps(features.network(), images, {"features"}).front();
  CHECK(relative_difference(tensor(got), maps.mean(torch::IntArrayRef{2, 3})) < 1e-5);
}

/// A classifier behind other layers, as AlexNet has it.
struct Deep {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 16, 16});
    net.conv("conv", 4, {.kernel = 3});
    net.adaptive_avg_pool("pool", 1);
    net.flatten();
    net.sequential("classifier", [&] {
      net.linear("0", 12);
      net.relu("1");
      net.dropout("2");
      net.classifier(net.linear("3", 1000));
    });
  });
};

TEST_CASE("only the classifier itself is left out, not the layers in front of it") {
  const FeatureExtractor<Deep, Precision<F32>> features;
  const torch::NoGradGuard no_grad;
  const auto image = torch::randn({3, 3, 16, 16});
  const Eigen::MatrixXf got = features(image);
  CHECK(got.cols() == 12);
  CHECK(got.minCoeff() >= 0);  // behind the ReLU
  CHECK(relative_difference(features.network().module("classifier.3")->as<torch::nn::Linear>()->forward(tensor(got)),
                            features.network().forward(image)) < 1e-5);
}

TEST_CASE("a dataset has a row an image in its order, whatever the batches and workers") {
  FeatureExtractor<TinyNet>::Options options{.weights = no_weights()};
  options.batch_size = 3;
  options.workers = 3;
  const FeatureExtractor<TinyNet> features(options);
  fill(features.network());
  Dataset val = images().val;
  val.transform = evaluation_transform(features.preprocessing());
  const Eigen::MatrixXf all = features(val);
  REQUIRE(all.rows() == 10);
  REQUIRE(all.cols() == 8);
  for (std::size_t i = 0; i < val.size(); ++i) {
    const Eigen::MatrixXf one = features(std::filesystem::path(val.samples[i].path));
    CHECK((all.row(static_cast<Eigen::Index>(i)) - one.row(0)).cwiseAbs().maxCoeff() < 1e-5F);
    if (i > 0) CHECK((all.row(static_cast<Eigen::Index>(i)) - all.row(0)).cwiseAbs().maxCoeff() > 1e-3F);
  }
  val.samples[4].path = "no such image.ppm";
  CHECK_THROWS_AS((void)features(val), DataError);
  val.on_bad_image = BadImage::skip;
  const Eigen::MatrixXf without = features(val);
  CHECK(without.rows() == 9);
  CHECK((without.row(4) - all.row(5)).cwiseAbs().maxCoeff() < 1e-5F);
}

/// No pooling to one size: the number of features is that of images of the described size.
struct Fixed {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 8, 8});
    net.conv("conv", 2, {.kernel = 8});
    net.flatten();
    net.classifier(net.linear("fc", 10));
  });
};

TEST_CASE("images of another size than described, where it matters, and tensors of another shape are errors") {
  const FeatureExtractor<Fixed> features;
  CHECK(scratch::complaint<ShapeError>([&] {
          (void)features(images().val);
        }).starts_with("this backbone gives 162 features for these images, its description says 2;"));
  CHECK_THROWS_AS((void)features(torch::zeros({3, 8, 8})), ShapeError);
  CHECK(scratch::complaint<ShapeError>([&] {
          (void)features(torch::zeros({1, 3, 4, 4}));
        }).starts_with("the network cannot take images of this size: conv "));
}

TEST_CASE("weights are loaded without the classifier, with the preprocessing they are said to need") {
  const scratch::Folder folder;
  FineTuner<TinyNet, LinearHead<5>, FreezeNone, SGD> tuner;
  fill(tuner.network());
  tuner.save(folder / "five.pth");
  Weights weights = no_weights();
  weights.file = folder / "five.pth";
  const FeatureExtractor<TinyNet> features{{.weights = weights, .threads = 1}};
  CHECK(features.load_report().ok());
  CHECK(features.load_report().skipped == std::vector<std::string>{"fc.weight", "fc.bias"});
  CHECK(features.preprocessing().crop == 16);
  CHECK(torch::equal(features.network().module("conv1")->parameters()[0], tuner.network().module("conv1")->parameters()[0]));
}

}  // namespace feature_extractor_tests
