// Your own head, in two ways: as a description, or as a module of LibTorch with a forward of its own.
//
//   04_your_own_head
#include <graft/graft.hpp>
#include <iostream>

#include "support/made_images.hpp"

using namespace graft;

// A description: shapes and counts are known at compile time, and Python loads its weights as nn.Sequential.
template <std::int64_t Classes>
struct DropoutHead {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = Classes;
  static constexpr std::int64_t in_features = deduced;
  static constexpr void describe(Net& net, std::string_view name) {
    net.sequential(name, [&] {
      net.dropout("0", {.p = 0.2});
      net.linear("1", Classes);
    });
  }
};

// A module: anything that LibTorch can compute, here cosine similarity.
template <std::int64_t Classes>
struct CosineHead {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = Classes;
  static constexpr std::int64_t in_features = deduced;
  struct module : torch::nn::Module {
    explicit module(std::int64_t features) : weight(register_parameter("weight", torch::randn({Classes, features}))) {}
    torch::Tensor forward(torch::Tensor x) {  // (N, F) -> (N, Classes)
      return 10 * torch::cosine_similarity(x.unsqueeze(1), weight.unsqueeze(0), 2);
    }
    torch::Tensor weight;
  };
};

static_assert(HeadFor<DropoutHead<2>, ResNet18> && HeadFor<CosineHead<2>, AlexNet>);
static_assert(trainable_parameters<FineTuner<ResNet18, DropoutHead<2>, FreezeAllBut<Classifier>, Adam>> == 1026);

template <class Tuner>
void train(const char* name, const ImageFolders& data) {
  Tuner tuner;
  const auto report = tuner.fit(data.train, data.val, {.epochs = 2, .batch_size = 8, .progress = Progress::none});
  std::cout << name << ": train loss " << report.epochs.front().train_loss << " -> " << report.epochs.back().train_loss << '\n';
}

int main() try {
  const MadeImages made(2);
  const ImageFolders data = image_folders(made.root());
  train<FineTuner<ResNet18, DropoutHead<2>, FreezeAllBut<Classifier>, Adam>>("DropoutHead", data);
  train<FineTuner<ResNet18, CosineHead<2>, FreezeAllBut<Classifier>, Adam>>("CosineHead", data);
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 1;
}
