#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <graft/platform/gateway.hpp>
#include <graft/weights/io/detail/file_kind.hpp>
#include <graft/weights/io/detail/file_map.hpp>
#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/safetensors/detail/safetensors_header.hpp>
#include <graft/weights/safetensors/read_safetensors.hpp>
#include <graft/weights/state/detail/checked_state.hpp>

namespace graft {
namespace detail {

/// The tensor whose bytes begin at `offset` of the map, as a view of the map or, where they are not aligned, as a copy.
::torch::Tensor mapped_tensor(const std::shared_ptr<const FileMap>& map, std::uint64_t offset, const SafetensorsEntry& entry) {
  const ::torch::TensorOptions options(entry.type);
  std::byte* bytes = map->data() + offset;
  const std::size_t size = static_cast<std::size_t>(entry.end - entry.begin);
  if (size > 0 && reinterpret_cast<std::uintptr_t>(bytes) % c10::elementSize(entry.type) == 0)
    return ::torch::from_blob(
        bytes, entry.shape, [map](void*) {}, options);
  ::torch::Tensor copy = ::torch::empty(entry.shape, options);
  if (size > 0) std::memcpy(copy.data_ptr(), bytes, size);
  return copy;
}

}  // namespace detail

StateDict read_safetensors(const std::filesystem::path& path, std::map<std::string, std::string>* metadata) {
  const detail::InputFile file(path);
  if (const auto kind = detail::file_kind(file); kind != detail::FileKind::safetensors)
    detail::refuse(file, kind, "a safetensors file");
  std::uint64_t data = 0;
  detail::CheckedState tensors(file.name(), file.size());
  detail::SafetensorsHeader header = detail::read_safetensors_header(file, data, tensors);
  const auto map = std::make_shared<const detail::FileMap>(file);
  for (const detail::SafetensorsEntry& entry : header.entries)
    tensors.add(entry.name, detail::mapped_tensor(map, data + entry.begin, entry));
  if (metadata != nullptr) *metadata = std::move(header.metadata);
  return std::move(tensors).finish();
}

}  // namespace graft
