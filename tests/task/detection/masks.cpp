#include "task/recorded_tensors.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include <graft/task/detection/balanced_sampler.hpp>
#include <graft/task/detection/decode_mask.hpp>
#include <graft/task/detection/mask_area.hpp>
#include <graft/task/detection/mask_targets.hpp>
#include <graft/task/detection/paste_masks_in_image.hpp>
#include <graft/task/detection/shape_mask.hpp>

namespace masks_tests {

using namespace graft;
using namespace task_tests;

constexpr ImageSize image{.height = 24, .width = 30};

TEST_CASE("masks are pasted into their images as torchvision does it, across the border, too") {
  const torch::Tensor masks = recorded("paste.masks"), boxes = recorded("paste.boxes");
  CHECK(difference(paste_masks_in_image(masks, boxes, image), recorded("paste.result")) < 1e-6);
  CHECK(difference(paste_masks_in_image(masks.squeeze(1), boxes, image), recorded("paste.result")) < 1e-6);
}

TEST_CASE("no masks, and boxes far away or huge, are no error") {
  CHECK((paste_masks_in_image(torch::empty({0, 1, 6, 6}), torch::empty({0, 4}), image).sizes() ==
         torch::IntArrayRef({0, 24, 30})));
  const torch::Tensor boxes = torch::tensor({{1e6F, 0.F, 2e6F, 9.F}, {-1e30F, -1e30F, 1e30F, 1e30F}, {9.F, 9.F, 2.F, 2.F}});
  const torch::Tensor pasted = paste_masks_in_image(torch::ones({3, 6, 6}), boxes, image);
  CHECK(pasted[0].max().item<float>() == 0);
  CHECK(pasted[1].min().item<float>() == 1);
  const torch::Tensor bad = torch::full({3, 4}, std::numeric_limits<float>::quiet_NaN());
  CHECK(complaint<DataError>([&] {
          (void)paste_masks_in_image(torch::ones({3, 6, 6}), bad, image);
        }) == "paste_masks_in_image() has a box that is not finite numbers");
  CHECK(complaint<ShapeError>([&] {
          (void)paste_masks_in_image(torch::ones({2, 6, 6}), boxes, image);
        }) == "paste_masks_in_image() takes square masks [3, M, M] for so many boxes, not [2, 6, 6]");
}

TEST_CASE("what a mask head learns is torchvision's") {
  torch::Tensor masks = torch::zeros({2, 24, 30}, torch::kByte);
  masks[0].slice(0, 4, 15).slice(1, 6, 22).fill_(1);
  masks[1].slice(0, 10, 24).slice(1, 0, 9).fill_(1);
  const torch::Tensor boxes = recorded("paste.boxes"), objects = recorded_int("mask_targets.objects");
  CHECK(difference(mask_targets(masks, boxes, objects, 4), recorded("mask_targets.result")) < 1e-6);
  CHECK(
      (mask_targets(masks, torch::empty({0, 4}), torch::empty({0}, torch::kLong), 4).sizes() == torch::IntArrayRef({0, 4, 4})));
  CHECK(complaint<DataError>([&] { (void)mask_targets(masks, boxes, objects + 2, 4); }).find("there are 2 images") !=
        std::string::npos);
  CHECK(complaint<ShapeError>([&] {
          (void)mask_targets(masks, boxes, objects.slice(0, 0, 2), 4);
        }).ends_with("not [2, 24, 30] and [2]"));
}

TEST_CASE("every kind of shape becomes a mask, or an error that says why not") {
  const ObjectShape polygons = std::vector<Polygon>{{2, 3, 9, 3, 9, 8, 2, 8}};
  CHECK(mask_area(shape_mask(polygons, image)) == 35);
  const RunLengths runs{.width = 30, .height = 24, .counts = {10, 5, 705}};
  CHECK((shape_mask(runs, image) == runs));
  torch::Tensor numbers = torch::zeros({24, 30}, torch::kByte);
  numbers.slice(0, 1, 3).fill_(7);
  CHECK(torch::equal(decode_mask(shape_mask(MaskNumber{.mask = "a.png", .number = 7}, image, numbers)),
                     (numbers == 7).to(torch::kByte)));
  CHECK(complaint<DataError>([&] { (void)shape_mask({}, image); }) ==
        "an object has a box but no shape; masks are learned from polygons, runs or masks");
  CHECK(complaint<UsageError>([&] { (void)shape_mask(MaskNumber{.mask = "a.png"}, image); }) ==
        "the shape of an object is a number in a.png; pass the numbers of that mask");
  CHECK(complaint<DataError>([&] { (void)shape_mask(runs, {.height = 30, .width = 24}); }) ==
        "a mask of 30 x 24 pixels in an image of 24 x 30");
}

TEST_CASE("a sample has its share of objects, the rest without, drawn by the seed") {
  torch::Tensor labels = torch::zeros({1000}, torch::kLong);
  labels.slice(0, 0, 100).fill_(3);
  labels.slice(0, 100, 200).fill_(-1);
  const BalancedSampler sampler{.per_image = 64, .positive_fraction = 0.25};
  Random random(1), same(1), other(2);
  const BalancedSample sample = sampler(labels, random), again = sampler(labels, same), another = sampler(labels, other);
  CHECK(sample.positive.numel() == 16);
  CHECK(sample.negative.numel() == 48);
  CHECK(sample.positive.max().item<std::int64_t>() < 100);
  CHECK(sample.negative.min().item<std::int64_t>() >= 200);
  CHECK(((sample.negative.slice(0, 1) - sample.negative.slice(0, 0, -1)) > 0).all().item<bool>());
  CHECK(torch::equal(sample.positive, again.positive));
  CHECK(torch::equal(sample.negative, again.negative));
  CHECK_FALSE(torch::equal(sample.negative, another.negative));
}

TEST_CASE("each index is drawn as often; too few are all taken") {
  torch::Tensor labels = torch::ones({10}, torch::kLong);
  Random random(3);
  torch::Tensor drawn = torch::zeros({10}, torch::kLong);
  for (int i = 0; i < 2000; ++i)
    drawn.index_add_(0, BalancedSampler{.per_image = 6}(labels, random).positive, torch::ones({3}, torch::kLong));
  CHECK(drawn.min().item<std::int64_t>() > 500);
  CHECK(drawn.max().item<std::int64_t>() < 700);
  const BalancedSample all = BalancedSampler{}(labels, random);
  CHECK(torch::equal(all.positive, torch::arange(10)));
  CHECK(all.negative.numel() == 0);
  CHECK(BalancedSampler{}(torch::empty({0}, torch::kLong), random).positive.numel() == 0);
  CHECK(complaint<UsageError>([&] {
          (void)BalancedSampler{.positive_fraction = 2}(labels, random);
        }).starts_with("a sample of 256 with a share of 2.0"));
}

}  // namespace masks_tests
