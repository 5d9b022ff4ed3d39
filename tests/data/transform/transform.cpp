#include <graft/data/transform/transform.hpp>

#include <string>
#include <utility>
#include <vector>

#include <graft/data/transform/standard_transforms.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace transform_tests {

using namespace graft;
using data_tests::noise;

static_assert(ImageStage<Resize> && ImageStage<CenterCrop> && ImageStage<RandomResizedCrop> &&
              ImageStage<RandomHorizontalFlip>);
static_assert(!ImageStage<ToTensor> && !ImageStage<int>);
static_assert(TransformStage<ToTensor> && TransformStage<Normalize> && !TransformStage<Transform>);

TEST_CASE("stages run in the order in which they are written") {
  Random random(0);
  const Transform transform = Resize{8} | CenterCrop{6} | ToTensor{} | Normalize{imagenet_mean_std};
  CHECK(transform.size() == 2);
  CHECK(transform.normalization() == imagenet_mean_std);
  const auto image = transform.apply(noise(20, 15), random);
  CHECK(image == CenterCrop{6}(Resize{8}(noise(20, 15), random), random));
  std::vector<float> written(108);
  std::vector<float> wanted(108);
  transform.write(image, written.data());
  Normalize{imagenet_mean_std}(image, wanted.data());
  CHECK(written == wanted);
}

TEST_CASE("without Normalize the values are 0 to 1") {
  std::vector<float> written(3);
  Transform(Resize{1}).write(Image{1, 1, {0, 51, 255}}, written.data());
  CHECK(written == std::vector<float>{0.0F, 0.2F, 1.0F});
}

TEST_CASE("a lambda is a stage") {
  const auto darker = [](Image image, Random&) {
    for (auto& value : image.pixels) value = static_cast<std::uint8_t>(value / 2);
    return image;
  };
  Random random(0);
  const Transform transform = Resize{2} | darker | CenterCrop{1};
  CHECK(transform.apply(Image{2, 2, std::vector<std::uint8_t>(12, 100)}, random) == Image{1, 1, {50, 50, 50}});
}

TEST_CASE("what cannot follow is an error that says so") {
  CHECK_THROWS_AS(ToTensor{} | Resize{3}, UsageError);
  CHECK_THROWS_AS(Normalize{} | CenterCrop{3}, UsageError);
  CHECK_THROWS_AS(Normalize{} | Normalize{}, UsageError);
  CHECK_THROWS_AS(Normalize{} | ToTensor{}, UsageError);
  CHECK_THROWS_AS((Resize{3} | Normalize{MeanStd{}}), UsageError);
}

TEST_CASE("the standard transforms are what the preprocessing says") {
  for (const auto by : {Interpolation::bilinear, Interpolation::bicubic}) {
    const Preprocessing preprocessing{.resize = 12, .crop = 8, .normalization = {{0, 0, 0}, {1, 1, 1}}, .interpolation = by};
    Random random(4);
    Random same(4);
    const auto evaluated = evaluation_transform(preprocessing).apply(noise(40, 30), random);
    CHECK(evaluated == CenterCrop{8}(Resize{.size = 12, .interpolation = by}(noise(40, 30), random), random));
    const auto trained = training_transform(preprocessing).apply(noise(40, 30), random);
    CHECK(trained == RandomHorizontalFlip{}(RandomResizedCrop{.size = 8, .interpolation = by}(noise(40, 30), same), same));
    CHECK(training_transform(preprocessing).normalization() == preprocessing.normalization);
  }
}

TEST_CASE("a transform says what it does, with all settings, if each stage can") {
  const auto key = [](const Transform& transform) { return transform.key().value_or("none"); };
  CHECK(key(Transform()) == "ToTensor()");
  CHECK(key(Resize{256} | CenterCrop{224}) == "25:Resize(256, -1, bilinear) | 15:CenterCrop(224) | ToTensor()");
  CHECK(key(Resize{8, 9} | Normalize{imagenet_mean_std}) ==
        "22:Resize(8, 9, bilinear) | " + Normalize{imagenet_mean_std}.key());
  CHECK(key(RandomResizedCrop{160, {0.1, 1.0}}) != key(RandomResizedCrop{160, {0.1 + 1e-16, 1.0}}));
  CHECK(key(RandomResizedCrop{160}) != key(RandomResizedCrop{160, {0.08, 1.0}, {0.75, 1.3}}));
  constexpr Preprocessing finer{.interpolation = Interpolation::bicubic};
  CHECK(key(Resize{.interpolation = Interpolation::bicubic}) == "24:Resize(256, -1, bicubic) | ToTensor()");
  CHECK(key(evaluation_transform({})) != key(evaluation_transform(finer)));
  CHECK(key(training_transform({})) != key(training_transform(finer)));
  CHECK(key(RandomHorizontalFlip{}) != key(RandomHorizontalFlip{.p = 0.25}));
  const auto anything = [](Image image, Random&) { return image; };
  CHECK(key(Resize{8} | anything | CenterCrop{8}) == "none");
  struct Named {
    Image operator()(Image image, Random&) const { return image; }
    std::string key() const { return "Named 3"; }
  };
  CHECK(key(Transform(Named{}) | CenterCrop{8}) == "14:user's Named 3 | 13:CenterCrop(8) | ToTensor()");
}

}  // namespace transform_tests
