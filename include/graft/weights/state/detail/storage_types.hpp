#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// An element type with its names: PyTorch's for storages in files, PyTorch's for the type itself, and safetensors'.
struct StorageType {
  std::string_view storage;
  std::string_view dtype;
  std::string_view safetensors;
  ::torch::ScalarType type;
};

inline constexpr std::array<StorageType, 10> storage_types{{
    {"FloatStorage", "float32", "F32", ::torch::ScalarType::Float},
    {"DoubleStorage", "float64", "F64", ::torch::ScalarType::Double},
    {"HalfStorage", "float16", "F16", ::torch::ScalarType::Half},
    {"BFloat16Storage", "bfloat16", "BF16", ::torch::ScalarType::BFloat16},
    {"LongStorage", "int64", "I64", ::torch::ScalarType::Long},
    {"IntStorage", "int32", "I32", ::torch::ScalarType::Int},
    {"ShortStorage", "int16", "I16", ::torch::ScalarType::Short},
    {"CharStorage", "int8", "I8", ::torch::ScalarType::Char},
    {"ByteStorage", "uint8", "U8", ::torch::ScalarType::Byte},
    {"BoolStorage", "bool", "BOOL", ::torch::ScalarType::Bool},
}};

/// The element type of "torch.FloatStorage", "torch.cuda.FloatStorage" or "torch.float32"; bytes for an untyped storage.
inline std::optional<::torch::ScalarType> element_type(std::string_view name) {
  if (name.ends_with("UntypedStorage")) return ::torch::ScalarType::Byte;
  const std::string_view last = name.substr(name.rfind('.') + 1);
  for (const StorageType& known : storage_types)
    if (last == known.storage || last == known.dtype) return known.type;
  return std::nullopt;
}

/// The bytes of an element of a storage, also of types whose tensors graft does not read, or nothing.
inline std::optional<std::size_t> storage_element_size(std::string_view name) {
  if (const std::optional<::torch::ScalarType> type = element_type(name)) return c10::elementSize(*type);
  constexpr std::array<std::pair<std::string_view, std::size_t>, 7> others{{{"ComplexHalfStorage", 4},
                                                                            {"ComplexFloatStorage", 8},
                                                                            {"ComplexDoubleStorage", 16},
                                                                            {"QInt8Storage", 1},
                                                                            {"QUInt8Storage", 1},
                                                                            {"QInt32Storage", 4},
                                                                            {"QUInt4x2Storage", 1}}};
  for (const auto& [storage, size] : others)
    if (name.ends_with(storage)) return size;
  return std::nullopt;
}

/// The name of the storage that holds elements of `type`, or nothing if graft writes no such elements.
inline std::optional<std::string_view> storage_name(::torch::ScalarType type) {
  for (const StorageType& known : storage_types)
    if (type == known.type) return known.storage;
  return std::nullopt;
}

/// The element type that safetensors calls `name`, or nothing.
inline std::optional<::torch::ScalarType> safetensors_type(std::string_view name) {
  for (const StorageType& known : storage_types)
    if (name == known.safetensors) return known.type;
  return std::nullopt;
}

/// The name that safetensors has for `type`, or nothing if graft writes no such elements.
inline std::optional<std::string_view> safetensors_name(::torch::ScalarType type) {
  for (const StorageType& known : storage_types)
    if (type == known.type) return known.safetensors;
  return std::nullopt;
}

}  // namespace graft::detail
