#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>
#include <utility>

#include <graft/core/decimal.hpp>
#include <graft/core/short_string.hpp>
#include <graft/graph/net.hpp>

namespace graft {

/// A part of a network to insert: a layer such as `Linear{3}`, a `Named` one, a `sequential(...)` of pieces, a head such as
/// `LinearHead<3>{}`, or a function that describes it: `[](Net& net, std::string_view name) { net.linear(name, 3); }`.
///
/// All but capturing functions can be template arguments, so that an edit reads the same as a type and as a call.
template <class P>
concept Piece = std::convertible_to<P, Layer> || requires(Net& net, const P& piece) {
  P::describe(net, std::string_view{});
} || requires(Net& net, const P& piece) {
  piece(net, std::string_view{});
};

/// A piece with the name that it is registered under: `Named{"7", ReLU{}}`.
template <class P>
struct Named {
  ShortString<31> name;
  P piece;
};
template <class P>
Named(std::string_view, P) -> Named<P>;
template <class P>
Named(const char*, P) -> Named<P>;

namespace detail {

template <class P>
inline constexpr bool is_named = false;
template <class P>
inline constexpr bool is_named<Named<P>> = true;

/// Calls `visit(name, piece)`; without a name of its own, a piece has its position as one.
template <class P>
constexpr void visit_piece(const P& piece, int position, auto&& visit) {
  if constexpr (is_named<P>)
    visit(piece.name.view(), piece.piece);
  else
    visit(decimal(position).view(), piece);
}

// Instead of std::tuple, which has private members and so cannot be a template argument.
template <class First, class... Rest>
struct Pieces {
  First first;
  Pieces<Rest...> rest;
  constexpr void each(int position, auto&& visit) const {
    visit_piece(first, position, visit);
    rest.each(position + 1, visit);
  }
};
template <class First>
struct Pieces<First> {
  First first;
  constexpr void each(int position, auto&& visit) const { visit_piece(first, position, visit); }
};

template <class First, class... Rest>
[[nodiscard]] constexpr Pieces<First, Rest...> pieces(First first, Rest... rest) {
  if constexpr (sizeof...(Rest) == 0)
    return {first};
  else
    return {first, pieces(rest...)};
}

constexpr void describe_piece(Net& net, std::string_view name, const auto& piece);

}  // namespace detail

/// A torch.nn.Sequential of pieces, each under its name or its position: see `sequential`.
template <class... Ps>
struct SequentialPiece {
  detail::Pieces<Ps...> pieces;
  constexpr void operator()(Net& net, std::string_view name) const {
    net.sequential(name, [&] {
      pieces.each(0, [&](std::string_view inner, const auto& piece) { detail::describe_piece(net, inner, piece); });
    });
  }
};

/// A torch.nn.Sequential as a piece: `sequential(ReLU{}, Linear{20})`, or with names
/// `sequential(Named{"act", ReLU{}}, Named{"fc", Linear{20}})`.
template <class... Ps>
[[nodiscard]] constexpr SequentialPiece<Ps...> sequential(Ps... pieces) {
  return {detail::pieces(pieces...)};
}

namespace detail {

/// Registers a piece under a name and calls it on the last value.
constexpr void describe_piece(Net& net, std::string_view name, const auto& piece) {
  using P = std::remove_cvref_t<decltype(piece)>;
  if constexpr (std::convertible_to<P, Layer>)
    net.then(name, piece);
  else if constexpr (requires { P::describe(net, name); })
    P::describe(net, name);
  else
    piece(net, name);
}

/// The tables of pieces for an input of a shape; those without names are named by their positions from `from` on.
[[nodiscard]] constexpr Tables tables_of_pieces(const Shape& input, int from, const auto&... children) {
  Net net;
  net.input(input);
  int position = from;
  (visit_piece(children, position++, [&](std::string_view name, const auto& piece) { describe_piece(net, name, piece); }), ...);
  return std::move(net).tables();
}

}  // namespace detail
}  // namespace graft
