#include "support/torch_doctest.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <graft/engine/training/detail/channel_passes.hpp>

namespace channel_passes_tests {

using namespace graft::detail;
using torch::Tensor;

/// (images, channels / 16, pixels, 16) of a tensor (images, channels, pixels).
Tensor blocked(const Tensor& maps) {
  return maps.view({maps.size(0), maps.size(1) / 16, 16, maps.size(2)}).permute({0, 1, 3, 2}).contiguous();
}
Tensor plain(const Tensor& blocks) { return blocks.permute({0, 1, 3, 2}).reshape({blocks.size(0), -1, blocks.size(2)}); }

constexpr MapSize size{3, 2, 700};  // more pixels than a run of sums has, and not a multiple of it

struct Maps {
  Tensor numbers = torch::randn({3, 32, 700}) * 2, scale = torch::rand({32}) + 0.5, shift = torch::randn({32});
  Tensor blocks = blocked(numbers);
  [[nodiscard]] MapView view(float floor) const {
    return {blocks.data_ptr<float>(), scale.data_ptr<float>(), shift.data_ptr<float>(), floor};
  }
  [[nodiscard]] Tensor shown(bool relu) const {
    const Tensor all = numbers * scale.view({-1, 1}) + shift.view({-1, 1});
    return relu ? all.relu() : all;
  }
};

constexpr float none = -std::numeric_limits<float>::infinity();

TEST_CASE("mean and variance are right where the mean is a thousand times the deviation") {
  torch::manual_seed(1);
  const Tensor maps = torch::randn({3, 32, 700}) * 0.1 + torch::linspace(-100, 100, 32).view({-1, 1});
  const Tensor blocks = blocked(maps);
  std::vector<double> mean(32), squares(32);
  measure_channels(blocks.data_ptr<float>(), size, mean.data(), squares.data());
  const Tensor exact = maps.to(torch::kDouble).transpose(0, 1).reshape({32, -1});
  const Tensor variance = exact.var(1, false), middle = exact.mean(1);
  for (int c = 0; c < 32; ++c) {
    CHECK(mean[static_cast<std::size_t>(c)] == doctest::Approx(middle[c].item<double>()).epsilon(1e-6));
    CHECK(squares[static_cast<std::size_t>(c)] / 2100 == doctest::Approx(variance[c].item<double>()).epsilon(1e-4));
  }
}

TEST_CASE("views, their sum and their mean over pixels are LibTorch's") {
  torch::manual_seed(2);
  const Maps first, second;
  Tensor out = torch::empty_like(first.blocks);
  for (const bool relu : {false, true}) {
    write_view(first.view(relu ? 0 : none), size, out.data_ptr<float>());
    CHECK(torch::allclose(plain(out), first.shown(relu), 1e-5, 1e-5));
    add_views(first.view(relu ? 0 : none), second.view(none), relu ? 0 : none, size, out.data_ptr<float>());
    const Tensor sum = first.shown(relu) + second.shown(false);
    CHECK(torch::allclose(plain(out), relu ? sum.relu() : sum, 1e-5, 1e-5));
    Tensor mean = torch::empty({3, 32});
    average_pixels(first.view(relu ? 0 : none), size, mean.data_ptr<float>());
    CHECK(torch::allclose(mean, first.shown(relu).mean(2), 1e-4, 1e-5));
  }
  average_pixels_backward(second.shift.expand({3, 32}).contiguous().data_ptr<float>(), size, out.data_ptr<float>());
  CHECK(torch::allclose(plain(out), (second.shift / 700).view({1, -1, 1}).expand({3, 32, 700})));
  Tensor channels_last = torch::empty({3, 700, 32}), back = torch::empty_like(out);
  write_channels_last(first.blocks.data_ptr<float>(), size, channels_last.data_ptr<float>());
  CHECK(torch::equal(channels_last, first.numbers.transpose(1, 2)));
  read_channels_last(channels_last.data_ptr<float>(), size, back.data_ptr<float>());
  CHECK(torch::equal(back, first.blocks));
}

TEST_CASE("a gradient comes through where a ReLU let the number through, and BatchNorm's backward pass is LibTorch's") {
  torch::manual_seed(3);
  const Maps maps;
  const Tensor incoming = torch::randn_like(maps.numbers), before = torch::randn_like(maps.numbers), mean = torch::randn({32});
  const Tensor in = blocked(incoming), earlier = blocked(before);
  Tensor out = torch::empty_like(in);
  std::vector<double> sums(32), products(32);
  for (const bool relu : {false, true})
    for (const bool adds : {false, true}) {
      receive_gradient(in.data_ptr<float>(), adds ? earlier.data_ptr<float>() : nullptr, maps.view(relu ? 0 : none),
                       mean.data_ptr<float>(), size, out.data_ptr<float>(), sums.data(), products.data());
      Tensor wanted = adds ? incoming + before : incoming;
      if (relu) wanted = wanted * (maps.shown(false) > 0);
      CHECK(torch::allclose(plain(out), wanted));
      const Tensor sum = wanted.sum(torch::IntArrayRef{0, 2}),
                   product = (wanted * (maps.numbers - mean.view({-1, 1}))).sum(torch::IntArrayRef{0, 2});
      for (int c = 0; c < 32; ++c) {
        CHECK(sums[static_cast<std::size_t>(c)] == doctest::Approx(sum[c].item<double>()).epsilon(1e-3).scale(100));
        CHECK(products[static_cast<std::size_t>(c)] == doctest::Approx(product[c].item<double>()).epsilon(1e-3).scale(100));
      }
    }
  normalize_backward(in.data_ptr<float>(), maps.blocks.data_ptr<float>(), maps.scale.data_ptr<float>(),
                     maps.shift.data_ptr<float>(), mean.data_ptr<float>(), maps.scale.data_ptr<float>(), size,
                     out.data_ptr<float>());
  const auto column = [](const Tensor& each) { return each.view({-1, 1}); };
  CHECK(torch::allclose(plain(out),
                        column(maps.scale) * incoming + column(maps.shift) * (maps.numbers - column(mean)) + column(maps.scale),
                        1e-5, 1e-5));
}

TEST_CASE("what is not a number stays so, in views and in gradients") {
  Maps maps;
  maps.blocks[0][0][5][3] = std::nanf("");
  Tensor out = torch::empty_like(maps.blocks);
  write_view(maps.view(0), size, out.data_ptr<float>());
  CHECK(std::isnan(out[0][0][5][3].item<float>()));
  add_views(maps.view(0), maps.view(0), 0, size, out.data_ptr<float>());
  CHECK(std::isnan(out[0][0][5][3].item<float>()));
}

}  // namespace channel_passes_tests
