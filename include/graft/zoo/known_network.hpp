#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <graft/graph/tables.hpp>
#include <graft/zoo/catalogue.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/variant.hpp>

namespace graft {

/// A network of the zoo at run time: nothing of it is computed by the compiler.
struct KnownNetwork {
  std::string_view name{};       ///< in the catalogue: "resnet50"
  Tables (*tables)() = nullptr;  ///< describes it
  Initialization initialization = Initialization::layer_defaults;
  void (*apply_variant)(Tables&, Variant) = nullptr;  ///< of architectures that have variants
};

/// All networks of the zoo, in the order of the catalogue.
[[nodiscard]] inline std::vector<KnownNetwork> known_networks() {
  std::vector<KnownNetwork> all;
  each_network([&]<class Network>(const char* name, std::type_identity<Network>) {
    KnownNetwork known{.name = name, .tables = &Network::tables, .initialization = Network::initialization};
    if constexpr (requires(Tables & tables) { Network::apply_variant(tables, Variant::v1); })
      known.apply_variant = &Network::apply_variant;
    all.push_back(known);
  });
  return all;
}

}  // namespace graft
