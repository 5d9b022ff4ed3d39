#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/json/json_text.hpp>
#include <graft/core/json/utf8.hpp>
#include <graft/core/printable.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/weights/io/atomic_file.hpp>
#include <graft/weights/safetensors/detail/safetensors_header.hpp>
#include <graft/weights/safetensors/write_safetensors.hpp>
#include <graft/weights/state/detail/storage_types.hpp>

namespace graft {
namespace detail {

void check_storable(std::string_view name, const ::torch::Tensor& tensor) {
  const char* reason = !tensor.defined()                         ? "it is undefined"
                       : tensor.layout() != ::torch::kStrided    ? "it is sparse"
                       : !safetensors_name(tensor.scalar_type()) ? "its element type has no place in the format"
                       : !(tensor.is_cpu() || tensor.is_cuda())  ? "it is on neither the CPU nor a CUDA device"
                       : !is_utf8(name)                          ? "its name is not UTF-8"
                       : name == safetensors_metadata_name       ? "the format uses that name for another purpose"
                                                                 : nullptr;
  if (reason != nullptr) throw WeightsError("cannot write tensor '" + printable(std::string(name)) + "': " + reason);
}

/// The indices of the tensors in the order of their bytes in the file: the widest elements first, so that none is misaligned.
std::vector<std::size_t> safetensors_order(const StateDict& tensors) {
  std::vector<std::size_t> order(tensors.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [entries = tensors.begin()](std::size_t a, std::size_t b) {
    const auto width = [&](std::size_t i) { return entries[static_cast<std::ptrdiff_t>(i)].second.itemsize(); };
    return width(a) > width(b);
  });
  return order;
}

/// The header's JSON, with spaces behind it so that the tensors' bytes begin at a multiple of eight.
std::string safetensors_json(const StateDict& tensors, const std::vector<std::size_t>& order,
                             const std::map<std::string, std::string>& metadata) {
  std::vector<std::uint64_t> begins(tensors.size());
  std::uint64_t end = 0;
  for (const std::size_t i : order) {
    begins[i] = end;
    end += tensors.begin()[static_cast<std::ptrdiff_t>(i)].second.nbytes();
  }
  std::string json = "{";
  const auto name_member = [&](std::string_view name) {
    if (json.back() != '{') json += ',';
    append_json_text(json, name);
    json += ':';
  };
  if (!metadata.empty()) {
    name_member(safetensors_metadata_name);
    json += '{';
    for (const auto& [name, text] : metadata) {
      if (!is_utf8(name) || !is_utf8(text))
        throw WeightsError("cannot write metadata '" + printable(name) + "': it is not UTF-8");
      name_member(name);
      append_json_text(json, text);
    }
    json += '}';
  }
  auto begin = begins.begin();
  for (const auto& [name, tensor] : tensors) {
    name_member(name);
    json += "{\"dtype\":\"" + std::string(*safetensors_name(tensor.scalar_type())) + "\",\"shape\":[";
    for (std::int64_t d = 0; d < tensor.dim(); ++d) {
      if (d > 0) json += ',';
      json += std::to_string(tensor.size(d));
    }
    json += "],\"data_offsets\":[" + std::to_string(*begin) + "," + std::to_string(*begin + tensor.nbytes()) + "]}";
    ++begin;
  }
  json += '}';
  json.append((8 - json.size() % 8) % 8, ' ');
  return json;
}

}  // namespace detail

void write_safetensors(const std::filesystem::path& path, const StateDict& tensors,
                       const std::map<std::string, std::string>& metadata) {
  const ::torch::NoGradGuard no_gradient;
  for (const auto& [name, tensor] : tensors) detail::check_storable(name, tensor);
  const std::vector<std::size_t> order = detail::safetensors_order(tensors);
  const std::string header = detail::safetensors_json(tensors, order, metadata);
  const std::uint64_t length = header.size();
  if (length > detail::safetensors_max_header)
    throw WeightsError("cannot write '" + path.string() + "': names and metadata take " + std::to_string(length) +
                       " bytes, and the format allows " + std::to_string(detail::safetensors_max_header));
  AtomicFile file(path);
  file.write(&length, sizeof(length));  // graft runs on little-endian machines only
  file.write(header.data(), header.size());
  for (const std::size_t i : order) {
    const ::torch::Tensor values = tensors.begin()[static_cast<std::ptrdiff_t>(i)].second.detach().cpu().contiguous();
    file.write(values.data_ptr(), values.nbytes());
  }
  file.commit();
}

}  // namespace graft
