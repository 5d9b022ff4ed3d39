#include <graft/core/json/json.hpp>

#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/json/json_text.hpp>

#include "support/doctest.hpp"

namespace json_tests {

using graft::detail::Json;
using JsonReader = graft::detail::JsonReader<graft::WeightsError>;

Json read(const std::string& text) { return JsonReader(text, "test.json").read(); }

/// What `action` complains about, or "nothing".
template <class Problem, class Action>
std::string complaint_of(Action action) {
  try {
    action();
  } catch (const Problem& problem) {
    return problem.what();
  }
  return "nothing";
}

std::string complaint(const std::string& text) {
  return complaint_of<graft::WeightsError>([&] { read(text); });
}

/// Reads the numbers under the name "a" of an object and steps over the rest.
class Visitor : graft::detail::JsonReader<graft::DataError> {
 public:
  using JsonReader::JsonReader;

  std::vector<double> read() {
    std::vector<double> numbers;
    skip_space();
    read_members([&](const std::string& name) {
      skip_space();
      if (name != "a") return skip_value(1);
      read_items([&] { numbers.push_back(read_number().real); });
    });
    finish();
    return numbers;
  }
};

TEST_CASE("JSON gives its values") {
  const Json value = read(R"( {"a": [1, -2.5e1, true, false, null], "b": {"c": "x\n\u00e9\ud83d\ude00"}, "d": [], "e": {}} )");
  REQUIRE(value.is(Json::Kind::object));
  CHECK(value.find("a")->items.size() == 5);
  CHECK(value.find("a")->items[0].integer == 1);
  CHECK(value.find("a")->items[0].real == 1.0);
  CHECK(value.find("a")->items[1].real == -25.0);
  CHECK(value.find("a")->items[2].boolean);
  CHECK(value.find("a")->items[4].is(Json::Kind::null));
  CHECK(value.find("b")->find("c")->text == "x\n\xc3\xa9\xf0\x9f\x98\x80");
  CHECK(value.find("d")->items.empty());
  CHECK(value.find("f") == nullptr);
  CHECK(read("9223372036854775807").integer == 9223372036854775807);
  CHECK(read("9223372036854775808").is(Json::Kind::real));
}

TEST_CASE("what is not JSON is refused") {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[",
                           "[1",
                           "[1,",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "\"",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\ud800\"",
                           "\"\\ud800\\u0041\"",
                           "\"\\udc00\"",
                           "\"a\nb\"",
                           "01",
                           "-",
                           "1.",
                           ".5",
                           "1e",
                           "+1",
                           "0x1",
                           "1e999",
                           "nul",
                           "true1",
                           "NaN",
                           "Infinity",
                           "1 1",
                           "{\"a\":1,\"a\":2}",
                           "'a'",
                           "[1]]"}) {
    CAPTURE(text);
    CHECK(complaint(text) != "nothing");
    const std::string inside = std::string("{\"b\": ") + text + "}";
    if (*text != '\0' && *text != ' ')
      CHECK(complaint_of<graft::DataError>([&] { Visitor(inside, "test.json").read(); }) != "nothing");
  }
  CHECK(complaint(std::string(100'000, '[')).find("nested too deeply") != std::string::npos);
  CHECK(complaint(std::string(63, '[') + std::string(63, ']')) == "nothing");
  CHECK(complaint("[NaN]").find("NaN and Infinity are no numbers in JSON") != std::string::npos);
}

TEST_CASE("JSON of more values than allowed is refused") {
  const auto said = [](std::size_t most) {
    return complaint_of<graft::WeightsError>([&] { JsonReader(R"({"a": [1, 2], "b": "c"})", "test.json", most).read(); });
  };
  CHECK(said(5) == "nothing");
  CHECK(said(4).find("more than 4 values") != std::string::npos);
}

TEST_CASE("values are taken where they stand, and others are stepped over") {
  const std::string text = R"({"b": {"c": [1, "x", null, true, {}], "d": false}, "a": [1, 2.5, -3], "e": []})";
  CHECK((Visitor(text, "test.json").read() == std::vector<double>{1, 2.5, -3}));
  const std::string deep = "{\"b\": " + std::string(100'000, '[');
  CHECK(complaint_of<graft::DataError>([&] { Visitor(deep, "test.json").read(); }).find("nested too deeply") !=
        std::string::npos);
}

TEST_CASE("a text is put into JSON so that it comes back") {
  std::string every;
  for (int c = 0; c < 0x80; ++c) every += static_cast<char>(c);
  every += "gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80";
  std::string json;
  graft::detail::append_json_text(json, every);
  CHECK(read(json).text == every);
  json.clear();
  graft::detail::append_json_text(json, "a\n\"\\\x01");
  CHECK(json == R"("a\n\"\\\u0001")");
}

}  // namespace json_tests
