#pragma once

#include <ostream>
#include <sstream>
#include <string>

#include <graft/network/detail/layer_of.hpp>
#include <graft/network/to_string.hpp>

namespace graft {
namespace detail {

/// The settings of a module as LibTorch prints them, in Python's spelling.
[[nodiscard]] inline std::string spelled_as_python(const ::torch::nn::Module& module) {
  std::ostringstream out;
  module.pretty_print(out);
  std::string text = out.str();
  const std::size_t open = text.find('('), close = text.rfind(')');
  if (open == std::string::npos || close == std::string::npos || close < open) return {};
  text = text.substr(open + 1, close - open - 1);
  for (const auto& [theirs, python] :
       {std::pair{"true", "True"}, std::pair{"false", "False"}, std::pair{"[", "("}, std::pair{"]", ")"}})
    for (std::size_t at = text.find(theirs); at != std::string::npos; at = text.find(theirs, at + 1))
      text.replace(at, std::string(theirs).size(), python);
  return text;
}

/// The text of a module and all modules inside it.
[[nodiscard]] inline std::string module_repr(const ::torch::nn::Module& module, const std::string& indentation) {
  const Layer layer = layer_of(module);
  const std::string deeper = indentation + "  ";
  std::string inside;
  for (const auto& child : module.named_children())
    inside += deeper + "(" + child.key() + "): " + module_repr(*child.value(), deeper) + "\n";
  const bool unknown = is_a<Block>(layer) && inside.empty();
  // A Block truncates long names.
  const std::string name = is_a<Block>(layer) ? python_class_name(module) : class_name(layer);
  const std::string head = name + "(" + (unknown ? spelled_as_python(module) : extra_repr(layer));
  return inside.empty() ? head + ")" : head + "\n" + inside + indentation + ")";
}

}  // namespace detail

std::string to_string(const ::torch::nn::Module& module) {
  const auto* network = dynamic_cast<const Network*>(&module);
  if (network != nullptr && !network->graph().has_foreign()) return to_string(network->graph());
  return detail::module_repr(module, std::string());
}

std::ostream& operator<<(std::ostream& out, const Network& network) { return out << to_string(network); }

}  // namespace graft
