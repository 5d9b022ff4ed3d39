#include "support/torch_doctest.hpp"

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <graft/graft.hpp>

#include "data/made_images.hpp"
#include "train/small_world.hpp"

/// Tasks other than classification, from files to predictions.
namespace tasks_tests {

using namespace graft;
using namespace small_world;

/// The small world's images with other targets.
Dataset with(const Dataset& data, const std::vector<std::string>& names, const std::function<Target(const Sample&)>& target) {
  Dataset other = data;
  other.class_names = names;
  for (Sample& sample : other.samples) sample.target = target(sample);
  return other;
}

TEST_CASE("several labels: binary cross-entropy, mean average precision, labels above the threshold") {
  // Green images have "green" and "any", red ones "any"; of some, "green" is not known.
  const auto labels = [](const Sample& sample) {
    const bool unknown = sample.path.find("103.ppm") != std::string::npos;
    return Values{unknown ? std::nanf("") : sample.label() == 0 ? 1.0F : 0.0F, 1.0F};
  };
  const Dataset train = with(images().train, {"green", "any"}, labels), val = with(images().val, {"green", "any"}, labels);
  using Tuner = FineTuner<TinyNet, MultiLabelHead<2>, FreezeNone, Adam, CacheFeatures<0>>;
  Tuner tuner{{.weights = no_weights(), .optimizer = {.lr = 0.01}, .threads = 1}};
  const FitReport report = tuner.fit(train, val, quiet(12));
  REQUIRE(report.best.scores.size() == 2);
  CHECK(report.best.scores[0].name == "mAP");
  CHECK(report.best.scores[0].value == doctest::Approx(1));
  CHECK_FALSE(report.best.accuracy);
  CHECK(tuner.evaluate(val).score("mAP") == doctest::Approx(1));
  CHECK_THROWS_AS((void)tuner.evaluate(val).score("accuracy"), UsageError);
  const LabelsPrediction green = tuner.predict(load_image(val[0].path, val.transform)).front();
  CHECK(green.labels ==
        (images().val[0].label() == 0 ? std::vector<std::string>{"green", "any"} : std::vector<std::string>{"any"}));
  CHECK(scratch::complaint<DataError>([&] {
          tuner.fit(images().train, quiet(1));
        }).find("has a class as its target; expected 2 numbers") != std::string::npos);
  const Dataset three = with(images().train, {}, [](const Sample&) { return Values{1, 0, 1}; });
  CHECK(scratch::complaint<DataError>([&] {
          tuner.fit(three, quiet(1));
        }).find("has 3 numbers as its target; the head has 2") != std::string::npos);
  const Dataset named = with(images().train, {"a"}, [](const Sample&) { return Values{1, 0}; });
  CHECK(scratch::complaint<DataError>([&] { tuner.fit(named, quiet(1)); }).find("has 1 name of numbers, the head has 2") !=
        std::string::npos);
  const Dataset odd = with(images().train, {"a", "b"}, [](const Sample&) { return Values{1, 3}; });
  CHECK(scratch::complaint<DataError>([&] { tuner.fit(odd, quiet(1)); }).find("has a label of 3.0") != std::string::npos);
}

TEST_CASE("numbers: squared error, R2, and what is not known counts nothing") {
  const auto redness = [](const Sample& sample) {
    const float of = sample.label() == 0 ? -1.0F : 1.0F;
    return Values{of, sample.path.find("101.ppm") != std::string::npos ? std::nanf("") : 2 * of + 1};
  };
  const Dataset train = with(images().train, {}, redness), val = with(images().val, {}, redness);
  using Tuner = FineTuner<TinyNet, RegressionHead<2>, FreezeNone, Adam, Huber>;
  Tuner tuner{{.weights = no_weights(), .optimizer = {.lr = 0.01}, .loss = {.delta = 2}, .threads = 1}};
  const FitReport report = tuner.fit(train, val, quiet(25));
  REQUIRE(report.best.scores.size() == 2);
  CHECK(report.best.scores[0].name == "R2");
  CHECK(report.best.scores[0].value > 0.8);
  CHECK(tuner.predict(load_image(val[0].path, val.transform)).front().size() == 2);
  CHECK_THROWS_AS(
      (FineTuner<TinyNet, RegressionHead<1>, FreezeNone, SGD, Huber>{{.weights = no_weights(), .loss = {.delta = -1}}}),
      UsageError);
}

TEST_CASE("vectors: the triplet loss, and images of one class are found") {
  using Tuner = FineTuner<TinyNet, EmbeddingHead<4>, FreezeNone, Adam>;
  Tuner tuner{{.weights = no_weights(), .optimizer = {.lr = 0.01}, .task = {.margin = 0.5}, .threads = 1}};
  const FitReport report = tuner.fit(images().train, images().val, quiet(10));
  CHECK(report.best.scores[0].name == "recall@1");
  CHECK(report.best.scores[0].value == 1);
  const std::vector<float> one = tuner.predict(load_image(images().val[0].path, images().val.transform)).front();
  float length = 0;
  for (const float value : one) length += value * value;
  CHECK(length == doctest::Approx(1));

  // More classes than numbers, and others in validation.
  Dataset many = images().train, others = images().val;
  for (std::size_t i = 0; i < many.size(); ++i) many.samples[i].target = static_cast<ClassLabel>(i / 4 + 100);
  many.class_names.clear();
  others.class_names = {"sheep", "goats"};
  CHECK(tuner.fit(many, others, quiet(1)).epochs.size() == 1);

  // Two of class 0 at right angles, one of class 1 between them: distances 1, and 1 - 1 / sqrt(2).
  const Embedding task(2, {.margin = 0.25});
  const Batch batch{.labels = torch::tensor({0, 0, 1}, torch::kInt64), .indices = {0, 1, 2}};
  const NetworkOutputs outputs{.main = torch::tensor({{2.0F, 0.0F}, {0.0F, 3.0F}, {1.0F, 1.0F}})};
  CHECK(task.loss(outputs, batch, {}).item<double>() == doctest::Approx(1 - (1 - std::sqrt(0.5)) + 0.25));
  const Batch alone{.labels = torch::tensor({0, 1, 2}, torch::kInt64), .indices = {0, 1, 2}};
  CHECK(task.loss(outputs, alone, {}).item<double>() == 0);
  CHECK_THROWS_AS(Embedding(2, {.margin = 0}), UsageError);
}

/// A backbone with maps of strides 2, 4 and 8 for 3 x 48 x 48 images.
struct TinyTrunk {
  static constexpr auto graph = describe([](auto& net) {
    net.class_name("TinyTrunk");
    net.input({3, 48, 48});
    net.stage(0);
    net.conv("conv1", 8, {.kernel = 3, .stride = 2, .padding = 1, .bias = false});
    net.batch_norm("bn1");
    net.relu("relu");
    net.stage(1);
    net.sequential("layer1", [&] { residual(net, "0"); });
    net.stage(2);
    net.conv("layer2", 16, {.kernel = 3, .stride = 2, .padding = 1});
    net.relu("relu2");
    net.stage(3);
    net.conv("layer3", 32, {.kernel = 3, .stride = 2, .padding = 1});
    net.relu("relu3");
    net.stage(no_stage);
    net.adaptive_avg_pool("avgpool", 1);
    net.flatten();
    net.classifier(net.linear("fc", 10));
  });
};

/// Noise with a brighter half, left or right of a column: class 1 there, 0 elsewhere; the last row is 9.
struct Halves {
  scratch::Folder folder;
  Halves() {
    for (const char* part : {"train", "val"})
      for (int i = 0; i < 10; ++i) {
        const int column = 16 + 2 * (i % 9);
        std::vector<std::uint8_t> pixels, rows;
        std::uint32_t seed = static_cast<std::uint32_t>(i);
        for (int y = 0; y < 48; ++y) {
          rows.push_back(0);  // PNG's filter
          for (int x = 0; x < 48; ++x) {
            const bool bright = (x < column) == (i % 2 == 0);
            rows.push_back(y == 47 ? 9 : bright ? 1 : 0);
            for (int c = 0; c < 3; ++c) {
              seed = seed * 1664525U + 1013904223U;
              pixels.push_back(static_cast<std::uint8_t>((seed >> 16U) % 60 + (bright ? 160 : 30)));
            }
          }
        }
        const std::string name = std::string(part) + "/images/" + std::to_string(10 + i) + ".ppm";
        std::filesystem::create_directories((folder / name).parent_path());
        std::ofstream out(folder / name, std::ios::binary);
        out << "P6 48 48 255\n";
        out.write(reinterpret_cast<const char*>(pixels.data()), static_cast<std::streamsize>(pixels.size()));
        const auto mask = made_images::png(48, 48, 8, 0, rows);
        const std::string of = std::string(part) + "/masks/" + std::to_string(10 + i) + ".png";
        std::filesystem::create_directories((folder / of).parent_path());
        std::ofstream(folder / of, std::ios::binary)
            .write(reinterpret_cast<const char*>(mask.data()), static_cast<std::streamsize>(mask.size()));
      }
  }
};

TEST_CASE("segmentation: from folders of masks to the class of each pixel") {
  const Halves halves;
  using Tuner = FineTuner<TinyTrunk, FcnHead<2, Auxiliary::none>, FreezeNone, Adam>;
  Tuner tuner{{.weights = no_weights(), .optimizer = {.lr = 0.003}, .threads = 1}};
  auto data = mask_folders(halves.folder.path(), {}, {.ignore = 9, .classes = {"dark", "bright"}, .scale = {0.75, 1.5}});
  const FitReport report = tuner.fit(data.train, data.val, quiet(8, 5));
  REQUIRE(report.best.scores.size() == 4);
  CHECK(report.best.scores[0].name == "mean IoU");
  CHECK(report.best.scores[0].value > 0.9);
  const SegmentationPrediction prediction = tuner.predict(data.val[0].path);
  CHECK((prediction.width == 48 && prediction.height == 48));
  CHECK(prediction.class_names == std::vector<std::string>{"dark", "bright"});
  CHECK(prediction(4, 20) == 1);
  CHECK(prediction(36, 20) == 0);
  CHECK(tuner.evaluate(data.val).score("mean IoU") == doctest::Approx(report.epochs.back().scores[0].value));

  data.train.ignore.reset();
  const std::string complaint = scratch::complaint<DataError>([&] { tuner.fit(data.train, quiet(1)); });
  CHECK(complaint.find("/masks/") != std::string::npos);
  CHECK(complaint.find(" has class 9; expected 0 to 1, or the value that the option .ignore names") != std::string::npos);
  CHECK(scratch::complaint<DataError>([&] {
          tuner.fit(images().train, quiet(1));
        }).find("has a class as its target; expected a mask") != std::string::npos);
}

TEST_CASE("features for segmentation are cached with their masks") {
  const Halves halves;
  using Tuner =
      FineTuner<TinyTrunk, FcnHead<2, Auxiliary::none>, FreezeAllBut<Classifier>, SGD, Precision<F32>, CacheFeatures<2>>;
  using Plain = FineTuner<TinyTrunk, FcnHead<2, Auxiliary::none>, FreezeAllBut<Classifier>, SGD, Precision<F32>>;
  const Tuner::Options options{.weights = no_weights(), .optimizer = {.lr = 0.1}, .threads = 1};
  auto data = mask_folders(halves.folder.path(), {}, {.ignore = 9});
  Tuner cached{options};
  Plain plain{{.weights = no_weights(), .optimizer = {.lr = 0.1}, .threads = 1}};
  const FitReport kept = cached.fit(data.train, data.val, quiet(2, 5)), fresh = plain.fit(data.train, data.val, quiet(2, 5));
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(kept.epochs[i].train_loss == doctest::Approx(fresh.epochs[i].train_loss).epsilon(1e-4));
    CHECK(kept.epochs[i].scores[0].value == doctest::Approx(fresh.epochs[i].scores[0].value).epsilon(1e-3));
  }
}

