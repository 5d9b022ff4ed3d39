#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/weights/names/detail/name_maps.hpp>
#include <graft/weights/state/detail/translate_names.hpp>
#include <graft/weights/state/fit_names.hpp>

namespace graft {
namespace detail {

/// Counts what each prefix explains, and takes the best off.
class NameFitter {
 public:
  /// `wanted`: the network's tensors that the file must have; `where`: the file's name, for messages.
  NameFitter(const StateDict& file, const StateDict& wanted, std::string where)
      : file_(&file), wanted_(&wanted), where_(std::move(where)) {}

  FittedNames fit() {
    if (wanted_->empty()) return {*file_};
    for (const Spelling spelling : {Spelling::own, Spelling::unwrapped, Spelling::joined}) {
      if (!changes_names(spelling)) continue;
      const std::map<std::string, Found> found = candidates(spelling);
      if (const auto plain = found.find(""); plain != found.end() && plain->second.names == wanted_->size())
        return taken("", spelling, true);
      std::vector<std::pair<std::string, Found>> whole;
      for (const auto& one : found)
        if (one.second.names == wanted_->size()) whole.push_back(one);
      if (whole.empty()) continue;
      std::size_t most = 0;  // of two networks of a family, the one of these shapes
      for (const auto& [prefix, one] : whole) most = std::max(most, one.shapes);
      std::erase_if(whole, [&](const auto& one) { return one.second.shapes < most; });
      if (whole.size() > 1) refuse(whole);
      return taken(whole.front().first, spelling, true);
    }
    const std::map<std::string, Found> found = candidates(Spelling::own);
    const auto best = std::max_element(found.begin(), found.end(),
                                       [](const auto& a, const auto& b) { return a.second.names < b.second.names; });
    const bool is_most =
        best != found.end() && 2 * best->second.names >= wanted_->size() &&
        std::count_if(found.begin(), found.end(), [&](const auto& one) { return one.second.names == best->second.names; }) == 1;
    return taken(is_most ? best->first : "", Spelling::own, false);
  }

 private:
  /// How names of the file are read: as they are; without what wrappers put into them; and besides, with the number behind a
  /// dot in a DenseNet's layers as part of the name.
  enum class Spelling { own, unwrapped, joined };

  struct Found {
    std::size_t names = 0;   // of the network's tensors, found with the prefix
    std::size_t shapes = 0;  // of these, how many have the network's shape
  };

  static bool is_wrapper(std::string_view part) {
    constexpr std::array<std::string_view, 4> wrappers{"module", "_orig_mod", "_fsdp_wrapped_module",
                                                       "_checkpoint_wrapped_module"};
    return std::find(wrappers.begin(), wrappers.end(), part) != wrappers.end();
  }

  /// A name without the parts that wrappers of PyTorch put into it.
  static std::string unwrapped(std::string_view name) {
    std::string result;
    for (std::size_t begin = 0; begin <= name.size();) {
      const std::size_t end = std::min(name.find('.', begin), name.size());
      const std::string_view part = name.substr(begin, end - begin);
      if (!is_wrapper(part)) result.append(result.empty() ? "" : ".").append(part);
      begin = end + 1;
    }
    return result;
  }

  /// A name with `norm1` for `norm.1`, and so on: module names could have dots once, and in torchvision's files of DenseNets
  /// they still do.
  static std::string joined(std::string name) {
    for (const std::string_view part : {"norm", "relu", "conv"})
      for (const std::string_view number : {"1", "2"}) {
        const std::string before = "." + std::string(part), after = "." + std::string(number) + ".";
        const std::size_t at = name.find(before + after);
        if (at != std::string::npos && name.find(".denselayer") < at) return name.erase(at + before.size(), 1);
      }
    return name;
  }

  static std::string spelled(const std::string& name, Spelling spelling) {
    switch (spelling) {
      case Spelling::own: return name;
      case Spelling::unwrapped: return unwrapped(name);
      case Spelling::joined: return joined(unwrapped(name));
    }
    return name;
  }

