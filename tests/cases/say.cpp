/// What graft reads of files that others made, for run.py to hold against Python: say.cpp's program FILE..., where a FILE may
/// be followed by --into NAME:SIZE,SIZE... of the tensors of a network that it is to be loaded into, or by --image.
///
///     === FILE                                   a heading for each file
///     tensor NAME [SIZES] TYPE SUM               of weights: each tensor, in order; the sum as a double
///     report LINE                                of weights with --into: what load_state says
///     image WIDTH HEIGHT HASH                    of an image: its size, and 64-bit FNV-1a of its RGB bytes
///     error MESSAGE                              instead of these, where graft refuses the file
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/decode/decode.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/state/detail/storage_types.hpp>
#include <graft/weights/state/load_state.hpp>

namespace say {

/// A tensor of zeros by its name and sizes, "conv1.weight:64,3,7,7".
void add_zeros(graft::StateDict& network, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::vector<std::int64_t> sizes;
  std::istringstream numbers(text.substr(colon + 1));
  for (std::string size; std::getline(numbers, size, ',');) sizes.push_back(std::stoll(size));
  network.set(text.substr(0, colon), torch::zeros(sizes, torch::kDouble));
}

/// Python's name of an element type.
std::string_view type_name(torch::ScalarType type) {
  for (const graft::detail::StorageType& one : graft::detail::storage_types)
    if (one.type == type) return one.dtype;
  return "?";
}

void weights(const std::string& file, const graft::StateDict& network) {
  const graft::Checkpoint checkpoint = graft::read_weights(file);
  for (const auto& [name, tensor] : checkpoint.tensors) {
    std::cout << "tensor " << name << " [";
    for (std::int64_t axis = 0; axis < tensor.dim(); ++axis) std::cout << (axis == 0 ? "" : ", ") << tensor.size(axis);
    std::cout << "] " << type_name(tensor.scalar_type()) << ' ' << std::setprecision(17)
              << tensor.to(torch::kDouble).sum().item<double>() << '\n';
  }
  if (network.empty()) return;
  std::string report = graft::load_state(network, checkpoint).text();
  if (const std::size_t line = report.find('\n'); line != std::string::npos) report[line] = ' ';
  std::cout << "report " << report << '\n';
  for (const auto& [name, tensor] : network)
    std::cout << "loaded " << name << ' ' << std::setprecision(17) << tensor.sum().item<double>() << '\n';
}

void image(const std::string& file) {
  const graft::Image image = graft::decode_image(file);
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const std::uint8_t byte : image.pixels) hash = (hash ^ byte) * 0x100000001B3U;
  std::cout << "image " << image.width << ' ' << image.height << ' ' << hash << '\n';
}

}  // namespace say

int main(int argc, char** argv) {
  for (int i = 1; i < argc;) {
    const std::string file = argv[i++];
    const bool is_image = i < argc && std::string_view(argv[i]) == "--image";
    if (is_image) ++i;
    graft::StateDict network;
    if (i < argc && std::string_view(argv[i]) == "--into")
      for (++i; i < argc && std::string_view(argv[i]) != "--"; ++i) say::add_zeros(network, argv[i]);
    if (i < argc && std::string_view(argv[i]) == "--") ++i;
    std::cout << "=== " << file << '\n';
    try {
      is_image ? say::image(file) : say::weights(file, network);
    } catch (const graft::Error& error) {
      std::cout << "error " << error.what() << '\n';
    }
  }
}
