#include "support/torch_doctest.hpp"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <graft/data/loader/loader.hpp>
#include <graft/data/loader/targets.hpp>
#include <graft/data/transform/center_crop.hpp>
#include <graft/data/transform/normalize.hpp>
#include <graft/data/transform/pad.hpp>
#include <graft/data/transform/random_crop.hpp>
#include <graft/data/transform/random_horizontal_flip.hpp>
#include <graft/data/transform/resize.hpp>

#include "data/made_images.hpp"
#include "data/recorded_files.hpp"

namespace targets_tests {

using namespace graft;
using namespace data_tests;

/// Twelve images of 12 x 8 pixels whose red is the class of the pixel in their mask, times 20, and their masks.
struct Masks {
  TemporaryFolder folder;
  Dataset data;
  Masks() {
    for (int i = 0; i < 12; ++i) {
      std::vector<std::uint8_t> rows;
      Image image = blank_image(12, 8);
      for (int y = 0; y < 8; ++y) {
        rows.push_back(0);  // PNG's filter
        for (int x = 0; x < 12; ++x) {
          const auto value = static_cast<std::uint8_t>((x * 7 + y * 5 + i) % 6);
          rows.push_back(value);
          image.pixels[static_cast<std::size_t>((y * 12 + x) * 3)] = static_cast<std::uint8_t>(value * 20);
        }
      }
      const std::string name = std::to_string(10 + i);
      write_bytes(folder.path() / (name + ".png"), made_images::png(12, 8, 8, 0, rows));
      write_bytes(folder.path() / (name + ".ppm"), ppm(image));
      data.samples.push_back(
          {(folder.path() / (name + ".ppm")).string(), MaskFile{(folder.path() / (name + ".png")).string()}});
    }
  }
};

TEST_CASE("a mask moves with its image, and what is padded or ignored is ignored_pixel") {
  Masks masks;
  masks.data.ignore = 5;
  for (const int workers : {0, 2}) {
    masks.data.transform = Transform(RandomCrop{7, 9}) | RandomHorizontalFlip{} | Pad{10, 10};
    Loader loader(masks.data, {.batch_size = 5, .shuffle = true, .workers = workers, .seed = 4});
    std::int64_t images = 0;
    for (const Batch& batch : loader) {
      images += batch.size();
      REQUIRE(batch.labels.sizes() == torch::IntArrayRef{batch.size(), 10, 10});
      CHECK(batch.labels.dtype() == torch::kByte);
      CHECK((batch.image_size == Size2{10, 10}));
      const auto red = (batch.images.select(1, 0) * 255 / 20).round().to(torch::kByte);
      const auto padding = torch::ones({10, 10}, torch::kBool);
      padding.narrow(0, 0, 7).narrow(1, 0, 9).fill_(false);
      const auto wanted = torch::where(padding.logical_or(red == 5), torch::full_like(red, ignored_pixel), red);
      CHECK(torch::equal(batch.labels, wanted));
    }
    CHECK(images == 12);
  }
}

TEST_CASE("a mask of another size than its image, and one that cannot be decoded, is named") {
  Masks masks;
  masks.data.transform = Normalize{imagenet_mean_std};
  write_bytes(masks.folder.path() / "12.png", made_images::png(3, 1, 8, 0, {0, 1, 1, 1}));
  const auto complaint = [&] { return message_of<DataError>([&] { (void)Loader(masks.data, {.batch_size = 12}).next(); }); };
  CHECK(contains(complaint(), "12.png' is 3x1, its image '"));
  CHECK(contains(complaint(), "12.ppm' is 12x8; a mask has a pixel for each of its image"));
  write_bytes(masks.folder.path() / "12.png", {'n', 'o'});
  CHECK(contains(complaint(), "12.png"));
  masks.data.on_bad_image = BadImage::skip;
  Loader loader(masks.data, {.batch_size = 12});
  const auto batch = loader.next();
  REQUIRE(batch);
  CHECK(batch->size() == 11);
  CHECK(batch->labels.size(0) == 11);
  CHECK(loader.skipped().size() == 1);
}

TEST_CASE("an image whose mask does not fit is left out, and its size is not the batch's") {
  Masks masks;
  masks.data.transform = Normalize{imagenet_mean_std};
  masks.data.on_bad_image = BadImage::skip;
  write_bytes(masks.folder.path() / "10.ppm", ppm(noise(20, 30)));  // of its mask's 12 x 8
  for (const int workers : {0, 3}) {
    Loader loader(masks.data,
                  {.batch_size = 12, .workers = workers, .map = [](const torch::Tensor& images) { return images * 2; }});
    const auto batch = loader.next();
    REQUIRE(batch);
    CHECK(batch->images.sizes() == torch::IntArrayRef{11, 3, 8, 12});
    CHECK(batch->labels.size(0) == 11);
    CHECK(loader.skipped().size() == 1);
  }
}

TEST_CASE("boxes move with their image, are clipped, and dropped when little is left of them") {
  Masks masks;
  masks.data.samples.resize(1);
  masks.data.samples[0].target = Objects{
      {.box = {2, 1, 6, 5}, .label = 3}, {.box = {0, 0, 3, 8}, .label = 1, .crowd = true}, {.box = {11, 7, 12, 8}, .label = 2}};
  const auto load = [&] {
    Loader loader(masks.data, {.batch_size = 1});
    const auto batch = loader.next();
    REQUIRE(batch);
    REQUIRE(batch->objects.size() == 1);
    CHECK_FALSE(batch->labels.defined());
    return batch->objects[0];
  };
  const auto boxes = [](std::vector<float> values) {
    return torch::tensor(values).reshape({static_cast<std::int64_t>(values.size() / 4), 4});
  };
  masks.data.transform = Resize{16, 24} | RandomHorizontalFlip{.p = 1};
  ObjectTarget got = load();
  CHECK(torch::equal(got.boxes, boxes({12, 2, 20, 10, 18, 0, 24, 16, 0, 14, 2, 16})));
  CHECK(torch::equal(got.labels, torch::tensor({3, 1, 2}, torch::kInt64)));
  CHECK(torch::equal(got.crowd, torch::tensor({false, true, false})));
  masks.data.transform = CenterCrop{6};  // columns 3 to 8, rows 1 to 6
  got = load();
  CHECK(torch::equal(got.boxes, boxes({0, 0, 3, 4})));  // the other two are outside
  masks.data.least_visible = 0.8;
  CHECK(load().boxes.size(0) == 0);  // 12 of 16 pixels
}

TEST_CASE("numbers are stacked, and targets of several kinds or lengths are refused") {
  Masks masks;
  masks.data.transform = Normalize{imagenet_mean_std};
  for (std::size_t i = 0; i < 12; ++i) masks.data.samples[i].target = Values{static_cast<float>(i), 0.5F};
  Loader loader(masks.data, {.batch_size = 12});
  const auto batch = loader.next();
  REQUIRE(batch);
  CHECK(batch->labels.sizes() == torch::IntArrayRef{12, 2});
  CHECK(batch->labels[7][0].item<float>() == 7);
  Batch again{.indices = batch->indices};
  collate(targets_of(*batch), again);
  CHECK(torch::equal(again.labels, batch->labels));

  const auto complaint = [&] { return message_of<DataError>([&] { (void)Loader(masks.data, {.batch_size = 12}).next(); }); };
  masks.data.samples[3].target = Values{1, 2, 3};
  CHECK(contains(complaint(), "13.ppm' has 3 numbers as its target"));
  masks.data.samples[3].target = 2;
  CHECK(contains(complaint(), "a data set has targets of one kind"));
  for (Sample& sample : masks.data.samples) sample.target = NoTarget{};
  CHECK_FALSE(Loader(masks.data, {.batch_size = 12}).next()->labels.defined());
}

}  // namespace targets_tests
