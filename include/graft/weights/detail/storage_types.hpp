#pragma once

#include <array>
#include <optional>
#include <string_view>

#include <graft/runtime/gateway.hpp>

namespace graft::detail {

/// PyTorch's names for an element type: the one of its storages in files, and the one of the type itself.
struct StorageType {
  std::string_view storage;
  std::string_view dtype;
  ::torch::ScalarType type;
};

inline constexpr std::array<StorageType, 10> storage_types{{
    {"FloatStorage", "float32", ::torch::ScalarType::Float},
    {"DoubleStorage", "float64", ::torch::ScalarType::Double},
    {"HalfStorage", "float16", ::torch::ScalarType::Half},
    {"BFloat16Storage", "bfloat16", ::torch::ScalarType::BFloat16},
    {"LongStorage", "int64", ::torch::ScalarType::Long},
    {"IntStorage", "int32", ::torch::ScalarType::Int},
    {"ShortStorage", "int16", ::torch::ScalarType::Short},
    {"CharStorage", "int8", ::torch::ScalarType::Char},
    {"ByteStorage", "uint8", ::torch::ScalarType::Byte},
    {"BoolStorage", "bool", ::torch::ScalarType::Bool},
}};

/// The element type of "torch.FloatStorage", "torch.cuda.FloatStorage" or "torch.float32"; bytes for an untyped
/// storage.
inline std::optional<::torch::ScalarType> element_type(std::string_view name) {
  if (name.ends_with("UntypedStorage")) return ::torch::ScalarType::Byte;
  const std::string_view last = name.substr(name.rfind('.') + 1);
  for (const StorageType& known : storage_types)
    if (last == known.storage || last == known.dtype) return known.type;
  return std::nullopt;
}

/// The name of the storage that holds elements of `type`, or nothing if graft writes no such elements.
inline std::optional<std::string_view> storage_name(::torch::ScalarType type) {
  for (const StorageType& known : storage_types)
    if (type == known.type) return known.storage;
  return std::nullopt;
}

}  // namespace graft::detail
