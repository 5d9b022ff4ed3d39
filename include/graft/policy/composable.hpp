#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <type_traits>

#include <graft/core/compile_errors.hpp>
#include <graft/core/text.hpp>
#include <graft/graph/closest_module.hpp>
#include <graft/policy/backbone.hpp>
#include <graft/policy/edited.hpp>
#include <graft/policy/freeze_policy.hpp>
#include <graft/policy/head.hpp>
#include <graft/policy/optimizer.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/stages.hpp>

namespace graft {

/// The verdict on four arguments that fit together.
struct CompositionIsFine {};

namespace detail {

/// \cond  Doxygen takes this recursion for a circle.
template <std::size_t N, class First, class... Rest>
struct Nth : Nth<N - 1, Rest...> {};
template <class First, class... Rest>
struct Nth<0, First, Rest...> {
  using type = First;
};
/// \endcond
template <std::size_t N, class... Ts>
using nth = typename Nth<N, Ts...>::type;

/// The path of a module as something `text_of` reads.
template <class Net, ModuleId Id>
struct PathOf {
  static constexpr auto path = Net::graph().path(Id);
  static constexpr std::string_view value() { return path.view(); }
};

template <class B, class H>
struct GraftedNet {
  static constexpr GraphView graph() { return grafted<B, H>; }
};

template <class B>
struct BackboneNet {
  static constexpr GraphView graph() { return backbone_graph<B>(); }
};

/// Whether a path leads into a module that the table cannot see, so that only run time knows.
[[nodiscard]] constexpr bool may_be_inside_foreign(GraphView net, std::string_view path) {
  for (ModuleId row{1}; row < net.module_count(); ++row) {
    if (!net.is<Foreign>(row)) continue;
    const GraphView::Path outer = net.path(row);
    if (path.size() > outer.view().size() && path.starts_with(outer.view()) && path[outer.view().size()] == '.') return true;
  }
  return false;
}

/// Which of the tags the network lacks first, or their number.
template <class... Tags>
[[nodiscard]] constexpr std::size_t missing_index(GraphView net) {
  const bool found[] = {(Tags::find(net).exists() || may_be_inside_foreign(net, Tags::path()))...};
  std::size_t i = 0;
  while (i < sizeof...(Tags) && found[i]) ++i;
  return i;
}

/// The first tag that the network lacks, as a problem type, or CompositionIsFine.
template <class B, class H, class... Tags>
consteval auto first_missing(Layers<Tags...>) {
  constexpr GraphView net = GraftedNet<B, H>::graph();
  if constexpr (sizeof...(Tags) == 0) {
    return std::type_identity<CompositionIsFine>{};
  } else {
    constexpr std::size_t missing = missing_index<Tags...>(net);
    if constexpr (missing == sizeof...(Tags))
      return std::type_identity<CompositionIsFine>{};
    else {
      constexpr std::string_view paths[] = {Tags::path()...};
      constexpr ModuleId close = closest_module(net, paths[missing]);
      using Closest = error::DidYouMean<text_of<PathOf<GraftedNet<B, H>, close>>>;
      return std::type_identity<error::NoSuchLayer<nth<missing, Tags...>, B, Closest>>{};
    }
  }
}

template <class F>
concept names_layers = requires {
  typename F::layers;
};

template <class B, class H, class F>
consteval auto judge_layers() {
  if constexpr (names_layers<F>)
    return first_missing<B, H>(typename F::layers{});
  else
    return std::type_identity<CompositionIsFine>{};
}

/// The first layer that a policy names and the network lacks, as a problem type, or CompositionIsFine.
template <class B, class H, class F>
using missing_layer = typename decltype(judge_layers<B, H, F>())::type;

[[nodiscard]] constexpr std::size_t first_false(std::initializer_list<bool> all) {
  std::size_t i = 0;
  for (const bool one : all) {
    if (!one) break;
    ++i;
  }
  return i;
}

template <class... S>
consteval auto judge_stages() {
  if constexpr (sizeof...(S) == 0)
    return std::type_identity<error::NotAStage<Stages<>>>{};
  else if constexpr (constexpr std::size_t wrong = first_false({is_stage<S>...}); wrong < sizeof...(S))
    return std::type_identity<error::NotAStage<nth<wrong, S...>>>{};
  else if constexpr (constexpr std::size_t idle = first_false({(S::epochs > 0)...}); idle < sizeof...(S))
    return std::type_identity<error::StageNeedsEpochs<nth<idle, S...>>>{};
  else
    return std::type_identity<CompositionIsFine>{};
}

template <class B, class H, class... S>
consteval auto judge_growth() {
  constexpr GraphView net = GraftedNet<B, H>::graph();
  if constexpr (net.has_foreign())
    return std::type_identity<CompositionIsFine>{};  // what is inside is known at run time
  else {
    constexpr std::size_t rows = net.modules().size();
    constexpr StageCheck check =
        check_stages(net, std::array<std::array<bool, rows>, sizeof...(S)>{{freeze_mask<typename S::freeze, rows>(net)...}});
    if constexpr (check.stage == 0)
      return std::type_identity<CompositionIsFine>{};
    else if constexpr (!check.freezes_again.exists())
      return std::type_identity<error::StageUnfreezesNothing<nth<check.stage, S...>, B>>{};
    else
      return std::type_identity<
          error::StageFreezesAgain<nth<check.stage, S...>, text_of<PathOf<GraftedNet<B, H>, check.freezes_again>>, B>>{};
  }
}

template <class F>
struct StagesVerdict {
  using form = CompositionIsFine;
  template <class B, class H>
  using growth = CompositionIsFine;
};
template <class... S>
struct StagesVerdict<Stages<S...>> {
  using form = typename decltype(judge_stages<S...>())::type;
  template <class B, class H>
  using growth = typename decltype(judge_growth<B, H, S...>())::type;
};

/// What is wrong with the stages of a policy: in themselves, and one after the other in a network. Other policies have no
/// stages.
template <class F>
using stages_form = typename StagesVerdict<F>::form;
template <class B, class H, class F>
using stages_growth = typename StagesVerdict<F>::template growth<B, H>;

struct AnyHead {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 1;
  static constexpr std::int64_t in_features = deduced;
  static constexpr void describe(Net& net, std::string_view name) { net.linear(name, classes); }
};

template <class T>
concept any_policy = Backbone<T> || Head<T> || FreezePolicy<T> || OptimizerPolicy<T>;

/// What is wrong with a backbone by itself.
template <class B>
consteval auto judge_backbone() {
  constexpr Check check = backbone_graph<B>().check();
  if constexpr (check.ok())
    return std::type_identity<CompositionIsFine>{};
  else {
    using Where = text_of<PathOf<BackboneNet<B>, check.module>>;
    if constexpr (check.problem == Problem::no_such_path)
      return std::type_identity<error::EditNamesNoLayer<B, error::DidYouMean<Where>>>{};
    else
      return std::type_identity<error::BackboneIsBroken<B, check.problem, Where, check.wanted, check.got>>{};
  }
}

/// One guard a line, cheapest first; the first that does not hold is the verdict.
template <class B, class H, class F, class O>
consteval auto judge() {
  constexpr bool in_order = Backbone<B> && Head<H> && FreezePolicy<F> && OptimizerPolicy<O>;
  if constexpr (!in_order && any_policy<B> && any_policy<H> && any_policy<F> && any_policy<O>)
    return std::type_identity<error::ArgumentsSwapped<B, H, F, O>>{};
  else if constexpr (!Backbone<B>)
    return std::type_identity<error::NotABackbone<B>>{};
  else if constexpr (!Head<H>)
    return std::type_identity<error::NotAHead<H>>{};
  else if constexpr (!FreezePolicy<F>)
    return std::type_identity<error::NotAFreezePolicy<F>>{};
  else if constexpr (!OptimizerPolicy<O>)
    return std::type_identity<error::NotAnOptimizer<O>>{};
  else if constexpr (!std::same_as<stages_form<F>, CompositionIsFine>)
    return std::type_identity<stages_form<F>>{};
  else if constexpr (!std::same_as<typename decltype(judge_backbone<B>())::type, CompositionIsFine>) {
    return judge_backbone<B>();
  } else if constexpr (!DenseHead<H> && !backbone_graph<B>().classifier().exists() && !EditedBackbone<B>)
    return std::type_identity<error::BackboneHasNoClassifier<B>>{};
  else if constexpr (!DenseHead<H> && !backbone_graph<B>().classifier().exists() &&
                     backbone_graph<B>().output_shape().rank() != 1)
    return std::type_identity<error::BackboneGivesMaps<B>>{};
  else if constexpr (H::classes < 1)
    return std::type_identity<error::HeadNeedsClasses<H, H::classes>>{};
  else if constexpr (H::in_features != deduced && H::in_features != backbone_features<B>())
    return std::type_identity<error::HeadDoesNotFitBackbone<H, H::in_features, B, backbone_features<B>()>>{};
  else if constexpr (!head_check<B, H>().ok()) {
    constexpr Check check = head_check<B, H>();
    if constexpr (check.problem == Problem::no_feature_maps)
      return std::type_identity<error::HeadNeedsFeatureMaps<H, B, check.wanted>>{};
    else if constexpr (check.problem == Problem::no_dilation)
      return std::type_identity<error::HeadNeedsDilation<H, B>>{};
    else
      return std::type_identity<error::HeadIsBroken<H, B, check.problem, check.wanted, check.got>>{};
  } else {
    constexpr GraphView net = grafted<B, H>;
    using Missing = missing_layer<B, H, F>;
    if constexpr (!std::same_as<Missing, CompositionIsFine>)
      return std::type_identity<Missing>{};
    else if constexpr (!net.has_foreign() && trainable_parameter_count(net, freeze_mask<F, net.modules().size()>(net)) == 0)
      return std::type_identity<error::NothingToTrain<first_policy<F>, B>>{};
    else
      return std::type_identity<stages_growth<B, H, F>>{};
  }
}

}  // namespace detail

/// CompositionIsFine, or the type of the first mistake. Naming it is harmless; deriving from it is the compile error.
template <class B, class H, class F, class O>
using Verdict = typename decltype(detail::judge<B, H, F, O>())::type;

/// CompositionIsFine, or the type of the first mistake in a backbone by itself: a wrong description, a wrong edit.
template <class B>
using BackboneVerdict = typename decltype(detail::judge_backbone<B>())::type;

/// Whether a backbone, a head, a freeze policy, an optimizer and optional policies make a FineTuner: for tests and overloads.
template <class B, class H, class F, class O, class... More>
concept Composable = std::same_as<Verdict<B, H, F, O>, CompositionIsFine> &&
    std::same_as<OptionalVerdictFor<task_of<H>, More...>, detail::OptionalPoliciesAreFine>;

/// A freeze policy fits a backbone: every layer that it names is there, whatever the head, and each stage trains more than the
/// last.
template <class F, class B>
concept FreezePolicyFor =
    FreezePolicy<F> && std::same_as<detail::stages_form<F>, CompositionIsFine> && Backbone<B> && grafted<B, detail::AnyHead>
.check().ok() && std::same_as<detail::missing_layer<B, detail::AnyHead, F>, CompositionIsFine>&& std::same_as<
                     detail::stages_growth<B, detail::AnyHead, F>, CompositionIsFine>;

}  // namespace graft
