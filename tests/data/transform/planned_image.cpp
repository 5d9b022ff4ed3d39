#include <graft/data/transform/detail/planned_image.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <graft/data/transform/crop.hpp>
#include <graft/data/transform/standard_transforms.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace planned_image_tests {

using namespace graft;
using graft::detail::EncodedImage;
using graft::detail::PlannedImage;
using graft::detail::Scratch;
using namespace data_tests;

using Steps = std::vector<std::function<Image(Image, Random&)>>;

/// A transform, and its stages one by one.
struct Way {
  std::string name;
  Transform transform;
  Steps steps;
};

template <class... Stages>
Way way(std::string name, const Stages&... stages) {
  Way made{std::move(name), {}, {stages...}};
  (made.transform.add(stages), ...);
  return made;
}

inline std::vector<Way> ways() {
  const auto darker = [](Image image, Random& random) {
    const auto most = static_cast<std::uint8_t>(200 + random.integer(20));
    for (auto& value : image.pixels) value = std::min(value, most);
    return image;
  };
  return {way("nothing"),
          way("train", RandomResizedCrop{24}, RandomHorizontalFlip{}),
          way("larger parts", RandomResizedCrop{16, {0.5, 1.0}}, RandomHorizontalFlip{}),
          way("enlarging", RandomResizedCrop{120}, RandomHorizontalFlip{1}),
          way("evaluation", Resize{32}, CenterCrop{24}),
          way("train, bicubic", RandomResizedCrop{.size = 24, .interpolation = Interpolation::bicubic}, RandomHorizontalFlip{}),
          way("evaluation, bicubic", Resize{.size = 32, .interpolation = Interpolation::bicubic}, CenterCrop{24}),
          way("both", Resize{.size = 50, .interpolation = Interpolation::bicubic}, CenterCrop{40}, Resize{20}),
          way("crop of a crop", CenterCrop{40}, CenterCrop{30}, Resize{20}, CenterCrop{11}, CenterCrop{6}),
          way("crop alone", CenterCrop{30}, RandomHorizontalFlip{1}),
          way("only narrower", Resize{71, 40}),
          way("only lower", Resize{30, 93}, RandomHorizontalFlip{1}, CenterCrop{20}),
          way("mirrored first", RandomHorizontalFlip{1}, CenterCrop{51}, RandomHorizontalFlip{}, Resize{20}, CenterCrop{18}),
          way("mirrored, then a part", RandomHorizontalFlip{1}, RandomResizedCrop{20}),
          way("two resizes", Resize{50}, RandomResizedCrop{20}, Resize{10}),
          way("resized, cropped, resized", Resize{50}, CenterCrop{40}, Resize{13}),
          way("padded", CenterCrop{100}, Resize{30}),
          way("resized, then padded", Resize{20}, CenterCrop{30}, RandomHorizontalFlip{1}),
          way("a stage of the user's", RandomResizedCrop{30}, darker, RandomHorizontalFlip{}, RandomResizedCrop{20}),
          way("the user's alone", darker)};
}

inline Image one_by_one(const Way& way, Image image, Random& random) {
  for (const auto& step : way.steps) image = step(std::move(image), random);
  return image;
}

/// Of a file that was not decoded yet, as a loader does it.
inline Image planned(const Transform& transform, const std::vector<std::uint8_t>& bytes, const DecodeOptions& options,
                     Random& random) {
  Scratch scratch;
  EncodedImage encoded(bytes, "x.jpg", options);
  PlannedImage image(encoded, scratch);
  transform.plan(image, random);
  return image.take();
}

inline std::vector<std::filesystem::path> files() {
  std::vector<std::filesystem::path> all{recorded("images/rgb.png"), recorded("images/grey.pgm"),
                                         recorded("images/palette.gif")};
  for (auto& line : recorded_lines("jpegs.txt")) {
    std::string name;
    line >> name;
    all.push_back(recorded("jpegs/" + name));
  }
  return all;
}

