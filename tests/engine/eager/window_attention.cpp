#include "support/torch_doctest.hpp"

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <graft/engine/eager/window_attention.hpp>

#include "support/deterministic_fill.hpp"

namespace window_attention_tests {

using namespace graft;
using torch::Tensor;

Tensor filled(const std::string& name, at::IntArrayRef sizes) {
  auto rule = graft_tests::fill_rule(name, {sizes.data(), sizes.size()});
  if (name == "logit_scale") rule = {2, 4};  // on both sides of its limit
  Tensor values = torch::empty(sizes);
  graft_tests::deterministic_fill(name, {values.data_ptr<float>(), static_cast<std::size_t>(values.numel())}, rule.scale,
                                  rule.offset);
  return values;
}

Tensor weighted(const Tensor& values) {
  return (values * torch::linspace(-1, 1, values.numel(), values.options()).view_as(values)).sum();
}

/// Holds a line of the record, `NAME SUM ELEMENT...`, against a tensor.
void compare(const std::string& line, const std::string& name, const Tensor& got) {
  CAPTURE(line);
  const bool exact = got.scalar_type() == torch::kDouble;
  std::istringstream words(line);
  std::string word;
  words >> word;
  REQUIRE(word == name);
  const Tensor flat = got.detach().to(torch::kDouble).reshape(-1);
  const double largest = flat.abs().max().item<double>(), all = flat.abs().sum().item<double>();
  const double tolerance = exact ? 1e-8 : 5e-4;  // the record has nine digits; sums of many signs lose some in single precision
  double wanted = 0;
  words >> wanted;
  CHECK(std::abs(weighted(flat).item<double>() - wanted) <= tolerance * all + 1e-12);
  std::vector<double> shown;
  while (words >> wanted) shown.push_back(wanted);
  REQUIRE(shown.size() == 16);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const std::int64_t at = static_cast<std::int64_t>(i) * (flat.numel() - 1) / 15;
    CHECK(std::abs(flat[at].item<double>() - shown[i]) <= tolerance * largest + 1e-12);
  }
}

/// Value and gradients of a module are what the next lines say.
template <class Attention>
void check(std::istream& file, Attention attention, at::IntArrayRef sizes) {
  auto parameters = attention.named_parameters();
  std::vector<std::string> lines(parameters.size() + 2);
  for (std::string& line : lines) std::getline(file, line);
  for (const auto type : {torch::kDouble, torch::kFloat}) {
    for (auto& item : parameters) {
      item.value().mutable_grad().reset();
      item.value().set_data(filled(item.key(), item.value().sizes()).to(type));
    }
    for (auto& buffer : attention.buffers())
      if (buffer.is_floating_point()) buffer.set_data(buffer.to(type));
    attention.train();
    const Tensor input = filled("input", sizes).to(type).requires_grad_();
    const Tensor result = attention.forward(input);
    CHECK(result.is_contiguous());
    weighted(result).backward();
    compare(lines.front(), "result", result);
    for (std::size_t i = 0; i < parameters.size(); ++i)
      compare(lines[i + 1], "gradient." + parameters[i].key(), parameters[i].value().grad());
    compare(lines.back(), "gradient.input", input.grad());
  }
}

TEST_CASE("attention in windows is torchvision's, value and gradients: shifted, padded, one window, V2 and MaxViT's") {
  std::ifstream file(GRAFT_TEST_DATA "engine/eager/recorded/window_attention.txt");
  REQUIRE(file);
  int compared = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    CAPTURE(line);
    std::istringstream words(line);
    std::string word, kind;
    std::int64_t features = 0, heads = 0, height = 0, width = 0, shifted = 0;
    words >> word >> kind >> features >> heads >> height >> width >> shifted;
    REQUIRE(word == "case");
    std::vector<std::int64_t> sizes;
    for (std::int64_t size = 0; words >> size;) sizes.push_back(size);
    if (kind == ShiftedWindowAttention::kind)
      check(file, graft::detail::ShiftedWindowAttentionModule({features, heads, {height, width}, shifted != 0}), sizes);
    else if (kind == ShiftedWindowAttentionV2::kind)
      check(file, graft::detail::ShiftedWindowAttentionV2Module({features, heads, {height, width}, shifted != 0}), sizes);
    else if (kind == RelativePositionalMultiHeadAttention::kind)
      check(file, graft::detail::RelativePositionalAttentionModule({features, features / heads, height}), sizes);
    else
      FAIL("no such kind: " << kind);
    ++compared;
  }
  CHECK(compared == 20);
}

TEST_CASE("a mask separates what the wrapping of shifted windows has brought together") {
  // Pixels of the first row and of the last one share a window of the shifted maps; without a mask each would see the other.
  graft::detail::ShiftedWindowAttentionModule attention({4, 1, {2, 2}, true});
  torch::manual_seed(3);
  Tensor maps = torch::randn({1, 6, 6, 4});
  const Tensor before = attention.forward(maps);
  maps[0][0] += 1;
  const Tensor changed = (attention.forward(maps) - before).abs().amax(-1)[0];
  CHECK(changed[0].min().item<float>() > 1e-4);
  CHECK(changed.narrow(0, 1, 5).max().item<float>() == 0);
}

}  // namespace window_attention_tests
