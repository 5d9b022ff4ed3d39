#include <graft/data/dataset/image_folders.hpp>
#include <graft/data/transform/standard_transforms.hpp>

#include <string>
#include <vector>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace image_folders_tests {

using namespace data_tests;

inline void add(const TemporaryFolder& folder, const std::string& name) { write_bytes(folder.path() / name, ppm(noise(9, 9))); }

inline std::vector<std::int64_t> labels(const graft::Dataset& data) {
  std::vector<std::int64_t> all;
  for (const graft::Sample& sample : data) all.push_back(sample.label());
  return all;
}

TEST_CASE("labels of val index the classes of train, also where val lacks one") {
  const TemporaryFolder folder;
  for (const char* name :
       {"train/ant/1.ppm", "train/bee/1.ppm", "train/cat/1.ppm", "val/ant/1.ppm", "val/cat/1.ppm", "val/cat/2.ppm"}) {
    add(folder, name);
  }
  const graft::Preprocessing small{.resize = 12, .crop = 8, .interpolation = graft::Interpolation::bicubic};
  const auto data = graft::image_folders(folder.path(), small);
  CHECK(data.train.class_names == std::vector<std::string>{"ant", "bee", "cat"});
  CHECK(data.val.class_names == data.train.class_names);
  CHECK(labels(data.train) == std::vector<std::int64_t>{0, 1, 2});
  CHECK(labels(data.val) == std::vector<std::int64_t>{0, 2, 2});
  graft::Random random(0);
  CHECK(data.val.transform.apply(noise(30, 20), random) == graft::evaluation_transform(small).apply(noise(30, 20), random));
  CHECK(data.train.transform.key() == graft::training_transform(small).key());
  CHECK(data.train.transform.normalization() == graft::imagenet_mean_std);
  CHECK_FALSE((data.train.decode.draft || data.val.decode.draft));
  const auto drafted = graft::image_folders(folder.path(), {}, {.draft = true});
  CHECK((drafted.train.decode.draft && drafted.val.decode.draft));
}

TEST_CASE("a class that train lacks, and a missing half, are errors that name it") {
  const TemporaryFolder folder;
  const auto error = [&] { return message_of<graft::DataError>([&] { graft::image_folders(folder.path()); }); };
  CHECK(contains(message_of<graft::DataError>([] { graft::image_folders("/nowhere/at/all"); }),
                 "'/nowhere/at/all' does not exist"));
  CHECK(contains(error(), "has no folder 'train'"));
  add(folder, "train/cats/1.ppm");
  add(folder, "train/dogs/1.ppm");
  CHECK(contains(error(), "has no folder 'val'; expected train/<class> and val/<class>"));
  add(folder, "val/cats/1.ppm");
  CHECK(error() == "no exception");
  add(folder, "val/dog/1.ppm");
  CHECK(contains(error(), "class 'dog' of "));
  CHECK(contains(error(), "not among the 2 classes of train; did you mean 'dogs'?"));
}

}  // namespace image_folders_tests
