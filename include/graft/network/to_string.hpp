#pragma once

#include <ostream>
#include <string>

#include <graft/graph/to_string.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// The text that Python's `print(module)` gives, character for character, of a network or of any other module.
///
/// Layers of LibTorch that graft has no kind for are printed as LibTorch prints them, in Python's spelling.
/// Example: for (auto& [name, layer] : named_modules(net)) std::cout << name << ' ' << to_string(*layer) << '\n';
[[nodiscard]] std::string to_string(const ::torch::nn::Module& module);

/// Prints a network as Python does.
std::ostream& operator<<(std::ostream& out, const Network& network);

}  // namespace graft
