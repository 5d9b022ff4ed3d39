// What a freeze policy freezes, at compile time, and the proof: train, then compare all parameters and running statistics.
//
//   03_what_is_frozen
//
// Frozen means no gradient, no weight decay, no momentum, and unchanged running statistics of BatchNorm.
#include <graft/graft.hpp>
#include <iostream>
#include <map>

#include "support/made_images.hpp"

using namespace graft;
using Shallow = FineTuner<ResNet18, LinearHead<2>, FreezeUpTo<Layer3>, SGD>;

// layer4 and the head train, nothing else.
static_assert(trainable_parameters<Shallow> == 8'393'728 + 2 * 512 + 2);

int main() try {
  const MadeImages made(2);
  const auto [train, val] = image_folders(made.root());
  Shallow tuner{{.optimizer = {.lr = 0.01, .momentum = 0.9, .weight_decay = 0.1}}};

  std::map<std::string, torch::Tensor> before;
  for (const auto& [name, tensor] : state_dict(tuner.network())) before[name] = tensor.clone();
  tuner.fit(train, {.epochs = 1, .batch_size = 8, .progress = Progress::none});

  // For each top-level module: how many tensors are bitwise the same, how many changed.
  std::map<std::string, std::pair<int, int>> same_and_moved;
  for (const auto& [name, tensor] : state_dict(tuner.network())) {
    auto& [same, moved] = same_and_moved[name.substr(0, name.find('.'))];
    ++(torch::equal(tensor, before.at(name)) ? same : moved);
  }
  for (const auto& [module, counts] : same_and_moved)
    std::cout << module << ": " << counts.first << " tensors stayed, " << counts.second << " moved\n";

  const bool proved = same_and_moved["conv1"].second + same_and_moved["bn1"].second + same_and_moved["layer1"].second +
                              same_and_moved["layer2"].second + same_and_moved["layer3"].second ==
                          0 &&
                      same_and_moved["layer4"].first == 0 && same_and_moved["fc"].first == 0;
  std::cout << (proved ? "proved: what is frozen stayed, what trains moved\n" : "NOT as promised\n");
  return proved ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 1;
}
