// The whole job: a pretrained ResNet-50, a new head for two classes, everything frozen but the head, SGD.
//
//   examples/cat_dog.sh                             fetches real photos and weights, see README
//   01_cat_dog --data DIR --weights FILE            DIR has train/<class>/ and val/<class>/
//   01_cat_dog                                      a few synthetic images and random weights: a test run of seconds
//   01_cat_dog predict FILE... [--weights FILE]     what the trained network makes of other images
//
// Progress goes to standard error, results to standard output.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <graft/graft.hpp>
#include <iostream>
#include <optional>

#include "support/made_images.hpp"

using namespace graft;
// What is frozen is computed once for two random views of each image, in int8 where the processor can.
using CatDog = FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD, CacheFeatures<2>, Precision<I8>>;
// As the tutorial has it: new views in every epoch, each through the whole network.
using Fresh = FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD>;
static_assert(trainable_parameters<CatDog> == 4098);

struct Settings {
  std::string data, weights, variant, out = "resnet50_catdog.pth", program;
  int epochs = 10, threads = 0;
  std::int64_t batch = 32;
  std::uint64_t seed = 0;
  double lr = 1e-3;
  bool whole = false, fresh = false, json = false;
};

template <class Tuner>
void train(const Settings& set) {
  Weights pretrained(set.weights);
  if (!set.variant.empty()) pretrained.variant = set.variant == "v1" ? Variant::v1 : Variant::v1_5;
  if (set.whole) pretrained.preprocessing = Preprocessing{.resize = 224, .crop = 224};
  Tuner tuner{{.weights = pretrained, .optimizer = {.lr = set.lr, .momentum = 0.9}, .seed = set.seed, .threads = set.threads}};

  auto [train, val] = image_folders(set.data, tuner.preprocessing());
  if (set.whole) train.transform = Resize{224} | CenterCrop{224} | RandomHorizontalFlip{} | Normalize{imagenet_mean_std};
  std::cerr << train.size() << " images to train on, " << val.size() << " to validate with, of " << set.data << '\n';

  int finished = 0;
  FitReport report;
  try {
    report = tuner.fit(
        train, val, {.epochs = set.epochs, .batch_size = set.batch, .on_epoch = [&](const Epoch& e) { finished = e.index; }});
  } catch (const TrainingError&) {  // the tuner holds the weights of the last whole epoch
    if (finished > 0) tuner.save(set.out);
    throw;
  }
  tuner.save(set.out);

  const auto tenths = [](double number) { return std::round(10 * number) / 10; };
  const Epoch& last = report.epochs.back();
  const double accuracy = 100 * *last.accuracy;
  double val_seconds = 0;
  for (const Epoch& epoch : report.epochs) val_seconds += epoch.val_seconds;
  const auto val_images = static_cast<std::int64_t>(val.size()) - last.val_skipped;
  if (set.json)
    std::cout << "{\"accuracy\": " << accuracy << ", \"val_images\": " << val_images
              << ", \"train_s\": " << tenths(report.seconds) << ", \"val_s\": " << tenths(val_seconds)
              << ", \"epochs\": " << report.epochs.size() << ", \"torch\": \"" << TORCH_VERSION << "\"}\n";
  else
    std::cout << "Accuracy of the model on the validation set: " << tenths(accuracy) << " % (" << val_images
              << " images), after " << report.epochs.size() << " epochs in " << tenths(report.seconds + val_seconds)
              << " s; weights in " << set.out << '\n';
  if (!std::cout.flush()) throw Error("cannot write the results to standard output; the weights are in " + set.out);
  if (!set.json)
    std::cerr << "\nNext:\n  " << set.program << " predict YOUR_PHOTO.jpg"
              << (set.out == Settings{}.out ? "" : " --weights " + set.out) << "\n  " << set.program << " --data DIR --weights "
              << (set.weights.empty() ? "FILE" : set.weights) << "    images of yours: DIR/train/<class>/, DIR/val/<class>/\n"
              << "  docs/quick_start.md\n";
}

/// Whether all of the files could be read; what is wrong with the others goes to standard error.
bool predict_files(const std::vector<std::string>& files, const std::string& weights) {
  const Model model = load_model(weights);
  bool all = true;
  for (const std::string& file : files) {
    try {
      const Prediction seen = predict(model, file);
      std::printf("%s: %s, %.1f %%\n", file.c_str(), seen.label.c_str(), 100 * seen.probability);
    } catch (const DataError& error) {
      std::cerr << "error: " << error.what() << '\n';
      all = false;
    }
  }
  if (std::fflush(stdout) != 0) throw Error("cannot write the results to standard output");
  return all;
}

int main(int argc, char** argv) {
  Settings set;
  std::vector<std::string> files;
  std::string trained = set.out;
  set.program = argv[0];
  CLI::App app{"Trains a cat/dog classifier on a frozen ResNet-50."};
  app.add_option("--data", set.data, "folder with train/<class>/ and val/<class>/");
  app.add_option("--weights", set.weights, "weights for ResNet-50: .pth, or a TensorFlow.js layers model");
  app.add_option("--variant", set.variant, "where the weights have their strides")->check(CLI::IsMember({"v1", "v1.5"}));
  app.add_option("--epochs", set.epochs, "passes over the training images")->capture_default_str();
  app.add_option("--batch", set.batch, "images a step")->capture_default_str();
  app.add_option("--lr", set.lr, "learning rate")->capture_default_str();
  app.add_option("--seed", set.seed, "fixes the head's initial values, the order and the augmentation")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--threads", set.threads, "threads to compute with; 0: all processors")->capture_default_str();
  app.add_option("--out", set.out, "file for the trained weights, which torch.load reads")->capture_default_str();
  app.add_flag("--whole", set.whole, "train on whole images, not on random parts: for images as small as CIFAR-10's");
  app.add_flag("--fresh", set.fresh, "draw each image anew in each epoch and compute all of the network for it");
  app.add_flag("--json", set.json, "print the results as one JSON object");
  CLI::App& predict = *app.add_subcommand("predict", "Says what trained weights make of images.");
  predict.add_option("files", files, "image files")->required();
  predict.add_option("--weights", trained, "weights that this program wrote")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  try {
    if (predict) return predict_files(files, trained) ? 0 : 1;
    require_writable(set.out);
    std::optional<MadeImages> made;
    if (app.count("--data") == 0) set.data = made.emplace(2).root().string();
    if (!made && set.weights.empty()) std::cerr << "note: no --weights given: training on random initial values\n";
    set.fresh ? train<Fresh>(set) : train<CatDog>(set);
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 1;
  }
}
