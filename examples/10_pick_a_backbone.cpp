// Which backbone for these images? A linear probe of each, on features that are computed once: accuracy, speed, size, licence.
//
//   10_pick_a_backbone --data DIR --pretrained resnet50 efficientnet_b0 convnext_tiny    downloads torchvision's weights
//   10_pick_a_backbone --data DIR --weights resnet50=FILE --weights mobilenet_v2=FILE    takes files that are here
//   10_pick_a_backbone                                a few synthetic images and random weights: a test run of seconds
//
// DIR has train/<class>/ and val/<class>/. Without weights a backbone is random, and so is what its probe says.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <graft/graft.hpp>
#include <iostream>
#include <map>
#include <optional>

#include "support/made_images.hpp"

using namespace graft;

using Probe = AnyTuner<SGD, CacheFeatures<1>, Cosine>;

struct Settings {
  std::string data;
  std::vector<std::string> names, files;
  bool pretrained = false;
  int epochs = 10, threads = 0;
};

/// What is asked for of a backbone: a file given for it, torchvision's default, or nothing.
Weights weights_of(const KnownNetwork& backbone, const Settings& set, const std::map<std::string, std::string>& files) {
  if (const auto file = files.find(std::string(backbone.name)); file != files.end()) return file->second;
  if (set.pretrained && backbone.default_weights != nullptr) return *backbone.default_weights;
  return none;
}

/// Images a second through the frozen backbone and the head, in batches of 32.
double images_per_second(Network& network, const Preprocessing& preprocessing) {
  using Clock = std::chrono::steady_clock;
  const auto infer = network.inference();
  const torch::Tensor images = torch::randn({32, 3, preprocessing.crop, preprocessing.crop});
  (void)infer(images);  // packs the weights
  const auto began = Clock::now();
  int batches = 0;
  do {
    (void)infer(images);
    ++batches;
  } while (Clock::now() - began < std::chrono::seconds(2));
  return 32 * batches / std::chrono::duration<double>(Clock::now() - began).count();
}

void probe(const std::string& name, const Settings& set, const std::map<std::string, std::string>& files) {
  const KnownNetwork backbone = known_network(name);
  const Weights weights = weights_of(backbone, set, files);
  const auto classes = static_cast<std::int64_t>(image_folders(set.data).train.class_names.size());
  Probe tuner{name,
              {.class_count = classes, .weights = weights, .optimizer = {.lr = 0.1, .momentum = 0.9}, .threads = set.threads}};
  const auto [train, val] = image_folders(set.data, tuner.preprocessing());
  const auto report = tuner.fit(train, val, {.epochs = set.epochs, .progress = Progress::none});
  const double parameters = static_cast<double>(tuner.network().graph().parameter_count());
  const std::string_view licence = weights.entry ? weights.entry->licence : weights.none() ? "none (random)" : "the file's";
  std::printf("%-24s %7.1f %% %9.1f %9.1f M %8.1f MB  %s\n", name.c_str(), 100 * *report.best.accuracy,
              images_per_second(tuner.network(), tuner.preprocessing()), parameters / 1e6, parameters * 4 / 1e6,
              std::string(licence).c_str());
  std::fflush(stdout);
}

int main(int argc, char** argv) try {
  Settings set;
  CLI::App app{"Compares backbones on one folder of images by a linear probe."};
  app.add_option("--data", set.data, "folder with train/<class>/ and val/<class>/");
  app.add_option("names", set.names, "names of networks, such as resnet50; all that graft knows: 10_pick_a_backbone --list");
  app.add_option("--weights", set.files, "NAME=FILE: weights of a backbone; may be given several times");
  app.add_flag("--pretrained", set.pretrained, "downloads torchvision's default weights for the others");
  app.add_option("--epochs", set.epochs, "epochs of the head")->capture_default_str();
  app.add_option("--threads", set.threads, "threads that LibTorch computes with; 0: all processors")->capture_default_str();
  bool list = false;
  app.add_flag("--list", list, "prints the names of all networks and ends");
  CLI11_PARSE(app, argc, argv);
  if (list) {
    for (const std::string& name : network_names()) std::cout << name << '\n';
    return 0;
  }

  std::map<std::string, std::string> files;
  for (const std::string& given : set.files) {
    const std::size_t sign = given.find('=');
    if (sign == std::string::npos) throw UsageError("--weights " + given + ": expected NAME=FILE");
    files[given.substr(0, sign)] = given.substr(sign + 1);
    if (std::find(set.names.begin(), set.names.end(), given.substr(0, sign)) == set.names.end())
      set.names.push_back(given.substr(0, sign));
  }
  std::optional<MadeImages> made;
  if (set.data.empty()) {
    made.emplace(2);
    set.data = made->root().string();
    set.epochs = 2;
  }
  if (set.names.empty()) set.names = {"resnet18", "mobilenet_v3_small"};

  std::printf("%-24s %9s %9s %11s %11s  %s\n", "backbone", "accuracy", "images/s", "parameters", "float32",
              "licence of weights");
  for (const std::string& name : set.names) probe(name, set, files);
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 1;
}
