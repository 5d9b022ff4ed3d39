#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <graft/graph/layer/layer.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {
namespace detail {

template <class K>
concept layer_kind = Layer::has<K>;

template <class K>
concept libtorch_kind = std::derived_from<K, ::torch::nn::Module> || requires {
  requires std::derived_from<typename K::ContainedType, ::torch::nn::Module>;
};

}  // namespace detail

/// A selection of modules for `freeze` and `unfreeze`, converted from a path, a kind or a predicate.
///
/// - A path, as Python prints it, picks the module and all modules inside it: "layer4.2". The empty path is the whole network.
/// - `kind<K>` picks every module of a kind: a layer of graft, `kind<Conv2d>`, or a module of LibTorch, `kind<torch::nn::GRU>`.
/// - A predicate over the path and the module picks the modules for which it is true, not those inside them.
class Selector {
 public:
  using Predicate = std::function<bool(const std::string& path, const ::torch::nn::Module& module)>;

  // Implicit, for the arguments of freeze.
  Selector(const char* path) : path_(path) {}
  Selector(std::string path) : path_(std::move(path)) {}
  Selector(Selector (*kind)()) : Selector(kind()) {}
  template <class P>
  requires std::predicate<P&, const std::string&, const ::torch::nn::Module&> Selector(P predicate)
      : picks_([wanted = Predicate(std::move(predicate))](const Layer&, const std::string& path,
                                                          const ::torch::nn::Module& module) { return wanted(path, module); }) {
  }
  /// From a predicate over the layer that describes the module, see layer_of(), its path and the module.
  explicit Selector(std::function<bool(const Layer&, const std::string&, const ::torch::nn::Module&)> picks)
      : picks_(std::move(picks)) {}

  /// The path, of a selector by path.
  [[nodiscard]] const std::optional<std::string>& path() const { return path_; }

  /// Whether it picks a module.
  [[nodiscard]] bool picks(const Layer& layer, const std::string& path, const ::torch::nn::Module& module) const {
    if (!path_) return picks_(layer, path, module);
    return path_->empty() || path == *path_ || path.starts_with(*path_ + ".");
  }

 private:
  std::optional<std::string> path_{};
  std::function<bool(const Layer&, const std::string&, const ::torch::nn::Module&)> picks_{};
};

/// The selector of every module of a kind, given to `freeze` as `kind<Conv2d>`.
template <class K>
requires(detail::layer_kind<K> || detail::libtorch_kind<K>) [[nodiscard]] Selector kind() {
  if constexpr (detail::layer_kind<K>)
    return Selector([](const Layer& layer, const std::string&, const ::torch::nn::Module&) { return is_a<K>(layer); });
  else
    return Selector([](const std::string&, const ::torch::nn::Module& module) { return module.as<K>() != nullptr; });
}

}  // namespace graft
