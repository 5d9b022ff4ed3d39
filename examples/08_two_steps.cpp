// Fine-tuning in two steps, as a type: first the new head alone, then the last block as well, with a lower learning rate.
//
//   08_two_steps --data DIR --weights FILE --seed 1 --epochs 3,2        DIR has train/<class>/ and val/<class>/
//   08_two_steps ... --head-only                                        the head alone for as many epochs, to compare
//   08_two_steps                                                        a few synthetic images and random weights, in seconds
//
// Progress goes to standard error, a line an epoch with its stage; results to standard output.
#include <CLI/CLI.hpp>
#include <graft/graft.hpp>
#include <iostream>
#include <optional>

#include "support/made_images.hpp"

using namespace graft;
// model.fc = nn.Linear(model.fc.in_features, 2)
using Steps =
    Stages<Stage<3, FreezeAllBut<Fc>>,  // for name, p in model.named_parameters(): p.requires_grad = name.startswith("fc.")
           Stage<2, FreezeBoth<FreezeAllBut<Fc, Layer4>,    // for p in model.layer4.parameters(): p.requires_grad = True
                               FreezeKind<BatchNorm2d>>>>;  // for m in model.layer4.modules(): if isinstance(m,
                                                            // nn.BatchNorm2d): freeze it, and m.eval()
using TwoSteps = FineTuner<ResNet50, LinearHead<2>, Steps, SGD>;
using HeadOnly = FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD>;
static_assert(trainable_parameters<HeadOnly> == 4098 && trainable_parameters<TwoSteps> == 4098 + 14'942'208);

struct Settings {
  std::string data, weights, variant, out;
  std::vector<int> epochs{3, 2};
  std::vector<double> lr{1e-3, 1e-4};
  std::int64_t batch = 32;
  std::uint64_t seed = 0;
  int threads = 0;
  bool head_only = false, json = false;
};

template <class Tuner>
void run(const Settings& set, const std::vector<double>& stage_lr, const FitOptions& options) {
  Weights pretrained(set.weights);
  if (!set.variant.empty()) pretrained.variant = set.variant == "v1" ? Variant::v1 : Variant::v1_5;
  // optimizer = optim.SGD(model.fc.parameters(), lr=1e-3, momentum=0.9)
  Tuner tuner{{.weights = pretrained,
               .optimizer = {.lr = set.lr[0], .momentum = 0.9},
               .stage_lr = stage_lr,
               .seed = set.seed,
               .threads = set.threads}};
  const auto [train, val] = image_folders(set.data, tuner.preprocessing());
  // train for three epochs; then
  // optimizer.add_param_group({"params": model.layer4.parameters()})     the head keeps its momentum
  // for group in optimizer.param_groups: group["lr"] = 1e-4
  // train for two more, with model.train() and then .eval() on each BatchNorm
  const FitReport report = tuner.fit(train, val, options);
  if (!set.out.empty()) tuner.save(set.out);
  const char* const name = set.head_only ? "head only" : "two steps";
  const double first = 100 * *report.epochs.at(static_cast<std::size_t>(set.epochs[0] - 1)).accuracy,
               last = 100 * *report.epochs.back().accuracy;
  if (set.json)
    std::cout << "{\"run\": \"" << name << "\", \"seed\": " << set.seed << ", \"first\": " << first
              << ", \"accuracy\": " << last << ", \"train_s\": " << report.seconds << "}\n";
  else
    std::cout << name << ": accuracy after the first step " << first << " %, after the second " << last << " %\n";
  if (!std::cout.flush()) throw Error("cannot write the results to standard output");
}

int main(int argc, char** argv) {
  Settings set;
  CLI::App app{"Trains a cat/dog classifier in two steps: the head, then the last block as well."};
  app.add_option("--data", set.data, "folder with train/<class>/ and val/<class>/");
  app.add_option("--weights", set.weights, "weights for ResNet-50: .pth, or a TensorFlow.js layers model");
  app.add_option("--variant", set.variant, "where the weights have their strides")->check(CLI::IsMember({"v1", "v1.5"}));
  app.add_option("--epochs", set.epochs, "epochs of each step, as in 3,2")
      ->delimiter(',')
      ->expected(2)
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  app.add_option("--lr", set.lr, "learning rate of each step, as in 1e-3,1e-4")
      ->delimiter(',')
      ->expected(2)
      ->capture_default_str();
  app.add_option("--batch", set.batch, "images a step")->capture_default_str();
  app.add_option("--seed", set.seed, "fixes the head's initial values, the order and the augmentation")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--threads", set.threads, "threads to compute with; 0: all processors")->capture_default_str();
  app.add_option("--out", set.out, "file for the trained weights, which torch.load reads");
  app.add_flag("--head-only", set.head_only, "train the head alone, for as many epochs and with the first learning rate");
  app.add_flag("--json", set.json, "print the results as one JSON object");
  CLI11_PARSE(app, argc, argv);
  try {
    if (!set.out.empty()) require_writable(set.out);
    std::optional<MadeImages> made;
    if (app.count("--data") == 0) set.data = made.emplace(2).root().string();
    if (set.head_only)
      run<HeadOnly>(set, {}, {.epochs = set.epochs[0] + set.epochs[1], .batch_size = set.batch});
    else
      run<TwoSteps>(set, set.lr, {.stage_epochs = set.epochs, .batch_size = set.batch});
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 1;
  }
}
