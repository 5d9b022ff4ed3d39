#include "task/recorded_tensors.hpp"

#include <string>
#include <vector>

#include <graft/task/detection/anchor_generator.hpp>
#include <graft/task/detection/box_coder.hpp>
#include <graft/task/detection/box_linear_coder.hpp>
#include <graft/task/detection/matcher.hpp>

namespace anchors_tests {

using namespace graft;
using namespace task_tests;

TEST_CASE("anchors are torchvision's, for sizes that strides do not divide, too") {
  const AnchorGenerator generator{.sizes = {{8, 16}, {32}}, .aspect_ratios = {{0.5, 1, 2}, {0.4, 1}}};
  const std::vector<ImageSize> grids{{3, 4}, {2, 2}};
  const Anchors anchors = generator({.height = 50, .width = 70}, grids);
  CHECK(difference(anchors.boxes, recorded("anchors.odd")) == 0);
  CHECK((anchors.per_level == std::vector<std::int64_t>{72, 8}));
  CHECK((generator.per_place() == std::vector<std::int64_t>{6, 2}));
  const ImageSize image{.height = 64, .width = 96};
  const std::vector<ImageSize> five{{8, 12}, {4, 6}, {2, 3}, {1, 2}, {1, 1}};
  CHECK(difference(fcos_anchors()(image, five).boxes, recorded("fcos.anchors")) == 0);
  const std::vector<ImageSize> ones(5, {1, 1});
  CHECK(difference(retinanet_anchors()(image, ones).boxes, recorded("anchors.retinanet")) == 0);
  CHECK(difference(faster_rcnn_anchors()(image, ones).boxes, recorded("anchors.faster_rcnn")) == 0);
}

TEST_CASE("feature maps that do not fit are refused") {
  const std::vector<ImageSize> two(2, {1, 1}), too_large(5, {65, 1});
  CHECK(complaint<UsageError>([&] {
          (void)fcos_anchors()({64, 64}, two);
        }) ==
        "anchors for 2 feature maps have sizes for 5 and aspect ratios for 5; give one list of each for each feature map");
  CHECK(complaint<ShapeError>([&] {
          (void)fcos_anchors()({64, 64}, too_large);
        }) == "a feature map of 65 x 1 places cannot be of an image of 64 x 64 pixels");
}

TEST_CASE("boxes are encoded and decoded as torchvision does it, weights and growth limit included") {
  const torch::Tensor boxes = recorded("coder.first"), anchors = recorded("coder.second");
  for (const auto& [name, coder] : {std::pair<std::string, BoxCoder>{"1", {}}, {"10", {{10, 10, 5, 5}}}}) {
    CAPTURE(name);
    const torch::Tensor offsets = coder.encode(boxes, anchors);
    CHECK(difference(offsets, recorded("coder." + name + ".offsets")) < 1e-5);
    CHECK(difference(coder.decode(offsets, anchors), boxes) < 1e-4);
    const torch::Tensor wanted = recorded("coder." + name + ".boxes");
    CHECK(difference(coder.decode(recorded("coder." + name + ".codes"), anchors) / wanted, torch::ones_like(wanted)) < 1e-5);
  }
  CHECK((BoxCoder().decode(torch::empty({0, 8}), torch::empty({0, 4})).sizes() == torch::IntArrayRef({0, 8})));
  CHECK(complaint<ShapeError>([&] {
          (void)BoxCoder().decode(torch::zeros({6, 3}), anchors);
        }) == "BoxCoder::decode takes offsets of the shape [6, 4 K], not [6, 3]");
}

TEST_CASE("distances from anchors lead back to the boxes") {
  const torch::Tensor boxes = recorded("coder.first"), anchors = recorded("coder.second");
  CHECK(difference(BoxLinearCoder::decode(BoxLinearCoder::encode(anchors, boxes), anchors), boxes) < 1e-4);
  const torch::Tensor one =
      BoxLinearCoder::encode(torch::tensor({{0.F, 0.F, 10.F, 20.F}}), torch::tensor({{1.F, 2.F, 9.F, 40.F}}));
  CHECK(difference(one, torch::tensor({{0.4F, 0.4F, 0.4F, 1.5F}})) < 1e-6);
}

TEST_CASE("each anchor gets the object that torchvision gives it, ties included") {
  const torch::Tensor quality = recorded("matcher.quality");
  CHECK(torch::equal(Matcher{.high_threshold = 0.6, .low_threshold = 0.6}(quality), recorded_int("matcher.high")));
  CHECK(torch::equal(Matcher{.high_threshold = 0.7, .low_threshold = 0.4}(quality), recorded_int("matcher.between")));
  const Matcher low{.high_threshold = 0.9, .low_threshold = 0.4, .allow_low_quality_matches = true};
  CHECK(torch::equal(low(quality), recorded_int("matcher.low_quality")));
  CHECK(low(torch::empty({2, 0})).numel() == 0);
  CHECK(complaint<ShapeError>([&] {
          (void)low(torch::empty({0, 2}));
        }) == "a matcher takes overlaps [M, A] of at least one object, not [0, 2]");
  CHECK(complaint<UsageError>([&] { (void)Matcher{.high_threshold = 0.3}(quality); }) ==
        "a matcher's low threshold, 0.500000, is above its high one, 0.300000");
}

}  // namespace anchors_tests
