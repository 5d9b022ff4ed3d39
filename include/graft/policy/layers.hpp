#pragma once

#include <string_view>

#include <graft/policy/at.hpp>

namespace graft {

// Structs instead of aliases, since clang prints an alias of At as a list of character codes.
struct Fc : At<"fc"> {};
struct Layer1 : At<"layer1"> {};
struct Layer2 : At<"layer2"> {};
struct Layer3 : At<"layer3"> {};
struct Layer4 : At<"layer4"> {};

/// A tag for the module that a head replaces, whatever its name: `fc` in ResNet-50, `classifier.6` in AlexNet. With a dense
/// head, all that is no layer of the backbone: a feature pyramid and an auxiliary classifier, too.
/// Source: timm's get_classifier().
struct Classifier {
  [[nodiscard]] static constexpr std::string_view path() { return "classifier"; }
  [[nodiscard]] static constexpr ModuleId find(GraphView net) { return net.classifier(); }
  [[nodiscard]] static constexpr bool contains(GraphView net, ModuleId module) {
    const ModuleId trunk = net.trunk();
    if (!trunk.exists()) return net.classifier().exists() && net.is_within(module, net.classifier());
    return !net.is_within(module, trunk) && !net.is_within(trunk, module);
  }
};

/// A list of tags, for policies that name layers.
template <class... Tags>
struct Layers {};

namespace detail {

template <class... Lists>
struct Joined {
  using type = Layers<>;
};
template <class... Tags>
struct Joined<Layers<Tags...>> {
  using type = Layers<Tags...>;
};
template <class... First, class... Second, class... Rest>
struct Joined<Layers<First...>, Layers<Second...>, Rest...> : Joined<Layers<First..., Second...>, Rest...> {};

/// The layers that a policy names, if any.
template <class Policy>
struct LayersOf {
  using type = Layers<>;
};
template <class Policy>
requires requires { typename Policy::layers; }
struct LayersOf<Policy> {
  using type = typename Policy::layers;
};

}  // namespace detail

}  // namespace graft