  /// Whether a spelling reads any name otherwise than the ones before it do.
  bool changes_names(Spelling spelling) const {
    return spelling == Spelling::own || std::any_of(file_->begin(), file_->end(), [&](const auto& one) {
             return spelled(one.first, spelling) !=
                    spelled(one.first, spelling == Spelling::joined ? Spelling::unwrapped : Spelling::own);
           });
  }

  /// For each prefix, what it explains. Only the first parts of a name can be one: names are long in hostile files.
  std::map<std::string, Found> candidates(Spelling spelling) const {
    constexpr int most_parts = 8;
    std::map<std::string, Found> found;
    for (const auto& [original, tensor] : *file_) {
      const std::string name = spelled(original, spelling);
      std::size_t begin = 0;
      for (int part = 0; part < most_parts && begin != std::string::npos; ++part) {
        if (const ::torch::Tensor* wanted = wanted_->find(name.substr(begin))) {
          Found& one = found[name.substr(0, begin)];
          ++one.names;
          one.shapes += wanted->sizes() == tensor.sizes() ? 1U : 0U;
        }
        begin = name.find('.', begin);
        if (begin != std::string::npos) ++begin;
      }
    }
    return found;
  }

  FittedNames taken(const std::string& prefix, Spelling spelling, bool is_whole) const {
    if (prefix.empty() && spelling == Spelling::own) return {*file_};
    FittedNames fitted;
    for (const auto& [original, tensor] : *file_) {
      const std::string name = spelled(original, spelling);
      if (name.starts_with(prefix) && name.size() > prefix.size() && !fitted.tensors.contains(name.substr(prefix.size()))) {
        fitted.tensors.set(name.substr(prefix.size()), tensor);
        if (spelling != Spelling::own) note_wrappers(original, fitted.prefix);
      } else if (is_whole || fitted.tensors.contains(original)) {
        fitted.left_over.push_back(original);
      } else {
        fitted.tensors.set(original, tensor);
      }
    }
    fitted.prefix += prefix;
    return fitted;
  }

  /// Adds the parts that are wrappers to the prefix to be told, each once.
  static void note_wrappers(std::string_view name, std::string& told) {
    for (std::size_t begin = 0; begin <= name.size();) {
      const std::size_t end = std::min(name.find('.', begin), name.size());
      const std::string part(name.substr(begin, end - begin));
      if (is_wrapper(part) && ("." + told).find("." + part + ".") == std::string::npos) told += part + ".";
      begin = end + 1;
    }
  }

  [[noreturn]] void refuse(const std::vector<std::pair<std::string, Found>>& whole) const {
    std::string names, last;
    for (const auto& [prefix, found] : whole) {
      last = prefix.substr(0, prefix.size() - 1);
      names += (names.empty() ? "'" : ", '") + printable(last) + "'";
    }
    throw WeightsError(where_.empty()
                           ? "weights have the network's tensors several times, under " + names + "; take one with rename"
                           : "weights '" + where_ + "' have the network's tensors several times, under " + names +
                                 "; choose one, as in .weights = {\"" + where_ + "\", {.entry = \"" + printable(last) + "\"}}");
  }

  const StateDict* file_;
  const StateDict* wanted_;
  std::string where_;
};

}  // namespace detail

FittedNames fit_names(const StateDict& file, const StateDict& wanted, const std::string& where) {
  FittedNames plain = detail::NameFitter(file, wanted, where).fit();
  const std::vector<std::string> names = plain.tensors.names();
  detail::NamesFit best = detail::fit_of({names.begin(), names.end()}, wanted);
  if (best.wanted == wanted.size() && best.unexpected == 0) return plain;
  std::optional<detail::NameTranslation> chosen;
  for (const detail::NameMap* map : detail::name_maps) {
    std::optional<detail::NameTranslation> one = detail::NameTranslation::of(*map, file, wanted);
    if (!one) continue;
    const detail::NamesFit fit = one->fit(wanted);
    if (2 * fit.wanted < wanted.size() || !fit.is_better_than(best)) continue;
    best = fit;
    chosen = std::move(one);
  }
  return chosen ? chosen->fitted(wanted) : plain;
}

}  // namespace graft
