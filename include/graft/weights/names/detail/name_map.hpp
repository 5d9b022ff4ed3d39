#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace graft::detail {

/// What the beginning of a name becomes. A `#` in `theirs` stands for a number, and the first in `ours` for the first of them;
/// a beginning ends where the name does, or before a dot. An empty `ours` leaves the tensor out.
struct NameRule {
  std::string_view theirs{};
  std::string_view ours{};
  int part = -1;  ///< of a tensor that is one of ours with others: which part of its first axis
};

/// The names that another library has for the tensors of a family of networks, as rules that are followed in their order, each
/// on what those before it have made of the name.
struct NameMap {
  std::string_view whose{};   ///< for reports: "timm's ConvNeXt"
  std::string_view anchor{};  ///< a name that such a file has, perhaps with a prefix in front: by it the prefix is known
  std::span<const NameRule> rules{};
  std::string_view differs{};  ///< what else is not as here, for reports
};

/// The rules of several tables, one table after the other.
template <std::size_t... Counts>
[[nodiscard]] consteval auto joined_rules(const NameRule (&... tables)[Counts]) {
  std::array<NameRule, (Counts + ...)> rules;
  std::size_t count = 0;
  const auto add = [&](std::span<const NameRule> table) {
    for (const NameRule& rule : table) rules[count++] = rule;
  };
  (add(tables), ...);
  return rules;
}

/// A name in a network of ours.
struct TranslatedName {
  std::string name{};  ///< empty: left out
  int part = -1;
};

/// What a rule makes of a name; nothing where the name does not begin as the rule says.
[[nodiscard]] inline std::optional<std::string> rewritten(const NameRule& rule, std::string_view name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::vector<std::string_view> numbers;
  std::size_t at = 0;
  for (const char c : rule.theirs) {
    if (c != '#') {
      if (at == name.size() || name[at] != c) return std::nullopt;
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < name.size() && is_digit(name[at])) ++at;
    if (at == begin) return std::nullopt;
    numbers.push_back(name.substr(begin, at - begin));
  }
  if (at < name.size() && name[at] != '.') return std::nullopt;
  if (rule.ours.empty()) return std::string();
  std::string result;
  std::size_t number = 0;
  for (const char c : rule.ours)
    if (c == '#')
      result.append(number < numbers.size() ? numbers[number++] : std::string_view("#"));
    else
      result.push_back(c);
  return result.append(name.substr(at));
}

/// The name in a network of ours; nothing where no rule is about it.
[[nodiscard]] inline std::optional<TranslatedName> translated(const NameMap& map, std::string_view name) {
  std::optional<TranslatedName> found;
  for (const NameRule& rule : map.rules) {
    const std::optional<std::string> next = rewritten(rule, found ? std::string_view(found->name) : name);
    if (!next) continue;
    found = {*next, rule.part >= 0 || !found ? rule.part : found->part};
    if (next->empty()) break;
  }
  return found;
}

}  // namespace graft::detail