TEST_CASE("an auxiliary classifier that is frozen is left out, and the rest trains from behind its maps") {
  const Halves halves;
  using Tuner = FineTuner<ResNet18, FcnHead<2>, FreezeAllBut<Classifier>, SGD>;
  Tuner tuner{{.weights = no_weights(), .optimizer = {.lr = 0.01}, .threads = 1}};
  freeze(tuner.network(), "aux_classifier");
  auto data = mask_folders(halves.folder.path(), {}, {.ignore = 9});
  CHECK(std::isfinite(tuner.fit(data.train, quiet(1, 5)).epochs[0].train_loss));
  CHECK_THROWS_AS(Segmentation(256), UsageError);
}

TEST_CASE("a detector predicts and is evaluated where all of it is frozen, and learns from boxes") {
  const Halves halves;
  using Tuner = FineTuner<ResNet18, FcosHead<1>, FreezeUpTo<Layer2>, SGD>;
  Tuner tuner{{.weights = no_weights(), .optimizer = {.lr = 0.01}, .task = {.size = 64}, .threads = 1}};
  Dataset train = to_dataset(read_masks(halves.folder / "train/images", halves.folder / "train/masks"));
  for (std::size_t i = 0; i < train.size(); ++i)
    train.samples[i].target = i == 0 ? Objects{} : Objects{{.box = {4, 4, 30, 40}}, {.box = {0, 0, 48, 48}, .crowd = true}};
  train.class_names = {"half"};
  train.transform = Letterbox{64} | Normalize{imagenet_mean_std};
  const FitReport report = tuner.fit(train, train, quiet(1, 5));
  CHECK(std::isfinite(report.epochs[0].train_loss));
  CHECK(report.epochs[0].scores[0].name == "AP");
  const std::vector<DetectedObject> found = tuner.predict(train[0].path);
  freeze(tuner.network());
  CHECK(tuner.predict(train[0].path).size() == found.size());
  CHECK(tuner.evaluate(train).score("AP50") == doctest::Approx(report.epochs[0].scores[1].value).epsilon(0.01));
  const Dataset classes = with(images().train, {}, [](const Sample& sample) { return sample.target; });
  CHECK(scratch::complaint<DataError>([&] { tuner.fit(classes, quiet(1)); }).find("expected objects") != std::string::npos);
}

