#include <graft/data/dataset/split.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <range/v3/view/filter.hpp>
#include <range/v3/view/reverse.hpp>
#include <range/v3/view/sample.hpp>
#include <range/v3/view/stride.hpp>
#include <range/v3/view/take.hpp>

#include <graft/data/dataset/concat.hpp>
#include <graft/data/dataset/dataset.hpp>
#include <graft/data/transform/resize.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace split_tests {

using namespace graft;

/// 30 samples of class 0 and 10 of class 1.
inline Dataset samples() {
  Dataset data;
  data.class_names = {"many", "few"};
  data.ignore = 7;
  for (int i = 0; i < 40; ++i) data.samples.push_back({"folder/" + std::to_string(100 + i) + ".png", i % 4 == 3 ? 1 : 0});
  return data;
}

inline std::vector<std::string> paths(const Dataset& data) {
  std::vector<std::string> all;
  for (const Sample& sample : data) all.push_back(sample.path);
  return all;
}

static_assert(SampleView<decltype(ranges::views::take(3))>);
static_assert(!SampleView<Resize> && !SampleView<int>);

TEST_CASE("views of range-v3 make datasets of datasets, which keep their settings") {
  const auto is_few = [](const Sample& sample) { return sample.label() == 1; };
  const Dataset all = samples();
  const Dataset few = all | ranges::views::filter(is_few) | Resize{10} | ranges::views::reverse | ranges::views::stride(3);
  CHECK(paths(few) == std::vector<std::string>{"folder/139.png", "folder/127.png", "folder/115.png", "folder/103.png"});
  CHECK(few.class_names == all.class_names);
  CHECK(few.ignore == all.ignore);
  CHECK(few.transform.size() == 1);
  std::mt19937 generator(1);
  CHECK((samples() | ranges::views::sample(5, generator)).size() == 5);
  CHECK(paths(samples() | ranges::views::take(3)) ==
        std::vector<std::string>{"folder/100.png", "folder/101.png", "folder/102.png"});
}

TEST_CASE("a random split has the share of each class, and all samples once") {
  const auto [train, val] = split(samples(), 0.8, {.seed = 3});
  CHECK(train.size() == 32);
  CHECK((train | ranges::views::filter([](const Sample& sample) { return sample.label() == 1; })).size() == 8);
  CHECK(val.class_names == samples().class_names);
  std::vector<std::string> both = paths(concat(train, val));
  std::sort(both.begin(), both.end());
  CHECK(both == paths(samples()));
  CHECK(paths(split(samples(), 0.8, {.seed = 3}).first) == paths(train));
  CHECK(paths(split(samples(), 0.8, {.seed = 4}).first) != paths(train));
  CHECK(split(samples(), 0.5, {.stratified = false}).first.size() == 20);
  CHECK(split(samples(), 0).first.size() == 0);
  CHECK(split(samples(), 1).second.size() == 0);
  CHECK_THROWS_AS((void)split(samples(), 1.5), UsageError);
}

TEST_CASE("a split by a function, and by a list of files") {
  const auto [first, second] = split(samples(), [](const Sample& sample) { return sample.path < "folder/110"; });
  CHECK((first.size() == 10 && second.size() == 30));
  const data_tests::TemporaryFolder folder;
  const auto list = folder.path() / "list.txt";
  const auto write = [&](const std::string& text) { data_tests::write_bytes(list, {text.begin(), text.end()}); };
  write("folder/105.png\r\n\n139.png\n");
  CHECK(paths(split(samples(), list).first) == std::vector<std::string>{"folder/105.png", "folder/139.png"});
  write("105.png\nnothing.png\n");
  CHECK(data_tests::contains(data_tests::message_of<DataError>([&] { (void)split(samples(), list); }),
                             "line 2: 'nothing.png' is the path of no image"));
  CHECK_THROWS_AS((void)split(samples(), folder.path() / "no list"), DataError);
}

TEST_CASE("datasets of other classes do not follow one another") {
  Dataset other = samples();
  other.class_names = {"few", "many"};
  CHECK_THROWS_AS((void)concat(samples(), other), DataError);
  CHECK(concat(samples(), samples()).size() == 80);
}

}  // namespace split_tests
