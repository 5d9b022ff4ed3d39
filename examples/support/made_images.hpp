#pragma once

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <system_error>
#include <vector>

/// Makes a folder of small images for examples that were given none: train/<class> and val/<class>, PPM, 96 x 80.
///
/// The classes differ in what a network sees at once: stripes that lie, stripes that stand, and blocks. Colours, phases
/// and noise vary. The folder is a new one below the system's folder for temporary files, and goes with the object.
class MadeImages {
 public:
  explicit MadeImages(int classes, int train = 8, int val = 4) : root_(new_folder()) {
    const std::vector<std::string> names{"lying", "standing", "blocks"};
    std::mt19937 random(7);
    for (const auto& [split, count] : {std::pair{"train", train}, std::pair{"val", val}})
      for (int c = 0; c < classes; ++c) {
        const auto folder = root_ / split / names.at(static_cast<std::size_t>(c));
        std::filesystem::create_directories(folder);
        for (int i = 0; i < count; ++i) draw(folder / (std::to_string(i) + ".ppm"), c, random);
      }
  }
  MadeImages(const MadeImages&) = delete;
  MadeImages& operator=(const MadeImages&) = delete;
  ~MadeImages() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }

 private:
  static std::filesystem::path new_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "graft_made_images_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::filesystem::filesystem_error("cannot make a folder for images", name,
                                              std::error_code(errno, std::generic_category()));
    return name;
  }

  static void draw(const std::filesystem::path& file, int kind, std::mt19937& random) {
    const int width = 96, height = 80;
    const auto number = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
    const int phase = number(16), period = 12 + number(8);
    const int light[3] = {160 + number(90), 160 + number(90), 160 + number(90)}, dark[3] = {number(90), number(90), number(90)};
    std::ofstream out(file, std::ios::binary);
    out << "P6 " << width << ' ' << height << " 255\n";
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const bool across = (y + phase) % period < period / 2, along = (x + phase) % period < period / 2;
        const bool bright = kind == 0 ? across : kind == 1 ? along : across != along;
        for (int c = 0; c < 3; ++c)
          out.put(static_cast<char>(static_cast<std::uint8_t>((bright ? light[c] : dark[c]) + number(6))));
      }
  }

  std::filesystem::path root_;
};
