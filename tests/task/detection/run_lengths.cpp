#include "task/recorded_tensors.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <graft/task/detection/decode_mask.hpp>
#include <graft/task/detection/encode_mask.hpp>
#include <graft/task/detection/mask_area.hpp>
#include <graft/task/detection/mask_box.hpp>
#include <graft/task/detection/mask_iou.hpp>
#include <graft/task/detection/merge_masks.hpp>
#include <graft/task/detection/rasterize_polygons.hpp>

namespace run_lengths_tests {

using namespace graft;
using namespace task_tests;

template <class Number>
std::vector<Number> numbers(const std::string& name) {
  const torch::Tensor tensor = recorded(name, "coco.txt").to(torch::kDouble).contiguous();
  return {tensor.data_ptr<double>(), tensor.data_ptr<double>() + tensor.numel()};
}

std::int64_t cases() { return numbers<std::int64_t>("polygons")[0]; }

std::vector<Polygon> polygons(std::int64_t which) {
  std::vector<Polygon> all;
  const std::string name = std::to_string(which);
  for (std::int64_t i = 0; i < numbers<std::int64_t>("polygons." + name)[0]; ++i)
    all.push_back(numbers<float>("polygon." + name + "." + std::to_string(i)));
  return all;
}

RunLengths mask(std::int64_t which) { return rasterize_polygons(polygons(which), 30, 20); }

TEST_CASE("polygons are filled as pycocotools fills them, pixel by pixel") {
  REQUIRE(cases() > 30);
  for (std::int64_t i = 0; i < cases(); ++i) {
    CAPTURE(i);
    const std::string name = "polygons." + std::to_string(i);
    CHECK((mask(i).counts == numbers<std::uint32_t>(name + ".runs")));
    CHECK(mask_area(mask(i)) == numbers<std::int64_t>(name + ".area")[0]);
    const ObjectBox box = mask_box(mask(i));
    CHECK((std::vector{box.x1, box.y1, box.width(), box.height()} == numbers<float>(name + ".box")));
  }
}

TEST_CASE("masks overlap as pycocotools says, crowds too") {
  for (const std::int64_t crowd : {0, 1}) {
    const torch::Tensor wanted = recorded("mask_iou." + std::to_string(crowd), "coco.txt");
    for (std::int64_t i = 0; i < 4; ++i)
      for (std::int64_t j = 0; j < 4; ++j)
        CHECK(mask_iou(mask(i), mask(4 + j), crowd != 0) == doctest::Approx(wanted[i][j].item<double>()).epsilon(1e-6));
  }
}

TEST_CASE("a mask becomes pixels and pixels become the same mask") {
  for (std::int64_t i = 0; i < cases(); ++i) {
    const torch::Tensor pixels = decode_mask(mask(i));
    CHECK((pixels.sizes() == torch::IntArrayRef({20, 30})));
    CHECK(pixels.sum().item<std::int64_t>() == mask_area(mask(i)));
    CHECK((encode_mask(pixels) == mask(i)));
  }
  const torch::Tensor pixels = decode_mask({.width = 2, .height = 3, .counts = {1, 3, 2}});
  CHECK(torch::equal(pixels, torch::tensor({{0, 1}, {1, 0}, {1, 0}}).to(torch::kByte)));
  CHECK((encode_mask(torch::ones({2, 2})).counts == std::vector<std::uint32_t>{0, 4}));
  CHECK(encode_mask(torch::ones({0, 2})).counts.empty());
}

TEST_CASE("merged masks have the pixels of any of them, runs of length 0 or not") {
  const std::vector<RunLengths> masks{mask(0), mask(1), {.width = 30, .height = 20, .counts = {10, 5, 0, 5, 580}}};
  const torch::Tensor wanted = (decode_mask(masks[0]) + decode_mask(masks[1]) + decode_mask(masks[2])).clamp_max(1);
  CHECK((merge_masks(masks) == encode_mask(wanted)));
  CHECK(mask_area(masks[2]) == 10);
  CHECK((mask_box(masks[2]) == ObjectBox{0, 10, 1, 20}));
}

TEST_CASE("a mask without pixels is no error") {
  const RunLengths none{.width = 30, .height = 20, .counts = {600}};
  CHECK(mask_area(none) == 0);
  CHECK((mask_box(none) == ObjectBox{}));
  CHECK(mask_iou(none, none) == 0);
  CHECK((rasterize_polygons({}, 30, 20) == none));
  CHECK(rasterize_polygons(std::vector<Polygon>{{0, 0, 1, 0, 1, 1}}, 0, 0).counts.empty());
}

TEST_CASE("runs and polygons that cannot be are refused") {
  CHECK(complaint<DataError>([] {
          (void)mask_area({.width = 3, .height = 2, .counts = {2, 2}});
        }) == "the runs of a mask of 3 x 2 pixels have 4 pixels in all");
  CHECK(complaint<DataError>([] { (void)decode_mask({.width = 1 << 20, .height = 1 << 20, .counts = {1}}); }) ==
        "a mask of 1048576 x 1048576 pixels; it has at most 2147483647");
  CHECK(complaint<DataError>([] { (void)mask_area({.width = -1, .height = 2}); }).starts_with("a mask of -1 x 2 pixels"));
  CHECK(complaint<DataError>([] {
          (void)mask_iou({.width = 2, .height = 2, .counts = {4}}, {.width = 4, .height = 1, .counts = {4}});
        }) == "masks of one image have different sizes, 2 x 2 pixels and 4 x 1 pixels");
  const auto refusal = [](Polygon polygon) {
    return complaint<DataError>([&] { (void)rasterize_polygons(std::vector<Polygon>{polygon}, 30, 20); });
  };
  CHECK(refusal({1, 1, 2, 2}) == "a polygon of 4 numbers; it has x and y of each corner in turn, and at least three corners");
  CHECK(refusal({1, 1, 2, 2, 3, 3, 4}).starts_with("a polygon of 7 numbers"));
  CHECK(refusal({1, 1, 1e30F, 2, 3, 3}).ends_with("far outside its image of 30 x 20 pixels"));
  CHECK(refusal({1, 1, std::numeric_limits<float>::quiet_NaN(), 2, 3, 3})
            .starts_with("a polygon has the corner (nan, 2.000000)"));
  CHECK(complaint<UsageError>([] { (void)merge_masks({}); }) == "merge_masks() takes at least one mask");
}

}  // namespace run_lengths_tests
