#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/add.hpp>
#include <graft/graph/op/operation_kind.hpp>

namespace op_tests::operation_kind_tests {

// An operation of a user's, with all that the concept asks for.
struct Negate {
  static constexpr std::string_view kind = "negate";
  static constexpr std::size_t least_inputs = 1, most_inputs = 1;
  static constexpr bool names_module = false;
  static constexpr void each_field(auto&, auto&&) {}
  [[nodiscard]] constexpr Inferred output(const auto& operands) const { return {operands[0]}; }
  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("-"); }
  friend constexpr bool operator==(const Negate&, const Negate&) = default;
};

struct WithoutLabel : Negate {
  static constexpr int label = 0;
};
struct WithoutArity : Negate {
  static constexpr std::string_view least_inputs = "one";
};

TEST_CASE("a kind of operation says all of itself, and a near-miss is none") {
  static_assert(OperationKind<Negate> && OperationKind<op::Add>);
  static_assert(!OperationKind<WithoutLabel> && !OperationKind<WithoutArity> && !OperationKind<ReLU>);
}

}  // namespace op_tests::operation_kind_tests
