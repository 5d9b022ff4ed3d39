#pragma once

#include <graft/graft.hpp>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <system_error>

/// Makes a folder of small scenes for examples that were given none: grey noise with one to three bright rectangles of two
/// kinds, with stripes that lie or stand, 128 x 96 pixels.
///
/// train/images and val/images, masks beside them (0 nothing, 1 lying, 2 standing, 3 an edge that is no class), boxes.csv with
/// a
/// row a rectangle, and labels.csv with a row an image, in train/ and val/. The folder is a new one below the system's folder
/// for temporary files, and goes with the object.
class MadeScenes {
 public:
  explicit MadeScenes(int train = 16, int val = 6) : root_(new_folder()) {
    std::mt19937 random(11);
    for (const auto& [split, count] : {std::pair{"train", train}, std::pair{"val", val}}) {
      std::filesystem::create_directories(root_ / split / "images");
      std::filesystem::create_directories(root_ / split / "masks");
      std::ofstream boxes(root_ / split / "boxes.csv"), labels(root_ / split / "labels.csv");
      boxes << "file,x1,y1,x2,y2,class\n";
      labels << "file,lying,standing\n";
      for (int i = 0; i < count; ++i) draw(root_ / split, std::to_string(i), random, boxes, labels);
    }
  }
  MadeScenes(const MadeScenes&) = delete;
  MadeScenes& operator=(const MadeScenes&) = delete;
  ~MadeScenes() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }

 private:
  static constexpr int width = 128, height = 96;

  static std::filesystem::path new_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "graft_made_scenes_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::filesystem::filesystem_error("cannot make a folder for images", name,
                                              std::error_code(errno, std::generic_category()));
    return name;
  }

  static void draw(const std::filesystem::path& folder, const std::string& name, std::mt19937& random, std::ofstream& boxes,
                   std::ofstream& labels) {
    const auto number = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
    graft::Image image = graft::blank_image(width, height);
    for (std::uint8_t& value : image.pixels) value = static_cast<std::uint8_t>(60 + number(60));
    graft::Mask mask{width, height, std::vector<std::uint8_t>(width * height)};
    bool has[2] = {false, false};
    // Left, middle and right, so that nothing overlaps.
    for (int column = 0; column < 3; ++column) {
      if (column > 0 && number(2) == 0) continue;
      const int kind = number(2), w = 24 + number(16), h = 28 + number(40), left = column * 42 + number(42 - w),
                top = number(height - h);
      has[kind] = true;
      for (int y = top; y < top + h; ++y)
        for (int x = left; x < left + w; ++x) {
          const bool edge = x == left || y == top || x == left + w - 1 || y == top + h - 1;
          const bool light = (kind == 0 ? y : x) % 8 < 4;
          mask.classes[static_cast<std::size_t>(y * width + x)] = static_cast<std::uint8_t>(edge ? 3 : kind + 1);
          for (int c = 0; c < 3; ++c)
            image.pixels[static_cast<std::size_t>((y * width + x) * 3 + c)] =
                static_cast<std::uint8_t>((light ? 215 : 150) + number(30));
        }
      boxes << "images/" << name << ".png," << left << ',' << top << ',' << left + w << ',' << top + h << ','
            << (kind == 0 ? "lying" : "standing") << '\n';
    }
    labels << "images/" << name << ".png," << has[0] << ',' << has[1] << '\n';
    graft::write_png(folder / "images" / (name + ".png"), image);
    graft::write_png(folder / "masks" / (name + ".png"), mask);
  }

  std::filesystem::path root_;
};
