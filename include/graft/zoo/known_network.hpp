#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/core/similarity.hpp>
#include <graft/graph/tables.hpp>
#include <graft/zoo/catalogue.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/variant.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

/// A network of the zoo at run time: nothing of it is computed by the compiler.
struct KnownNetwork {
  std::string_view name{};       ///< in the catalogue: "resnet50"
  Tables (*tables)() = nullptr;  ///< describes it
  Initialization initialization = Initialization::layer_defaults;
  void (*apply_variant)(Tables&, Variant) = nullptr;  ///< of architectures that have variants
  std::vector<const WeightsEntry*> weights{};         ///< published ones
  const WeightsEntry* default_weights = nullptr;      ///< the one that torchvision takes as DEFAULT; null without any
};

namespace detail {

/// Calls `visit(entry)` for each set of weights of a network, under the names that torchvision gives them.
template <class Network>
constexpr void each_weights_entry(auto&& visit) {
  if constexpr (requires { typename Network::weights; }) {
    using Weights = typename Network::weights;
    if constexpr (requires { Weights::imagenet1k_v1; }) visit(Weights::imagenet1k_v1);
    if constexpr (requires { Weights::imagenet1k_v2; }) visit(Weights::imagenet1k_v2);
    if constexpr (requires { Weights::imagenet1k_features; }) visit(Weights::imagenet1k_features);
    if constexpr (requires { Weights::imagenet1k_swag_e2e_v1; }) visit(Weights::imagenet1k_swag_e2e_v1);
    if constexpr (requires { Weights::imagenet1k_swag_linear_v1; }) visit(Weights::imagenet1k_swag_linear_v1);
    if constexpr (requires { Weights::lvd142m; }) visit(Weights::lvd142m);
    if constexpr (requires { Weights::keras_imagenet1k; }) visit(Weights::keras_imagenet1k);
  }
}

}  // namespace detail

/// All networks of the zoo, in the order of the catalogue.
[[nodiscard]] inline std::vector<KnownNetwork> known_networks() {
  std::vector<KnownNetwork> all;
  each_network([&]<class Network>(const char* name, std::type_identity<Network>) {
    KnownNetwork known{.name = name, .tables = &Network::tables};
    if constexpr (requires { Network::initialization; }) known.initialization = Network::initialization;
    if constexpr (requires(Tables & tables) { Network::apply_variant(tables, Variant::v1); })
      known.apply_variant = &Network::apply_variant;
    detail::each_weights_entry<Network>([&](const WeightsEntry& entry) { known.weights.push_back(&entry); });
    if constexpr (requires { Network::weights::default_; }) known.default_weights = &Network::weights::default_;
    all.push_back(std::move(known));
  });
  return all;
}

/// The names of all networks of the zoo, which are torchvision's.
/// Source: timm.list_models, torchvision.models.list_models.
[[nodiscard]] inline std::vector<std::string> network_names() {
  std::vector<std::string> names;
  for (const KnownNetwork& known : known_networks()) names.emplace_back(known.name);
  return names;
}

/// The network of the zoo with this name.
/// Errors: UsageError for an unknown name, with the closest ones.
[[nodiscard]] inline KnownNetwork known_network(std::string_view name) {
  std::vector<KnownNetwork> all = known_networks();
  for (KnownNetwork& known : all)
    if (known.name == name) return std::move(known);
  std::stable_sort(all.begin(), all.end(), [&](const KnownNetwork& a, const KnownNetwork& b) {
    return similarity(name, a.name) > similarity(name, b.name);
  });
  std::string closest;
  for (std::size_t i = 0; i < all.size() && i < 3; ++i) closest += (i == 0 ? "" : ", ") + std::string(all[i].name);
  throw UsageError("no network of the zoo is called \"" + printable(std::string(name)) + "\"; the closest are " + closest +
                   " (network_names() has all)");
}

}  // namespace graft
