#include <graft/data/dataset/require_decodable.hpp>

#include <string>

#include <graft/data/dataset/image_folder.hpp>
#include <graft/data/dataset/subset.hpp>
#include <graft/data/loader/loader.hpp>
#include <graft/data/transform/standard_transforms.hpp>

#include "data/recorded_files.hpp"
#include "support/torch_doctest.hpp"

namespace require_decodable_tests {

using namespace graft;
using namespace data_tests;

TEST_CASE("files that cannot be decoded by their first bytes are said before the first batch, all at once") {
  const TemporaryFolder folder;
  for (const char* name : {"1.png", "2.png", "3.png"}) write_bytes(folder.path() / "cats" / name, ppm(noise(9, 9)));
  write_bytes(folder.path() / "cats" / "2.png", {'<', 'h', 't', 'm', 'l', '>'});
  write_bytes(folder.path() / "cats" / "3.png", {});
  Dataset data = image_folder(folder.path()) | Resize{4};
  REQUIRE(data.undecodable.size() == 2);
  CHECK(data.undecodable[0].path == data.samples[1].path);
  CHECK(contains(data.undecodable[1].reason, "3.png' is empty"));

  const auto error = message_of<DataError>([&] { Loader loader(data); });
  CHECK(contains(error, "2 of 3 images cannot be decoded, such as image '" + data.samples[1].path + "' is not an image"));
  CHECK(contains(error, "or set on_bad_image to BadImage::skip"));
  CHECK(message_of<DataError>([&] { require_decodable(data); }) == error);
  CHECK(contains(message_of<DataError>([&] { Loader loader(data, {.only = {0, 2}}); }), "1 of 2 images"));

  CHECK(message_of<DataError>([&] { Loader loader(data, {.only = {0}}); }) == "no exception");
  CHECK(message_of<DataError>([&] { require_decodable(subset(data, {0})); }) == "no exception");
  CHECK(contains(message_of<DataError>([&] { require_decodable(subset(data, {0, 1})); }), "1 of 2 images"));

  data.on_bad_image = BadImage::skip;
  Loader loader(data);
  CHECK(loader.next()->images.size(0) == 1);
  CHECK(loader.skipped().size() == 2);
}

TEST_CASE("a format that this build lacks is among them") {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "cats" / "1.tif", {'I', 'I', '*', 0, 8, 0, 0, 0});
  const Dataset data = image_folder(folder.path());
  CHECK(data.undecodable.empty() == has_tiff());
}

}  // namespace require_decodable_tests
