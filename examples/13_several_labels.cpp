// Several labels an image, from a table; and a task of your own in forty lines.
//
//   13_several_labels
#include <graft/graft.hpp>
#include <iostream>

#include "support/made_scenes.hpp"

using namespace graft;

using Labels = FineTuner<ResNet18, MultiLabelHead<2>, FreezeAllBut<Classifier, LastStage>, Adam>;

// A task of your own: how many labels an image has, as one number that is rounded.
class Counting : public Task {
 public:
  struct Options {};
  using Prediction = long;
  Counting(std::int64_t, Options) {}

  void require(const Dataset& data, const std::string& where) const override {
    for (const Sample& sample : data)
      if (!std::holds_alternative<Values>(sample.target)) throw DataError(where + " has no numbers to count");
  }
  static torch::Tensor count_of(const Batch& batch) { return batch.labels.sum(1, true); }  // (N, 2) -> (N, 1)

  torch::Tensor loss(const NetworkOutputs& outputs, const Batch& batch, const Loss&) const override {
    return torch::mse_loss(outputs.main, count_of(batch));
  }
  struct Right : Metric {
    double right = 0, all = 0;
    void add(const NetworkOutputs& outputs, const Batch& batch) override {
      right += outputs.main.round().eq(count_of(batch)).sum().item<double>();
      all += static_cast<double>(batch.size());
    }
    void report(Evaluation& evaluation) const override { evaluation.scores = {{"counted right", right / all}}; }
  };
  std::unique_ptr<Metric> metric() const override { return std::make_unique<Right>(); }

  std::vector<long> predictions(const NetworkOutputs& outputs, const std::vector<std::string>&) const {
    std::vector<long> counts;
    for (std::int64_t n = 0; n < outputs.main.size(0); ++n) counts.push_back(std::lround(outputs.main[n].item<double>()));
    return counts;
  }
};
struct CountingHead : LinearHead<1> {
  using task = Counting;
};

int main() try {
  const MadeScenes made;
  const TableOptions columns{.image = "file", .labels = {"lying", "standing"}};
  const auto transform = Normalize{imagenet_mean_std};
  const Dataset train = table(made.root() / "train/labels.csv", columns) | transform,
                val = table(made.root() / "val/labels.csv", columns) | transform;

  Labels tuner{{.optimizer = {.lr = 1e-3}}};
  const FitReport report = tuner.fit(train, val, {.epochs = 4, .batch_size = 4});
  std::cout << "mean average precision: " << 100 * report.best.scores[0].value << " %\n";
  for (const std::string& label : tuner.predict(val[0].path).labels) std::cout << val[0].path << " is " << label << '\n';

  FineTuner<ResNet18, CountingHead, FreezeAllBut<Classifier, LastStage>, Adam> counter{{.optimizer = {.lr = 1e-3}}};
  std::cout << "counted right: " << counter.fit(train, val, {.epochs = 3, .batch_size = 4}).best.scores[0].value << '\n';
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 1;
}
