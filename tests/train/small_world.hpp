#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <span>
#include <string>

#include <graft/data/dataset/image_folders.hpp>
#include <graft/data/transform/random_horizontal_flip.hpp>
#include <graft/graph/describe.hpp>
#include <graft/network/network.hpp>
#include <graft/train/fit_options.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/zoo/weights.hpp>

#include "support/deterministic_fill.hpp"
#include "weights/scratch.hpp"

/// What the tests of runtime/, train/ and tuner/ share: networks that run in milliseconds, and images that are easy to tell
/// apart.
namespace small_world {

constexpr void residual(auto& net, std::string_view name) {
  net.block(name, "BasicBlock", [&] {
    const auto before = net.last();
    net.conv("conv1", 8, {.kernel = 3, .padding = 1, .bias = false});
    net.batch_norm("bn1");
    net.relu("relu");
    net.conv("conv2", 8, {.kernel = 3, .padding = 1, .bias = false});
    net.batch_norm("bn2");
    net.add(net.last(), before);
  });
}

/// A residual network with a ResNet's names for 3 x 16 x 16 images; with a Dropout between layer1 and layer2 if asked.
template <bool WithDropout>
struct Tiny {
  static constexpr auto graph = graft::describe([](auto& net) {
    net.class_name("Tiny");
    net.input({3, 16, 16});
    net.conv("conv1", 8, {.kernel = 3, .padding = 1, .bias = false});
    net.batch_norm("bn1");
    net.relu("relu");
    net.max_pool("maxpool", {.kernel = 2});
    net.sequential("layer1", [&] { residual(net, "0"); });
    if (WithDropout) net.dropout("drop", {.p = 0.3});
    net.sequential("layer2", [&] { residual(net, "0"); });
    net.adaptive_avg_pool("avgpool", 1);
    net.flatten();
    net.classifier(net.linear("fc", 10));
  });
};
struct TinyNet : Tiny<false> {};
struct TinyDropNet : Tiny<true> {};

/// 16 x 16 noise with one channel that is brighter: 0 red, 1 green, 2 blue.
inline void draw(const std::filesystem::path& file, int bright, std::uint32_t seed) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << "P6 16 16 255\n";
  for (int i = 0; i < 16 * 16 * 3; ++i) {
    seed = seed * 1664525U + 1013904223U;
    out.put(static_cast<char>(static_cast<std::uint8_t>(seed % 251 % 100 + (i % 3 == bright ? 150U : 20U))));
  }
}

struct Images {
  scratch::Folder folder;
  graft::Dataset train, val;  ///< two classes, green and red; 12 and 5 a class
  Images() {
    for (int i = 0; i < 12; ++i)
      for (int c = 0; c < 2; ++c) {
        const std::string name = std::string(c == 0 ? "red/" : "green/") + std::to_string(100 + i) + ".ppm";
        draw(folder / ("train/" + name), c, static_cast<std::uint32_t>(100 * c + i));
        if (i < 5) draw(folder / ("val/" + name), c, static_cast<std::uint32_t>(1000 + 100 * c + i));
      }
    auto folders = graft::image_folders(folder.path());
    folders.train.transform = graft::RandomHorizontalFlip{} | graft::Normalize{graft::imagenet_mean_std};
    folders.val.transform = graft::Normalize{graft::imagenet_mean_std};
    train = std::move(folders.train);
    val = std::move(folders.val);
  }
};

inline const Images& images() {
  static const Images made;
  return made;
}

inline graft::FitOptions quiet(int epochs, std::int64_t batch_size = 8) {
  return {.epochs = epochs, .batch_size = batch_size, .workers = 0, .progress = graft::Progress::none};
}

/// No file, but images of 16 x 16.
inline graft::Weights no_weights() {
  graft::Weights weights;
  weights.preprocessing = graft::Preprocessing{.resize = 16, .crop = 16};
  return weights;
}

using State = std::map<std::string, torch::Tensor>;

/// A copy of every parameter and buffer.
inline State state_of(const torch::nn::Module& module) {
  State state;
  for (const auto& [name, tensor] : graft::state_dict(module)) state[name] = tensor.detach().clone();
  return state;
}

/// The first name whose tensors differ in a bit, or nothing.
inline std::string difference(const State& a, const State& b) {
  if (a.size() != b.size()) return "number of tensors";
  for (const auto& [name, tensor] : a)
    if (!b.contains(name) || !torch::equal(tensor, b.at(name))) return name;
  return "";
}

/// Gives every tensor but the counters values that depend on its name alone, so that BatchNorm has something to do.
inline void fill(const torch::nn::Module& module) {
  const torch::NoGradGuard no_grad;
  for (const auto& [name, tensor] : graft::state_dict(module)) {
    if (!tensor.is_floating_point()) continue;
    const auto rule = graft_tests::fill_rule(name, {tensor.sizes().data(), tensor.sizes().size()});
    const auto values = torch::empty(tensor.sizes());  // in the order of the indices; filters lie channels-last in memory
    graft_tests::deterministic_fill(name, {values.data_ptr<float>(), static_cast<std::size_t>(values.numel())}, rule.scale,
                                    rule.offset);
    tensor.copy_(values);
  }
}

/// max |a - b| / max |b|.
inline double relative_difference(const torch::Tensor& a, const torch::Tensor& b) {
  return ((a - b).abs().max() / b.abs().max()).item<double>();
}

/// What an action writes to standard error, which is a file for that long.
template <class Action>
std::string standard_error_of(Action action) {
  const scratch::Folder folder;
  std::fflush(stderr);
  const int terminal = ::dup(STDERR_FILENO);
  const int file = ::open((folder / "log").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(file, STDERR_FILENO);
  try {
    action();
  } catch (...) {
    std::fputs("(an exception)", stderr);
  }
  std::fflush(stderr);
  ::dup2(terminal, STDERR_FILENO);
  ::close(terminal);
  ::close(file);
  return scratch::read(folder / "log");
}

}  // namespace small_world
