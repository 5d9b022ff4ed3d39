// The whole job: a pretrained ResNet-50, a new head for two classes, everything frozen but the head, SGD.
//
//   examples/cat_dog.sh                       fetches real photographs and weights, see README
//   01_cat_dog --data DIR --weights FILE      DIR has train/<class>/ and val/<class>/
//   01_cat_dog                                a few synthetic images and random weights: a test run of seconds
//
// Progress goes to standard error, results to standard output.
#include <CLI/CLI.hpp>
#include <cmath>
#include <graft/graft.hpp>
#include <iostream>
#include <optional>

#include "support/made_images.hpp"

using namespace graft;
using CatDog = FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD>;
static_assert(trainable_parameters<CatDog> == 4098);

int main(int argc, char** argv) {
  std::string data, weights, variant, out = "resnet50_catdog.pth";
  int epochs = 10, threads = 0, finished = 0;
  std::int64_t batch = 32;
  std::uint64_t seed = 0;
  double lr = 1e-3;
  bool json = false;
  CLI::App app{"Trains a cat/dog classifier on a frozen ResNet-50."};
  app.add_option("--data", data, "folder with train/<class>/ and val/<class>/");
  app.add_option("--weights", weights, "weights for ResNet-50: .pth, or a TensorFlow.js layers model");
  app.add_option("--variant", variant, "where the weights have their strides")->check(CLI::IsMember({"v1", "v1.5"}));
  app.add_option("--epochs", epochs, "passes over the training images")->capture_default_str();
  app.add_option("--batch", batch, "images a step")->capture_default_str();
  app.add_option("--lr", lr, "learning rate")->capture_default_str();
  app.add_option("--seed", seed, "fixes the head's initial values, the order and the augmentation")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--threads", threads, "threads to compute with; 0: all processors")->capture_default_str();
  app.add_option("--out", out, "file for the trained weights, which torch.load reads")->capture_default_str();
  app.add_flag("--json", json, "print the results as one JSON object");
  CLI11_PARSE(app, argc, argv);

  try {
    require_writable(out);
    std::optional<MadeImages> made;
    if (app.count("--data") == 0) data = made.emplace(2).root().string();
    if (!made && weights.empty()) std::cerr << "note: no --weights given: training on random initial values\n";
    Weights pretrained(weights);
    if (!variant.empty()) pretrained.variant = variant == "v1" ? Variant::v1 : Variant::v1_5;

    CatDog tuner{{.weights = pretrained, .optimizer = {.lr = lr, .momentum = 0.9}, .seed = seed, .threads = threads}};
    const auto [train, val] = image_folders(data, tuner.preprocessing());
    FitReport report;
    try {
      report =
          tuner.fit(train, {.epochs = epochs, .batch_size = batch, .on_epoch = [&](const Epoch& e) { finished = e.index; }});
    } catch (const TrainingError&) {  // the tuner holds the last good weights
      if (finished > 0) tuner.save(out);
      throw;
    }
    tuner.save(out);  // before the evaluation, which an image in val may stop
    const Evaluation result = tuner.evaluate(val, batch);

    const auto tenths = [](double number) { return std::round(10 * number) / 10; };
    const double accuracy = 100 * result.accuracy;
    if (json)
      std::cout << "{\"accuracy\": " << accuracy << ", \"val_images\": " << result.images
                << ", \"train_s\": " << tenths(report.seconds) << ", \"val_s\": " << tenths(result.seconds)
                << ", \"epochs\": " << report.epochs.size() << ", \"torch\": \"" << TORCH_VERSION << "\"}\n";
    else
      std::cout << "Accuracy of the model on the validation set: " << accuracy << " % (" << result.images
                << " images); weights in " << out << '\n';
    if (!std::cout.flush()) throw Error("cannot write the results to standard output; the weights are in " + out);
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 1;
  }
}
