#include "support/torch_doctest.hpp"

#include <graft/network/adapt_input_channels.hpp>

namespace adapt_input_channels_tests {

using graft::adapt_input_channels;

TEST_CASE("one channel gets the sum, more get the old ones again, scaled") {
  const auto filters = torch::randn({4, 3, 2, 2});
  CHECK(torch::allclose(adapt_input_channels(filters, 1), filters.sum(1, true)));
  CHECK(torch::equal(adapt_input_channels(filters, 3), filters));
  const auto five = adapt_input_channels(filters, 5);
  CHECK(five.sizes() == torch::IntArrayRef{4, 5, 2, 2});
  CHECK(torch::allclose(five.select(1, 3), filters.select(1, 0) * 0.6));
  CHECK(torch::allclose(adapt_input_channels(filters, 6).sum(1), filters.sum(1), 1e-5, 1e-6));
}

}  // namespace adapt_input_channels_tests