TEST_CASE("stages that are planned and carried out together make the same pixels as one after the other") {
  int compared = 0;
  for (const auto& file : files()) {
    const auto bytes = file_bytes(file);
    for (const JpegDecoder jpeg : jpeg_decoders()) {
      const Image whole = decode_image(bytes, "x", {.jpeg = jpeg});
      for (const Way& way : ways()) {
        for (std::uint64_t seed = 0; seed < 12; ++seed) {
          Random random(seed);
          Random same(seed);
          Random again(seed);
          const Image wanted = one_by_one(way, whole, random);
          CAPTURE(file.string());
          CAPTURE(way.name);
          CAPTURE(seed);
          REQUIRE(way.transform.apply(whole, same) == wanted);
          REQUIRE(planned(way.transform, bytes, {.jpeg = jpeg}, again) == wanted);
          REQUIRE(same() == random());
          ++compared;
        }
      }
    }
  }
  CHECK(compared == 19 * static_cast<int>(jpeg_decoders().size()) * 20 * 12);
}

TEST_CASE("any part of a JPEG that is decoded alone has the pixels that it has in the whole") {
  for (const auto& file : files()) {
    const auto bytes = file_bytes(file);
    for (const JpegDecoder jpeg : jpeg_decoders()) {
      const Image whole = decode_image(bytes, "x", {.jpeg = jpeg});
      Random random(1);
      for (int trial = 0; trial < 150; ++trial) {
        const auto draw = [&](std::int64_t below) {
          return static_cast<std::int64_t>(random.integer(static_cast<std::uint64_t>(below)));
        };
        Box box{.width = 1 + draw(whole.width), .height = 1 + draw(whole.height)};
        box.left = draw(whole.width - box.width + 1);
        box.top = draw(whole.height - box.height + 1);
        Scratch scratch;
        EncodedImage encoded(bytes, "x", {.jpeg = jpeg});
        PlannedImage image(encoded, scratch);
        image.crop(box);
        CAPTURE(file.string());
        REQUIRE(image.take() == crop(whole, box));
        REQUIRE(encoded.decoded());
      }
    }
  }
}

TEST_CASE("what is written into a batch is what ToTensor and Normalize write, channels last") {
  const auto bytes = file_bytes(recorded("jpegs/s420.jpg"));
  const auto transform = training_transform({.crop = 21});
  Scratch scratch;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    Random same(seed);
    const Image wanted = transform.apply(decode_image(bytes, "x"), same);
    std::vector<float> planes(wanted.pixels.size());
    transform.write(wanted, planes.data());

    EncodedImage encoded(bytes, "x", {});
    PlannedImage image(encoded, scratch);
    transform.plan(image, random);
    image.make();
    std::vector<float> written(wanted.pixels.size());
    image.write(transform.table(), written.data());
    std::vector<float> interleaved(planes.size());
    for (std::size_t i = 0; i < planes.size(); ++i) interleaved[i % 441 * 3 + i / 441] = planes[i];
    REQUIRE(written == interleaved);
  }
}

TEST_CASE("a draft is what Pillow makes of one: decoded smaller by as much as leaves enough, then resized") {
  if (graft_tests::skipped_without(has_jpeg_turbo(), "libjpeg-turbo")) return;
  int drafts = 0;
  for (auto& line : recorded_lines("draft.txt")) {
    std::string name;
    std::int64_t width = 0;
    std::int64_t height = 0;
    Box decoded;
    std::string bilinear;
    std::string bicubic;
    line >> name >> width >> height >> decoded.width >> decoded.height >> bilinear >> bicubic;
    CAPTURE(line.str());
    const auto bytes = file_bytes(recorded("jpegs/" + name));
    const DecodeOptions options{.draft = true, .jpeg = JpegDecoder::turbo};
    const EncodedImage encoded(bytes, name, options);
    const int smaller = encoded.denominator({0, 0, encoded.width(), encoded.height()}, width, height);
    CHECK((encoded.width() + smaller - 1) / smaller == decoded.width);
    CHECK((encoded.height() + smaller - 1) / smaller == decoded.height);
    Random random(0);
    CHECK(fnv(planned(Resize{height, width}, bytes, options, random).pixels) == bilinear);
    CHECK(fnv(planned(Resize{height, width, Interpolation::bicubic}, bytes, options, random).pixels) == bicubic);
    ++drafts;
  }
  CHECK(drafts == 70);
}

