// Your own loss, in ten lines, beside one of graft's; and a schedule for the learning rate.
//
//   09_your_own_loss
#include <graft/graft.hpp>
#include <iostream>

#include "support/made_images.hpp"

using namespace graft;

// criterion = nn.MultiMarginLoss(margin=0.5): nothing is left to learn from an image whose class is ahead by the margin.
struct MarginLoss {
  using policy_category = loss_tag;
  struct Options {
    double margin = 1;
  };
  static torch::Tensor loss(const torch::Tensor& logits, const torch::Tensor& labels, const Options& options) {
    return torch::multi_margin_loss(logits, labels, 1, options.margin);  // (N, K), (N) -> one number, the mean over the images
  }
};

using WithMargin = FineTuner<ResNet18, LinearHead<2>, FreezeAllBut<Fc>, SGD, MarginLoss, Cosine>;
using WithFocus = FineTuner<ResNet18, LinearHead<2>, FreezeAllBut<Fc>, SGD, FocalLoss, Cosine>;

template <class Tuner>
void train(const char* name, const typename Tuner::Options& options, const ImageFolders& data) {
  Tuner tuner{options};
  const auto report = tuner.fit(data.train, data.val, {.epochs = 5, .batch_size = 8, .progress = Progress::none});
  std::cout << name << ": learning rate " << report.lr.front() << " -> " << report.lr.back() << ", validation loss "
            << *report.epochs.front().val_loss << " -> " << *report.epochs.back().val_loss << '\n';
}

int main() try {
  const MadeImages made(2);
  const ImageFolders data = image_folders(made.root());
  train<WithMargin>("MarginLoss", {.optimizer = {.lr = 1e-2}, .loss = {.margin = 0.5}}, data);
  train<WithFocus>("FocalLoss", {.optimizer = {.lr = 1e-2}, .loss = {.gamma = 1.5}, .schedule = {.min_lr = 1e-3}}, data);
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 1;
}
