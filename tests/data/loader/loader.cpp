#include <graft/data/loader/loader.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <graft/data/dataset/subset.hpp>
#include <graft/data/transform/standard_transforms.hpp>

#include "data/recorded_files.hpp"
#include "support/torch_doctest.hpp"

namespace loader_tests {

using namespace graft;
using namespace data_tests;

/// `count` images of different sizes on disk, labelled by their number, made 8 x 8 by random stages.
class Images {
 public:
  explicit Images(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto number = static_cast<std::int64_t>(i);
      const auto file = folder_.path() / (std::to_string(i) + ".ppm");
      write_bytes(file, ppm(noise(9 + number % 5, 8 + number % 7, static_cast<std::uint32_t>(i))));
      data.samples.push_back({file.string(), number});
    }
    data.class_names = {"all"};
    data.transform = training_transform({.resize = 8, .crop = 8});
  }

  void damage(std::size_t index) { write_bytes(data.samples[index].path, {'P', '6', ' ', '9'}); }

  Dataset data;

 private:
  TemporaryFolder folder_;
};

inline std::vector<Batch> all(Loader& loader) {
  std::vector<Batch> batches;
  while (auto batch = loader.next()) batches.push_back(std::move(*batch));
  return batches;
}

inline std::vector<Batch> all(const Dataset& data, const LoaderOptions& options) {
  Loader loader(data, options);
  return all(loader);
}

inline bool equal(const std::vector<Batch>& left, const std::vector<Batch>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const Batch& a, const Batch& b) {
    return a.indices == b.indices && a.labels.equal(b.labels) && a.images.equal(b.images);
  });
}

inline std::vector<std::size_t> indices(const std::vector<Batch>& batches) {
  std::vector<std::size_t> joined;
  for (const auto& batch : batches) joined.insert(joined.end(), batch.indices.begin(), batch.indices.end());
  return joined;
}

TEST_CASE("batches do not depend on the number of workers, nor on how far they work ahead") {
  const Images images(23);
  const LoaderOptions options{.batch_size = 4, .shuffle = true, .workers = 0, .seed = 7, .epoch = 3};
  const auto wanted = all(images.data, options);
  REQUIRE(wanted.size() == 6);
  for (const int workers : {1, 2, 5}) {
    for (const int prefetch : {1, 2, 9}) {
      auto other = options;
      other.workers = workers;
      other.prefetch = prefetch;
      CHECK(equal(all(images.data, other), wanted));
    }
  }
}

TEST_CASE("a batch holds the transformed images and their labels, the last one what is left") {
  const Images images(7);
  const auto batches = all(images.data, {.batch_size = 3, .seed = 5, .epoch = 2});
  REQUIRE(batches.size() == 3);
  CHECK(batches[0].images.sizes() == ::torch::IntArrayRef({3, 3, 8, 8}));
  CHECK(batches[2].images.sizes() == ::torch::IntArrayRef({1, 3, 8, 8}));
  CHECK(batches[0].images.dtype() == ::torch::kFloat32);
  CHECK(batches[0].images.is_contiguous(::torch::MemoryFormat::ChannelsLast));
  CHECK(batches[0].labels.dtype() == ::torch::kInt64);
  CHECK(indices(batches) == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6});
  CHECK(batches[1].labels.equal(::torch::tensor({3, 4, 5}, ::torch::kInt64)));
  Random random(5, 2, 4);
  auto wanted = ::torch::empty({3, 8, 8});
  const auto& transform = images.data.transform;
  transform.write(transform.apply(decode_image(images.data.samples[4].path), random), wanted.data_ptr<float>());
  CHECK(batches[1].images[1].equal(wanted));
}

TEST_CASE("only some images, each as it comes when all are loaded") {
  const Images images(7);
  const auto whole = all(images.data, {.batch_size = 7, .seed = 3, .epoch = 2});
  const auto some = all(images.data, {.batch_size = 2, .seed = 3, .epoch = 2, .only = {5, 1, 6}});
  REQUIRE(some.size() == 2);
  CHECK(some[0].indices == std::vector<std::size_t>{1, 5});
  CHECK(some[1].indices == std::vector<std::size_t>{6});
  CHECK(some[0].images[0].equal(whole[0].images[1]));
  CHECK(some[0].images[1].equal(whole[0].images[5]));
  CHECK(some[1].images[0].equal(whole[0].images[6]));
  const auto shuffled = all(images.data, {.batch_size = 3, .shuffle = true, .seed = 3, .only = {5, 1, 6}});
  REQUIRE(shuffled.size() == 1);
  CHECK(std::set<std::size_t>(shuffled[0].indices.begin(), shuffled[0].indices.end()) == std::set<std::size_t>{1, 5, 6});
  CHECK_THROWS_WITH_AS(Loader(images.data, {.only = {7}}), "loader: only has 7; expected positions below 7, they count from 0",
                       UsageError);
}

