#include "task/recorded_tensors.hpp"

#include <limits>
#include <string>
#include <vector>

#include <graft/task/detection/multi_scale_roi_align.hpp>
#include <graft/task/detection/roi_align.hpp>

namespace roi_align_tests {

using namespace graft;
using namespace task_tests;

/// The largest differences of result and gradient from the record.
std::pair<double, double> differences(const RoiAlignOptions& options, torch::ScalarType type, torch::MemoryFormat format) {
  const std::string name = "roi." + std::to_string(options.sampling_ratio) + "." + std::to_string(int{options.aligned});
  const torch::Tensor features = recorded("roi.features").to(type).contiguous(format).set_requires_grad(true);
  const torch::Tensor result = roi_align(features, recorded("roi.regions").to(type), options);
  CHECK(result.is_contiguous(format));
  CHECK((result.scalar_type() == type));
  result.backward(recorded("roi.gradient").to(type));
  return {difference(result, recorded(name)), difference(features.grad(), recorded(name + ".gradient"))};
}

TEST_CASE("regions and gradients are torchvision's, in both types and memory formats") {
  for (const std::int64_t ratio : {-1, 2})
    for (const bool aligned : {false, true})
      for (const auto type : {torch::kFloat, torch::kDouble})
        for (const auto format : {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast}) {
          CAPTURE(ratio);
          CAPTURE(aligned);
          const auto [result, gradient] = differences(
              {.height = 3, .width = 2, .spatial_scale = 0.5, .sampling_ratio = ratio, .aligned = aligned}, type, format);
          CHECK(result < 1e-6);
          CHECK(gradient < 2e-6);
        }
}

TEST_CASE("many regions in several threads, with a rest of channels, are what they are one by one in float64") {
  torch::manual_seed(4);
  const torch::Tensor features = torch::randn({2, 37, 20, 30});
  const torch::Tensor corner = torch::rand({150, 2}) * 100, size = torch::rand({150, 2}) * 60;
  const torch::Tensor regions = torch::cat({torch::randint(0, 2, {150, 1}).to(torch::kFloat), corner, corner + size}, 1);
  const RoiAlignOptions options{.spatial_scale = 0.25};
  const auto compute = [&](torch::Tensor from, const torch::Tensor& of, torch::Tensor& gradient) {
    from.set_requires_grad(true);
    const torch::Tensor result = roi_align(from, of, options);
    (result * result).sum().backward();
    gradient = from.grad();
    return result.detach();
  };
  torch::Tensor gradient, wanted_gradient, wanted;
  const torch::Tensor result = compute(features.clone(), regions, gradient);
  for (std::int64_t i = 0; i < regions.size(0); ++i) {
    torch::Tensor one_gradient;
    const torch::Tensor one = compute(features.to(torch::kDouble), regions.slice(0, i, i + 1).to(torch::kDouble), one_gradient);
    wanted = i == 0 ? one : torch::cat({wanted, one});
    wanted_gradient = i == 0 ? one_gradient : wanted_gradient + one_gradient;
  }
  CHECK(difference(result, wanted) < 1e-4);  // of positions, which are in float32
  CHECK(difference(gradient, wanted_gradient) < 1e-3);
}

TEST_CASE("its gradient is that of differences") {
  torch::manual_seed(5);
  const torch::Tensor features = torch::randn({1, 2, 5, 6}, torch::kDouble).set_requires_grad(true);
  const torch::Tensor regions = torch::tensor({{0.0, 1.0, 0.5, 4.5, 4.0}}, torch::kDouble);
  const RoiAlignOptions options{.height = 2, .width = 2};
  const torch::Tensor weight = torch::randn({1, 2, 2, 2}, torch::kDouble);
  (roi_align(features, regions, options) * weight).sum().backward();
  const torch::NoGradGuard no_grad;
  for (const std::int64_t i : {7, 14, 44}) {
    torch::Tensor moved = features.detach().clone();
    moved.view({-1})[i] += 1e-3;
    const torch::Tensor change = (roi_align(moved, regions, options) - roi_align(features, regions, options)) * weight;
    CHECK(change.sum().item<double>() / 1e-3 == doctest::Approx(features.grad().flatten()[i].item<double>()).epsilon(1e-6));
  }
}

TEST_CASE("no regions, huge ones and half precision are no error") {
  const torch::Tensor features = torch::ones({1, 2, 4, 4}).set_requires_grad(true);
  const torch::Tensor none = roi_align(features, torch::empty({0, 5}), {.height = 2, .width = 3});
  CHECK((none.sizes() == torch::IntArrayRef({0, 2, 2, 3})));
  none.sum().backward();
  CHECK(features.grad().abs().max().item<float>() == 0);
  const torch::Tensor huge = torch::tensor({{0.F, -1e30F, -1e30F, 1e30F, 1e30F}, {0.F, -3e38F, 0.F, 3e38F, 4.F}});
  CHECK(roi_align(features, huge, {}).isfinite().all().item<bool>());
  const torch::Tensor half = roi_align(features.to(torch::kBFloat16), torch::tensor({{0.F, 0.F, 0.F, 3.F, 3.F}}), {});
  CHECK((half.scalar_type() == torch::kBFloat16));
  CHECK(half.to(torch::kFloat).min().item<float>() == 1);
}

TEST_CASE("regions that cannot be are refused") {
  const torch::Tensor features = torch::ones({2, 1, 4, 4});
  const auto refusal = [&](const torch::Tensor& regions, const RoiAlignOptions& options = {}) {
    return complaint<Error>([&] { (void)roi_align(features, regions, options); });
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(refusal(torch::tensor({{0.F, 0.F, nan, 3.F, 3.F}})) ==
        "roi_align() has a region that is not finite numbers; has training diverged?");
  CHECK(refusal(torch::tensor({{2.F, 0.F, 0.F, 3.F, 3.F}})) ==
        "roi_align() has a region of image 2.000000; there are 2 images, numbered from 0");
  CHECK(refusal(torch::tensor({{-1.F, 0.F, 0.F, 3.F, 3.F}})).find("image -1") != std::string::npos);
  CHECK(refusal(torch::zeros({1, 4})).ends_with("not [2, 1, 4, 4] and [1, 4]"));
  CHECK(refusal(torch::zeros({1, 5}), {.height = 0}) == "roi_align() makes at least one bin, not 0 x 7");
}

TEST_CASE("boxes are cut out of the feature map that torchvision cuts them out of") {
  CHECK(torch::equal(pyramid_levels(recorded("levels.boxes"), 2, 5), recorded_int("levels.result")));
  CHECK(torch::equal(pyramid_levels(torch::tensor({{5.F, 5.F, 5.F, 5.F}, {5.F, 5.F, 4.F, 6.F}}), 2, 5), torch::tensor({0, 0})));
  const std::vector<torch::Tensor> maps{recorded("pool.map.0"), recorded("pool.map.1"), recorded("pool.map.2")};
  const std::vector<torch::Tensor> boxes{recorded("pool.boxes.0"), recorded("pool.boxes.1")};
  const std::vector<ImageSize> images{{64, 96}, {60, 90}};
  const torch::Tensor result =
      multi_scale_roi_align(maps, boxes, images, {.height = 2, .width = 2, .canonical_scale = 24, .canonical_level = 3});
  CHECK(difference(result, recorded("pool.result")) < 1e-6);
  CHECK(complaint<UsageError>([&] { (void)multi_scale_roi_align({}, boxes, images); }) ==
        "multi_scale_roi_align() takes at least one feature map, and boxes for each of at least one image, not 0 feature maps "
        "and "
        "boxes for 2 of 2 images");
}

}  // namespace roi_align_tests
