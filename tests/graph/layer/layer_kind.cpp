#include "support/doctest.hpp"

#include <graft/graph/layer/layer.hpp>

namespace layer_kind_tests {

using namespace graft;

// A kind of a user's, with all that the concept asks for.
struct Twice {
  static constexpr std::string_view kind = "Twice";
  static constexpr void each_field(auto&, auto&&) {}
  constexpr void take_input(const Shape&) {}
  [[nodiscard]] constexpr Inferred output(const Shape& input) const { return {input}; }
  [[nodiscard]] constexpr bool is_complete() const { return true; }
  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}
  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void extra_repr(auto&& text) const { text("times=", 2); }
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }
  friend constexpr bool operator==(const Twice&, const Twice&) = default;
};

struct WithoutKind : Twice {
  static constexpr int kind = 0;
};
struct GuessesShapes : Twice {
  [[nodiscard]] constexpr Shape output(const Shape& input) const { return input; }
};
struct WithoutEquality : Twice {
  friend bool operator==(const WithoutEquality&, const WithoutEquality&) = delete;
};

TEST_CASE("a kind of layer says all of itself, and a near-miss is none") {
  static_assert(LayerKind<Twice> && LayerKind<Conv2d> && LayerKind<Foreign>);
  static_assert(!LayerKind<WithoutKind> && !LayerKind<GuessesShapes> && !LayerKind<WithoutEquality>);
  static_assert(!LayerKind<int>);
}

}  // namespace layer_kind_tests
