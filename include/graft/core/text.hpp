#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace graft {

/// Text in a type, one character an argument, because clang prints other strings in types as lists of numbers.
template <char... Characters>
struct text {};

namespace detail {
template <class Source, std::size_t... Is>
auto text_of_indices(std::index_sequence<Is...>) -> text<Source::value()[Is]...>;
}  // namespace detail

/// The text type of `Source::value()`, a static constexpr function that returns a `std::string_view`.
template <class Source>
using text_of = decltype(detail::text_of_indices<Source>(std::make_index_sequence<Source::value().size()>{}));

}  // namespace graft