// A task of one's own: the brightest channel of an image, learnt as a distance and scored by who is nearest.
class Nearest : public Task {
 public:
  struct Options {
    double scale = 1;
  };
  using Prediction = std::int64_t;
  Nearest(std::int64_t classes, Options options) : classes_(classes), scale_(options.scale) {}

  void require(const Dataset& data, const std::string& where) const override {
    if (data.size() == 0) throw DataError(where + " is empty");
  }
  [[nodiscard]] torch::Tensor loss(const NetworkOutputs& outputs, const Batch& batch, const Loss&) const override {
    return scale_ * (outputs.main - torch::one_hot(batch.labels, classes_)).square().mean();
  }
  class Share : public Metric {
   public:
    void add(const NetworkOutputs& outputs, const Batch& batch) override {
      right_ += (outputs.main.argmax(1) == batch.labels).sum().item<std::int64_t>();
      all_ += batch.size();
    }
    void report(Evaluation& evaluation) const override {
      evaluation.scores = {{"nearest", static_cast<double>(right_) / static_cast<double>(all_)}};
    }

   private:
    std::int64_t right_ = 0, all_ = 0;
  };
  [[nodiscard]] std::unique_ptr<Metric> metric() const override { return std::make_unique<Share>(); }
  [[nodiscard]] std::vector<std::int64_t> predictions(const NetworkOutputs& outputs, const std::vector<std::string>&) const {
    const torch::Tensor best = outputs.main.argmax(1).contiguous();
    return {best.data_ptr<std::int64_t>(), best.data_ptr<std::int64_t>() + best.numel()};
  }

 private:
  std::int64_t classes_;
  double scale_;
};

struct NearestHead : LinearHead<2> {
  using task = Nearest;
};

TEST_CASE("a task of one's own") {
  FineTuner<TinyNet, NearestHead, FreezeNone, Adam> tuner{
      {.weights = no_weights(), .optimizer = {.lr = 0.01}, .task = {.scale = 2}, .threads = 1}};
  const FitReport report = tuner.fit(images().train, images().val, quiet(10));
  CHECK(report.best.scores[0].name == "nearest");
  CHECK(report.best.scores[0].value == 1);
  CHECK(tuner.predict(load_image(images().val[0].path, images().val.transform)).front() == images().val[0].label());
}

}  // namespace tasks_tests
