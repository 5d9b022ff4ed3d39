#include "task/recorded_tensors.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <graft/task/metrics/multi_label_precision.hpp>
#include <graft/task/metrics/regression_error.hpp>
#include <graft/task/metrics/retrieval_recall.hpp>
#include <graft/task/metrics/top_k_accuracy.hpp>

namespace simple_metrics_tests {

using namespace graft;
using namespace task_tests;

const float nan = std::numeric_limits<float>::quiet_NaN();

torch::Tensor metric(const std::string& name) { return recorded(name, "metrics.txt"); }

TEST_CASE("average precision of labels is scikit-learn's, equal scores included, in one batch or several") {
  const torch::Tensor scores = metric("labels.scores"), targets = metric("labels.targets");
  MultiLabelPrecision whole, parts;
  whole.add(scores, targets);
  for (std::int64_t i = 0; i < 40; i += 7) parts.add(scores.slice(0, i, i + 7), targets.slice(0, i, i + 7));
  for (const MultiLabelPrecisionResult& result : {whole.result(), parts.result()}) {
    CHECK(difference(torch::tensor(result.label_precision, torch::kDouble), metric("labels.each")) < 1e-6);
    CHECK(result.mean_average_precision == doctest::Approx(metric("labels.mean").item<double>()).epsilon(1e-6));
  }
}

TEST_CASE("what is not known does not count, nor does a label that no image has") {
  MultiLabelPrecision metric_of_three;
  CHECK(metric_of_three.result().mean_average_precision == 0);
  metric_of_three.add(torch::tensor({{0.9F, 0.8F, 0.1F}, {0.7F, 0.9F, 0.2F}, {0.8F, 0.1F, 0.3F}}),
                      torch::tensor({{1.F, 1.F, 0.F}, {1.F, 0.F, 0.F}, {nan, 0.F, 0.F}}));
  const MultiLabelPrecisionResult result = metric_of_three.result();
  CHECK(result.label_precision[0] == 1);
  CHECK(result.label_precision[1] == 0.5);
  CHECK(std::isnan(result.label_precision[2]));
  CHECK(result.mean_average_precision == 0.75);
  CHECK(complaint<DataError>([&] {
          metric_of_three.add(torch::full({1, 3}, nan), torch::zeros({1, 3}));
        }) == "average precision has a score that is NaN; has training diverged?");
  CHECK(complaint<DataError>([&] {
          metric_of_three.add(torch::zeros({1, 3}), torch::full({1, 3}, 0.5F));
        }).starts_with("average precision has a target other than 1, 0 and NaN"));
  CHECK(complaint<ShapeError>([&] {
          metric_of_three.add(torch::zeros({1, 2}), torch::zeros({1, 2}));
        }) == "average precision of 3 labels cannot go on with 2");
  CHECK(complaint<ShapeError>([&] {
          metric_of_three.add(torch::zeros({1, 2}), torch::zeros({1, 3}));
        }).ends_with("not [1, 2] and [1, 3]"));
}

TEST_CASE("errors of numbers are scikit-learn's, far from 0 and batch by batch, too") {
  const torch::Tensor known = metric("numbers.known"), predicted = metric("numbers.predicted");
  RegressionError whole, parts;
  whole.add(predicted, known);
  for (std::int64_t i = 0; i < 30; i += 4) parts.add(predicted.slice(0, i, i + 4), known.slice(0, i, i + 4));
  for (const RegressionErrorResult& result : {whole.result(), parts.result()}) {
    CHECK(result.r2 == doctest::Approx(metric("numbers.r2").item<double>()).epsilon(1e-6));
    CHECK(result.mean_absolute_error == doctest::Approx(metric("numbers.mae").item<double>()).epsilon(1e-6));
    CHECK(result.mean_squared_error == doctest::Approx(metric("numbers.mse").item<double>()).epsilon(1e-6));
    CHECK(result.count == 90);
  }
}

TEST_CASE("numbers that are not known do not count; without any all is 0") {
  RegressionError metric_of_one;
  CHECK(metric_of_one.result().count == 0);
  metric_of_one.add(torch::empty({0}), torch::empty({0}));
  CHECK(metric_of_one.result().r2 == 0);
  metric_of_one.add(torch::tensor({1.F, 5.F, 3.F}), torch::tensor({1.F, nan, 4.F}));
  CHECK(metric_of_one.result().count == 2);
  CHECK(metric_of_one.result().mean_absolute_error == 0.5);
  CHECK(metric_of_one.result().r2 == doctest::Approx(1 - 1 / 4.5));
  CHECK(complaint<ShapeError>([&] {
          metric_of_one.add(torch::zeros({2, 2}), torch::zeros({2, 2}));
        }) == "errors of 1 columns cannot go on with 2");
  CHECK(complaint<ShapeError>([&] { metric_of_one.add(torch::zeros({2}), torch::zeros({3})); }).ends_with("not [2] and [3]"));
}

TEST_CASE("accuracy of the k largest logits is scikit-learn's") {
  for (const std::int64_t k : {1, 2, 5}) {
    TopKAccuracy accuracy(k);
    const torch::Tensor logits = metric("ranks.logits"), labels = recorded_int("ranks.labels", "metrics.txt");
    accuracy.add(logits.slice(0, 0, 9), labels.slice(0, 0, 9));
    accuracy.add(logits.slice(0, 9, 25), labels.slice(0, 9, 25));
    CHECK(accuracy.result() == doctest::Approx(metric("ranks." + std::to_string(k)).item<double>()).epsilon(1e-6));
  }
}

TEST_CASE("equal logits do not make every image right, and NaN none") {
  TopKAccuracy accuracy(1);
  CHECK(accuracy.result() == 0);
  accuracy.add(torch::zeros({4, 4}), torch::arange(4));
  CHECK(accuracy.result() == 0.25);
  accuracy.add(torch::full({4, 4}, nan), torch::arange(4));
  CHECK(accuracy.result() == 0.125);
  CHECK(complaint<DataError>([&] {
          accuracy.add(torch::zeros({1, 4}), torch::full({1}, 4));
        }) == "an image has the label 4; there are 4 classes, numbered from 0");
  CHECK(complaint<ShapeError>([&] {
          accuracy.add(torch::zeros({1, 4}), torch::zeros({2}, torch::kLong));
        }).ends_with("not [1, 4] and [2]"));
  CHECK(complaint<UsageError>([] { TopKAccuracy none(0); }).ends_with("k is at least 1, not 0"));
}

TEST_CASE("recall counts images that have one of their own among the nearest") {
  RetrievalRecall recall;
  CHECK(recall.result() == 0);
  // By angle: 0 and 9 degrees are of class 0, 20 and 80 of class 1, 180 of class 2, which is alone.
  std::vector<torch::Tensor> rows;
  for (const double degrees : {0.0, 9.0, 20.0, 80.0, 180.0})
    rows.push_back(3 * torch::tensor({std::cos(degrees * 0.017453292), std::sin(degrees * 0.017453292)}, torch::kFloat));
  const torch::Tensor labels = torch::tensor({0, 0, 1, 1, 2});
  recall.add(torch::stack(rows).slice(0, 0, 2), labels.slice(0, 0, 2));
  recall.add(torch::stack(rows).slice(0, 2, 5), labels.slice(0, 2, 5));
  // The nearest others of 20 are 9, 0, and 80.
  CHECK(recall.result(1) == 0.75);
  CHECK(recall.result(2) == 0.75);
  CHECK(recall.result(3) == 1);
  RetrievalRecall collapsed;
  collapsed.add(torch::ones({6, 3}), torch::tensor({0, 0, 1, 1, 2, 2}));
  CHECK(collapsed.result(4) == 0);
  CHECK(collapsed.result(5) == 1);
  CHECK(complaint<DataError>([&] {
          collapsed.add(torch::full({1, 3}, nan), torch::zeros({1}, torch::kLong));
        }) == "recall has an embedding with NaN; has training diverged?");
  CHECK(complaint<ShapeError>([&] {
          collapsed.add(torch::zeros({1, 2}), torch::zeros({1}, torch::kLong));
        }) == "recall of embeddings of length 3 cannot go on with 2");
  CHECK(complaint<UsageError>([&] { (void)collapsed.result(0); }).ends_with("k is at least 1, not 0"));
}

TEST_CASE("recall in blocks is that of a plain search") {
  torch::manual_seed(6);
  const torch::Tensor embeddings = torch::randn({700, 4}), labels = torch::randint(0, 90, {700});
  RetrievalRecall recall;
  recall.add(embeddings, labels);
  const torch::Tensor unit = embeddings / embeddings.norm(2, {1}, true);
  torch::Tensor cosine = unit.mm(unit.t());
  cosine.fill_diagonal_(-2);
  const torch::Tensor nearest = std::get<1>(cosine.topk(3, 1));
  const torch::Tensor found = (labels.index({nearest}) == labels.unsqueeze(1)).any(1);
  const torch::Tensor counts = (labels.unsqueeze(1) == labels).sum(1) > 1;
  const double wanted = found.masked_select(counts).to(torch::kDouble).mean().item<double>();
  CHECK(recall.result(3) == doctest::Approx(wanted).epsilon(1e-9));
}

}  // namespace simple_metrics_tests
