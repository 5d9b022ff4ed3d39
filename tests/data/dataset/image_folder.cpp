#include <graft/data/dataset/image_folder.hpp>

#include <string>
#include <vector>

#include <graft/data/transform/standard_transforms.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace image_folder_tests {

using namespace data_tests;

TEST_CASE("classes, files and their order are those of torchvision's ImageFolder") {
  const TemporaryFolder folder;
  std::vector<std::string> classes;
  std::vector<std::string> images;
  std::vector<std::int64_t> labels;
  for (auto& line : recorded_lines("image_folder.txt")) {
    std::string kind;
    line >> kind;
    std::int64_t label = 0;
    if (kind == "image") line >> label;
    std::string name;
    std::getline(line >> std::ws, name);
    if (kind == "file") write_bytes(folder.path() / name, {});
    if (kind == "class") classes.push_back(name);
    if (kind == "image") {
      images.push_back((folder.path() / name).string());
      labels.push_back(label);
    }
  }
  const auto data = graft::image_folder(folder.path());
  CHECK(data.class_names == classes);
  REQUIRE(data.size() == images.size());
  for (std::size_t i = 0; i < images.size(); ++i) CHECK((data[i] == graft::Sample{images[i], labels[i]}));
  CHECK(data.size() == 14);
}

TEST_CASE("links are followed, and one that leads back is not followed for ever") {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "elsewhere" / "1.jpg", {});
  write_bytes(folder.path() / "root" / "a" / "2.jpg", {});
  std::filesystem::create_directory_symlink(folder.path() / "elsewhere", folder.path() / "root" / "b");
  std::filesystem::create_directory_symlink(folder.path() / "root" / "a", folder.path() / "root" / "a" / "again");
  const auto data = graft::image_folder(folder.path() / "root");
  CHECK(data.class_names == std::vector<std::string>{"a", "b"});
  REQUIRE(data.size() == 2);
  CHECK(data[0].label() == 0);
  CHECK(data[1].label() == 1);
}

TEST_CASE("a folder that is no dataset is an error that says what is expected") {
  const TemporaryFolder folder;
  const auto error = [&](const std::string& name) {
    return message_of<graft::DataError>([&] { graft::image_folder(folder.path() / name); });
  };
  CHECK(contains(error("none"), "none' does not exist; expected a folder with one sub-folder"));
  write_bytes(folder.path() / "file", {1});
  CHECK(contains(error("file"), "file' is not a folder"));
  std::filesystem::create_directories(folder.path() / "empty");
  write_bytes(folder.path() / "empty" / "1.jpg", {});
  CHECK(contains(error("empty"), "has no class folder"));
  write_bytes(folder.path() / "half" / "cats" / "1.jpg", {});
  write_bytes(folder.path() / "half" / "dogs" / "1.txt", {});
  CHECK(contains(error("half"), "class 'dogs' has no image in"));
}

TEST_CASE("how images are decoded is said with the folder, or later") {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "a" / "1.ppm", ppm(noise(9, 9)));
  CHECK_FALSE(graft::image_folder(folder.path()).decode.draft);
  const auto data = graft::image_folder(folder.path(), {.draft = true}) | graft::Resize{4};
  CHECK(data.decode.draft);
}

TEST_CASE("stages are appended to a dataset's transform") {
  using namespace graft;
  const TemporaryFolder folder;
  write_bytes(folder.path() / "a" / "1.ppm", ppm(noise(9, 9)));
  const auto data = image_folder(folder.path()) | Resize{4} | [](Image image, Random&) { return image; } | Normalize{};
  CHECK(data.transform.size() == 2);
  CHECK(data.transform.normalization() == imagenet_mean_std);
  CHECK_THROWS_AS(data | CenterCrop{3}, UsageError);
  CHECK((data | evaluation_transform({})).transform.size() == 2);
}

}  // namespace image_folder_tests
