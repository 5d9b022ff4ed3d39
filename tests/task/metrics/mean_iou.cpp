#include "task/recorded_tensors.hpp"

#include <cmath>

#include <graft/task/metrics/mean_iou.hpp>

namespace mean_iou_tests {

using namespace graft;
using task_tests::complaint;

TEST_CASE("counted by hand: ignored pixels, a class that is only predicted, and one that never occurs") {
  MeanIoU metric(4, 255);
  metric.add(torch::tensor({{0, 0, 1}, {1, 2, 2}}), torch::tensor({{0, 1, 1}, {1, 1, 255}}));
  metric.add(torch::tensor({0}), torch::tensor({0}).to(torch::kByte));
  const MeanIoUResult result = metric.result();
  CHECK(result.pixels == 6);
  CHECK(result.class_iou[0] == doctest::Approx(2.0 / 3));
  CHECK(result.class_iou[1] == doctest::Approx(2.0 / 4));
  CHECK(result.class_iou[2] == 0);
  CHECK(std::isnan(result.class_iou[3]));
  CHECK(result.mean_iou == doctest::Approx((2.0 / 3 + 0.5) / 3));
  CHECK(result.pixel_accuracy == doctest::Approx(4.0 / 6));
  CHECK(result.frequency_weighted_iou == doctest::Approx((2 * (2.0 / 3) + 4 * 0.5) / 6));
  CHECK(metric.confusion()[1][2].item<int>() == 1);
}

TEST_CASE("many pixels are counted as one by one") {
  torch::manual_seed(3);
  const torch::Tensor target = torch::randint(0, 5, {2, 30, 20}), predicted = torch::randint(0, 5, {2, 30, 20});
  MeanIoU metric(5, 4);
  metric.add(predicted, target);
  torch::Tensor wanted = torch::zeros({5, 5}, torch::kLong);
  for (std::int64_t i = 0; i < target.numel(); ++i) {
    const auto there = target.flatten()[i].item<std::int64_t>();
    if (there != 4) wanted[there][predicted.flatten()[i].item<std::int64_t>()] += 1;
  }
  CHECK(torch::equal(metric.confusion(), wanted));
}

TEST_CASE("nothing that counts is no error, and gives 0") {
  MeanIoU metric(2, 0);
  CHECK(metric.result().mean_iou == 0);
  metric.add(torch::ones({4}, torch::kLong), torch::zeros({4}, torch::kLong));
  metric.add(torch::empty({0}, torch::kLong), torch::empty({0}, torch::kLong));
  CHECK(metric.result().pixels == 0);
  CHECK(metric.result().pixel_accuracy == 0);
}

TEST_CASE("other tensors and classes are refused") {
  MeanIoU metric(3);
  const torch::Tensor two = torch::full({2}, 2);
  CHECK(complaint<DataError>([&] { metric.add(two, two + 1); }) ==
        "masks of the data have the class 3; there are 3, numbered from 0");
  CHECK(complaint<DataError>([&] { metric.add(two - 3, two); }) ==
        "predicted masks have the class -1; there are 3, numbered from 0");
  CHECK(complaint<ShapeError>([&] { metric.add(torch::zeros({2}), two); }) ==
        "the mean IoU compares two tensors of classes, integers of one shape, not [2] and [2]");
  CHECK(complaint<ShapeError>([&] { metric.add(two, two.reshape({2, 1})); }).ends_with("not [2] and [2, 1]"));
  CHECK(complaint<UsageError>([] { MeanIoU none(0); }) == "the mean IoU is of at least one class, not of 0");
}

}  // namespace mean_iou_tests
