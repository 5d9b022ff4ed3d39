#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <graft/graph/layer/layer.hpp>
#include <graft/graph/net.hpp>
#include <graft/graph/op/operation.hpp>

/// Values of every kind of layer and of operation, made through their fields: a kind that is added is in them.
namespace samples {

using namespace graft;

/// Calls `visit(std::type_identity<Kind>)` for each kind of layer, or of operation.
template <class Any>
constexpr void each_kind(auto&& visit) {
  Any::each_kind(visit);
}

/// Which fields get a value of the sampler's; the others keep their defaults.
enum class Change {
  empty,  ///< those without a default, which must be given
  all,
  one  ///< those without a default, and another one
};

/// Gives the fields of a layer values that go together, none of them a default.
struct LayerSampler {
  Change change = Change::all;
  int one = -1;  ///< the number of the field that Change::one is about
  int field = 0, integers = 0, sizes = 0, reals = 0;

  void operator()(const char*, std::int64_t& value) { set(value, std::array{16, 8, 4, 2}[next(integers)], value == 0); }
  void operator()(const char*, double& value) { set(value, std::array{0.25, 0.125}[next(reals)], false); }
  void operator()(const char*, bool& value) { set(value, !value, false); }
  void operator()(const char*, Size2& value) {
    set(value, std::array<Size2, 4>{{{3, 2}, {2, 3}, {1, 0}, {2, 1}}}[next(sizes)], false);
  }
  void operator()(const char* name, Shape& value) {
    set(value, std::string_view(name) == "axes" ? Shape{2, 0, 1} : Shape{5, 3}, value.rank() == 0);
  }
  void operator()(const char*, ShortString<31>& value) { set(value, ShortString<31>("Sample"), false); }

 private:
  static std::size_t next(int& counter) { return static_cast<std::size_t>(counter++); }
  template <class Value>
  void set(Value& value, const std::type_identity_t<Value>& sample, bool is_empty) {
    const bool wanted = change == Change::all || is_empty || (change == Change::one && field == one);
    ++field;
    if (wanted) value = sample;
  }
};

/// The same for the arguments of an operation on a value of three axes.
struct OperationSampler {
  Change change = Change::all;
  int one = -1;
  int field = 0;

  void operator()(const char*, std::int64_t& value) { set(value, value == 1 ? 2 : 1); }
  void operator()(const char*, bool& value) { set(value, !value); }
  void operator()(const char* name, Shape& value) {
    set(value, std::string_view(name) == "axes" ? Shape{2, 0, 1} : Shape{30, 4}, value.rank() == 0);
  }
  void operator()(const char*, Layer& value) { set(value, Layer(AdaptiveAvgPool2d{2})); }

 private:
  template <class Value>
  void set(Value& value, const std::type_identity_t<Value>& sample, bool is_empty = false) {
    const bool wanted = change == Change::all || is_empty || (change == Change::one && field == one);
    ++field;
    if (wanted) value = sample;
  }
};

template <class Kind>
inline constexpr bool is_layer_kind = LayerKind<Kind>;

/// A sample of a kind. With Change::all no field has its default.
template <class Kind>
[[nodiscard]] Kind sample(Change change, int one = -1) {
  using Sampler = std::conditional_t<is_layer_kind<Kind>, LayerSampler, OperationSampler>;
  Kind made;
  Sampler sampler{change, one};
  Kind::each_field(made, sampler);
  return made;
}

/// How many fields a kind tells of.
template <class Kind>
[[nodiscard]] constexpr int told_fields() {
  int count = 0;
  const Kind made{};
  Kind::each_field(made, [&](const char*, const auto&) { ++count; });
  return count;
}

/// What any member of an aggregate can be made of.
template <class Aggregate>
struct AnyMember {
  template <class T>
  requires(!std::same_as<std::remove_cvref_t<T>, Aggregate>) constexpr operator T() const;
};

template <class Aggregate, class... Members>
[[nodiscard]] constexpr int count_members() {
  if constexpr (requires { Aggregate{Members{}..., AnyMember<Aggregate>{}}; })
    return count_members<Aggregate, Members..., AnyMember<Aggregate>>();
  else
    return static_cast<int>(sizeof...(Members));
}

/// How many members a kind has, told of or not.
template <class Kind>
inline constexpr int members = count_members<Kind>();

/// A network that applies a layer once, to a value that it takes; nothing if none was found. A container has a ReLU inside, a
/// Parameter is added to the input.
[[nodiscard]] inline std::optional<Tables> network_of(const Layer& layer) {
  for (const bool as_sequence : {false, true})
    for (const Shape& input :
         {Shape{16, 12, 10}, Shape{4, 5, 16}, Shape{4, 5, 3}, Shape{5, 16, 16}, Shape{3, 16, 32}, Shape{32, 256, 3}}) {
      Net net("Sample");
      const auto given = net.input(input);
      if (as_sequence) {
        net.flatten(1);
        net.permute({1, 0});
      }
      if (is_container(layer)) {
        net.container("it", layer, [&] { net.relu("0"); });
      } else if (const auto* parameter = get_if<Parameter>(&layer)) {
        const auto value = net.read(net.parameter("it", *parameter));
        net.add(given, value);
      } else {
        net.then("it", layer);
      }
      if (net.tables().check.ok()) return std::move(net).tables();
    }
  return std::nullopt;
}

/// A network that does an operation once, on values of three axes, or on a sequence and such a value.
[[nodiscard]] inline Tables network_of(const Operation& operation) {
  if (const auto* resample = get_if<op::ResamplePositions>(&operation)) {
    Net net("Sample");
    const auto images = net.input({6, 4, 4});
    const auto positions = net.read(net.parameter("parameter", {.shape = {resample->prefix + 9, 6}}));
    net.resample_positions(positions, images, *resample);
    return std::move(net).tables();
  }
  Net net("Sample");
  net.input({6, 5, 4});
  net.relu("relu");
  net.module("parameter", Parameter{.shape = {6, 5, 4}});
  Tables tables = std::move(net).tables();
  if (is_a<op::Input>(operation)) return tables;
  Call call{.op = operation, .first_input = static_cast<int>(tables.inputs.size())};
  while (!takes(operation, static_cast<std::size_t>(call.input_count)) || (call.input_count == 1 && takes(operation, 2)))
    tables.inputs.push_back({call.input_count++ % 2});
  if (names_module(operation)) call.module = {call.input_count == 0 ? 2 : 1};
  tables.calls.push_back(call);
  infer_call(tables, tables.calls.size() - 1);
  return tables;
}

}  // namespace samples