TEST_CASE("a draft is close to the whole image, and stb makes none") {
  const auto mean_difference = [](const Image& a, const Image& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(int{a.pixels[i]} - int{b.pixels[i]});
    return sum / static_cast<double>(a.pixels.size());
  };
  for (const JpegDecoder jpeg : jpeg_decoders()) {
    int differ = 0;
    for (const char* name : {"jpegs/s420.jpg", "jpegs/s444.jpg", "jpegs/progressive.jpg", "jpegs/grey.jpg"}) {
      const auto bytes = file_bytes(recorded(name));
      for (const Transform& transform :
           {Transform(Resize{20}) | CenterCrop{16}, Transform(RandomResizedCrop{12}) | RandomHorizontalFlip{}}) {
        for (std::uint64_t seed = 0; seed < 10; ++seed) {
          Random random(seed);
          Random same(seed);
          const Image whole = planned(transform, bytes, {.jpeg = jpeg}, random);
          const Image draft = planned(transform, bytes, {.draft = true, .jpeg = jpeg}, same);
          CHECK(random() == same());
          CHECK(mean_difference(whole, draft) < 12);
          differ += whole == draft ? 0 : 1;
        }
      }
    }
    CHECK((differ > 40) == (jpeg == JpegDecoder::turbo));
  }
}

TEST_CASE("damaged JPEGs decode or are an error, in whole and in part, and nothing else happens") {
  const Transform part = RandomResizedCrop{16} | RandomHorizontalFlip{};
  for (const char* name : {"jpegs/s420.jpg", "jpegs/progressive.jpg", "jpegs/restart.jpg", "jpegs/ycck.jpg"}) {
    const auto good = file_bytes(recorded(name));
    for (const JpegDecoder jpeg : jpeg_decoders()) {
      int decoded = 0;
      int refused = 0;
      for (std::uint64_t trial = 0; trial < 400; ++trial) {
        Random random(9, 0, trial);
        auto bytes = good;
        if (trial % 4 == 0) bytes.resize(random.integer(bytes.size()));
        if (trial % 8 == 0) bytes.insert(bytes.end(), {0xFF, 0xD9});  // so that it seems to be complete
        for (std::uint64_t changes = trial % 4; changes > 0 && !bytes.empty(); --changes) {
          bytes[random.integer(bytes.size())] = static_cast<std::uint8_t>(random.integer(256));
        }
        const DecodeOptions options{.max_pixels = 100'000, .draft = trial % 3 == 0, .jpeg = jpeg};
        Image whole;
        const auto problem = message_of<DataError>([&] { whole = decode_image(bytes, "x.jpg", options); });
        CHECK((problem == "no exception" || contains(problem, "'x.jpg'")));
        ++(problem == "no exception" ? decoded : refused);
        Image cut;
        Random box = random;
        const auto other = message_of<DataError>([&] { cut = planned(part, bytes, options, random); });
        CHECK((other == "no exception" || contains(other, "'x.jpg'")));
        // stb leaves what it did not find as it was in memory, which is another time something else.
        if (problem != "no exception" || options.draft || jpeg == JpegDecoder::stb) continue;
        REQUIRE(other == "no exception");
        CHECK(cut == part.apply(whole, box));
      }
      CAPTURE(std::string(name));
      CHECK(decoded > 50);
      CHECK(refused > 50);
    }
  }
}

}  // namespace planned_image_tests