TEST_CASE("drop_last leaves out the last batch where it is not full") {
  const Images images(7);
  CHECK(all(images.data, {.batch_size = 3, .drop_last = true}).size() == 2);
  CHECK(all(images.data, {.batch_size = 7, .drop_last = true}).size() == 1);
  CHECK(all(images.data, {.batch_size = 8, .drop_last = true}).empty());
  CHECK(Loader(images.data, {.batch_size = 3, .drop_last = true}).images() == 6);
  CHECK(Loader(images.data, {.batch_size = 3}).batches() == 3);
}

TEST_CASE("shuffling gives each image once, in an order fixed by seed and epoch") {
  const Images images(20);
  const auto order = [&](std::uint64_t seed, std::int64_t epoch) {
    return indices(all(images.data, {.batch_size = 6, .shuffle = true, .seed = seed, .epoch = epoch}));
  };
  const auto first = order(1, 0);
  CHECK(std::set<std::size_t>(first.begin(), first.end()).size() == 20);
  CHECK(first == order(1, 0));
  CHECK(first != order(1, 1));
  CHECK(first != order(2, 0));
  CHECK_FALSE(std::is_sorted(first.begin(), first.end()));
}

TEST_CASE("a random stage draws other numbers in another epoch") {
  const Images images(6);
  const auto first = all(images.data, {.batch_size = 6, .epoch = 0});
  const auto second = all(images.data, {.batch_size = 6, .epoch = 1});
  CHECK_FALSE(first[0].images.equal(second[0].images));
}

TEST_CASE("a loader that is destroyed early stops its workers, whatever they are doing") {
  Images images(40);
  std::atomic<int> made = 0;
  images.data.transform = Resize{8, 8} | [&](Image image, Random&) {
    ++made;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return image;
  };
  for (const int asked : {0, 1, 3}) {
    Loader loader(images.data, {.batch_size = 2, .workers = 3, .prefetch = 2});
    for (int i = 0; i < asked; ++i) CHECK(loader.next().has_value());
  }
  const int after = made;
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(made == after);
}

TEST_CASE("workers do not run ahead further than asked") {
  Images images(40);
  std::atomic<int> made = 0;
  images.data.transform = Resize{8, 8} | [&](Image image, Random&) {
    ++made;
    return image;
  };
  Loader loader(images.data, {.batch_size = 2, .workers = 2, .prefetch = 2});
  CHECK(loader.next().has_value());
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(made <= 2 * 5);
  CHECK(all(loader).size() == 19);
  CHECK(made == 40);
}

TEST_CASE("a bad image reaches next() as an error that names it, and the batches after it can be had") {
  Images images(9);
  images.damage(4);
  images.damage(5);
  for (const int workers : {0, 1, 3}) {
    Loader loader(images.data, {.batch_size = 3, .workers = workers});
    CHECK(loader.next().has_value());
    const auto message = message_of<DataError>([&] { loader.next(); });
    CHECK(contains(message, images.data.samples[4].path));
    CHECK(contains(message, "is truncated"));
    CHECK(loader.next()->indices == std::vector<std::size_t>{6, 7, 8});
    CHECK_FALSE(loader.next().has_value());
  }
}

TEST_CASE("with skip, bad images are left out, counted and named, and an empty batch is passed over") {
  Images images(9);
  for (const std::size_t bad : {1U, 3U, 4U, 5U, 6U}) images.damage(bad);
  images.data.on_bad_image = BadImage::skip;
  auto good = images.data;
  const auto wanted = all(subset(good, {0, 2, 7, 8}), {.batch_size = 2, .workers = 0});
  for (const int workers : {0, 1, 3}) {
    Loader loader(images.data, {.batch_size = 3, .workers = workers});
    const auto batches = all(loader);
    REQUIRE(batches.size() == 2);
    CHECK(batches[0].indices == std::vector<std::size_t>{0, 2});
    CHECK(batches[1].indices == std::vector<std::size_t>{7, 8});
    CHECK(batches[0].images.sizes() == ::torch::IntArrayRef({2, 3, 8, 8}));
    CHECK(batches[0].labels.equal(::torch::tensor({0, 2}, ::torch::kInt64)));
    CHECK(batches[0].images[0].equal(wanted[0].images[0]));
    CHECK(batches[1].images.is_contiguous(::torch::MemoryFormat::ChannelsLast));
    REQUIRE(loader.skipped().size() == 5);
    CHECK(loader.skipped()[0].path == images.data.samples[1].path);
    CHECK(contains(loader.skipped()[4].reason, images.data.samples[6].path));
  }
}

