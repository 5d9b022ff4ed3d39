#include "support/doctest.hpp"

#include <graft/graph/net.hpp>
#include <graft/graph/view.hpp>

namespace view_tests {

using namespace graft;
using graft::detail::reshaped;
using graft::detail::strides_channels_last;
using graft::detail::strides_in_rows;

TEST_CASE("the same elements under another shape have strides where axes lie one inside the other") {
  const Shape maps{3, 4, 5};
  const View rows{0, strides_in_rows(maps)}, last{0, strides_channels_last(maps)};
  CHECK(reshaped(rows, maps, {60}) == View{0, {1}});
  CHECK(reshaped(rows, maps, {3, 20}) == View{0, {20, 1}});
  CHECK(reshaped(rows, maps, {3, 2, 2, 5}) == View{0, {20, 10, 5, 1}});
  CHECK(reshaped(rows, maps, {6, 10}).known);
  CHECK(reshaped(last, maps, {3, 20}) == View{0, {1, 3}});
  CHECK_FALSE(reshaped(last, maps, {60}).known);
  CHECK_FALSE(reshaped(last, maps, {6, 10}).known);
  CHECK(reshaped({7, strides_channels_last({9, 1, 1})}, {9, 1, 1}, {9}) == View{7, {1}});
  CHECK(reshaped(rows, maps, {1, 3, 20, 1}) == View{0, {60, 20, 1, 1}});
}

TEST_CASE("permutations and parts of a value are views of it") {
  Net net("Made");
  net.input({4, 6, 5});
  net.permute({1, 2, 0});
  net.narrow(net.last(), 0, 2, 3);
  net.select(1, 4);
  const Tables made = std::move(net).tables();
  View view{0, strides_channels_last({4, 6, 5})};
  view = view_of(made, {1}, view);
  CHECK(view == View{0, strides_in_rows({6, 5, 4})});
  view = view_of(made, {2}, view);
  CHECK(view == View{40, {20, 4, 1}});
  view = view_of(made, {3}, view);
  CHECK(view == View{56, {20, 1}});
  for (const int call : {1, 2, 3}) CHECK(is_view(made, {call}));
}

}  // namespace view_tests