TEST_CASE("a bad image that is skipped says nothing about the size of its batch") {
  Images images(4);
  auto cut = file_bytes(recorded("images/rgb.png"));  // 7 x 5 by its header, and damaged behind it
  for (std::size_t i = 41; i < cut.size() - 12; ++i) cut[i] = 0;
  write_bytes(images.data.samples[0].path, cut);
  for (const std::size_t good : {1U, 2U, 3U}) write_bytes(images.data.samples[good].path, ppm(noise(9, 8)));
  images.data.transform = {};
  images.data.on_bad_image = BadImage::skip;
  for (const int workers : {0, 2}) {
    const auto batches = all(images.data, {.batch_size = 4, .workers = workers});
    REQUIRE(batches.size() == 1);
    CHECK(batches[0].images.sizes() == ::torch::IntArrayRef({3, 3, 8, 9}));
  }
}

TEST_CASE("a DataError of a user's stage is not a bad image that may be skipped") {
  Images images(3);
  images.data.on_bad_image = BadImage::skip;
  images.data.transform = Resize{8, 8} | [](Image image, Random&) -> Image {
    if (image.width == 8) throw DataError("no such film");
    return image;
  };
  Loader loader(images.data, {.batch_size = 3});
  CHECK(contains(message_of<DataError>([&] { loader.next(); }), "could not be transformed: no such film"));
}

TEST_CASE("an exception of a user's stage reaches next() with the image's name, also where bad images are skipped") {
  Images images(5);
  images.data.on_bad_image = BadImage::skip;
  images.data.transform = Resize{8, 8} | [](Image image, Random&) {
    if (image.width == 8) throw std::runtime_error("out of film\nsecond line");
    return image;
  };
  Loader loader(images.data, {.batch_size = 5});
  const auto message = message_of<DataError>([&] { loader.next(); });
  CHECK(contains(message, images.data.samples[0].path + "' could not be transformed: out of film"));
  CHECK_FALSE(contains(message, "second line"));
  images.data.transform = Transform([](Image, Random&) { return Image{3, 3, {}}; });
  Loader broken(images.data, {.batch_size = 5});
  CHECK(contains(message_of<DataError>([&] { broken.next(); }), "a stage returned 0 values for 3x3"));
}

TEST_CASE("images of different sizes in a batch are an error that names the file, both sizes and the remedy") {
  Images images(4);
  images.data.transform = {};
  for (const int workers : {0, 3}) {
    Loader loader(images.data, {.batch_size = 4, .workers = workers});
    const auto message = message_of<ShapeError>([&] { loader.next(); });
    CHECK(
        contains(message, images.data.samples[1].path + "' is 10x9 after the transform, but '" + images.data.samples[0].path));
    CHECK(contains(message, "is 9x8; add Resize"));
  }
  CHECK(all(images.data, {.batch_size = 1}).size() == 4);
}

TEST_CASE("while it is held, the workers begin no image; the next batch lets them go on") {
  Images images(12);
  std::atomic<int> begun{0};
  images.data.transform = Transform([&begun](Image, Random&) {
    ++begun;
    return Image{1, 1, {0, 0, 0}};
  });
  Loader loader(images.data, {.batch_size = 2, .workers = 2, .prefetch = 2});
  (void)loader.next();
  loader.hold(true);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));  // what was begun is finished
  const int before = begun;
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(begun == before);
  CHECK(before < 12);
  int batches = 1;
  while (loader.next()) {
    ++batches;
    loader.hold(true);
  }
  CHECK(batches == 6);
  CHECK(begun == 12);
}

TEST_CASE("options without sense are errors, and an empty dataset has no batch") {
  const Images images(2);
  for (const LoaderOptions& options : {LoaderOptions{.batch_size = 0}, {.batch_size = -3}, {.workers = -1}, {.prefetch = 0}}) {
    CHECK_THROWS_AS(Loader(images.data, options), UsageError);
  }
  CHECK(all(Dataset{}, {}).empty());
}

}  // namespace loader_tests
