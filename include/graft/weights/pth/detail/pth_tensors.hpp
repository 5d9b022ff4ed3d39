#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <graft/weights/io/detail/file_range.hpp>
#include <graft/weights/io/detail/inflate.hpp>
#include <graft/weights/pth/detail/pickle_node.hpp>
#include <graft/weights/state/detail/byte_count.hpp>
#include <graft/weights/state/detail/storage_memory.hpp>
#include <graft/weights/state/detail/storage_types.hpp>

namespace graft::detail {

/// The place of each storage in the file, by the key that the pickle uses.
using StorageRanges = std::unordered_map<std::string, FileRange>;

/// A storage as a pickle refers to it. Units: elements of its type.
struct StorageReference {
  std::string key;
  std::string type;  // "torch.FloatStorage"
  std::uint64_t size = 0;
  std::uint64_t view_offset = 0;  // in old files a storage can be a view of another
};

inline StorageReference storage_reference(const InputFile& file, const Pickle& pickle, const PickleNode& persistent) {
  const PickleNode& tuple = pickle[persistent.items[0]];
  const std::vector<PickleId>& parts = tuple.items;
  if (tuple.kind != PickleKind::tuple || parts.size() < 5 || parts.size() > 6 || pickle[parts[0]].text != "storage" ||
      pickle[parts[1]].kind != PickleKind::global || pickle[parts[2]].kind != PickleKind::text ||
      pickle[parts[4]].kind != PickleKind::integer || pickle[parts[4]].integer < 0)
    file.fail("it describes a storage in a way that is not PyTorch's");
  StorageReference result{pickle[parts[2]].text, pickle[parts[1]].text, static_cast<std::uint64_t>(pickle[parts[4]].integer),
                          0};
  if (parts.size() == 6 && pickle[parts[5]].kind == PickleKind::tuple) {
    const std::vector<PickleId>& view = pickle[parts[5]].items;
    if (view.size() != 3 || pickle[view[1]].kind != PickleKind::integer || pickle[view[1]].integer < 0)
      file.fail("it describes a view of a storage in a way that is not PyTorch's");
    result.view_offset = static_cast<std::uint64_t>(pickle[view[1]].integer);
  }
  return result;
}

/// Whether a value stands for a tensor (or a parameter, which is one).
inline bool is_tensor(const Pickle& pickle, const PickleNode& node) {
  const std::string& callee = pickle.callee(node);
  return callee.starts_with("torch._utils._rebuild_") || callee == "torch._tensor._rebuild_from_type_v2";
}

/// Makes the tensors that a pickle describes. Their storages are uninitialised until read() reads each once from the file.
class TensorBuilder {
 public:
  TensorBuilder(const InputFile& file, const Pickle& pickle, StorageRanges ranges)
      : file_(&file), pickle_(&pickle), ranges_(std::move(ranges)), memory_(mapped_size(ranges_)) {}

  /// The tensor that `node` describes, called `name` in messages.
  /// Errors: WeightsError where the description is wrong or reaches outside of the file.
  ::torch::Tensor tensor(const PickleNode& node, const std::string& name) {
    const PickleNode* described = &node;
    std::string callee = pickle_->callee(node);
    std::vector<PickleId> arguments = items_of(described->items[PickleNode::arguments]);
    for (int depth = 0;
         callee.starts_with("torch._utils._rebuild_parameter") || callee == "torch._tensor._rebuild_from_type_v2"; ++depth) {
      if (depth == 4) file_->fail("tensor '" + name + "' is wrapped too often");
      if (callee == "torch._tensor._rebuild_from_type_v2") {
        if (arguments.size() < 3 || (*pickle_)[arguments[0]].kind != PickleKind::global) wrong(name);
        callee = text_of(arguments[0]);
        arguments = items_of(arguments[2]);
        continue;
      }
      if (arguments.empty() || !is_tensor(*pickle_, (*pickle_)[arguments[0]])) wrong(name);
      described = &(*pickle_)[arguments[0]];
      callee = pickle_->callee(*described);
      arguments = items_of(described->items[PickleNode::arguments]);
    }
    if (!callee.starts_with("torch._utils._rebuild_tensor"))
      file_->fail("tensor '" + name + "' is made by '" + callee +
                  "', and graft reads dense ones only, neither quantized nor sparse (save the model's plain float weights)");
    if (arguments.size() < 4) wrong(name);
    const PickleNode& persistent = (*pickle_)[arguments[0]];
    const PickleNode& offset = (*pickle_)[arguments[1]];
    if (persistent.kind != PickleKind::persistent || offset.kind != PickleKind::integer || offset.integer < 0) wrong(name);
    const StorageReference reference = storage_reference(*file_, *pickle_, persistent);
    const std::optional<::torch::ScalarType> stored = element_type(reference.type);
    if (!stored) file_->fail("tensor '" + name + "' has elements of an unknown type, '" + reference.type + "'");
    ::torch::ScalarType type = *stored;
    if (callee == "torch._utils._rebuild_tensor_v3") {
      const std::optional<::torch::ScalarType> named =
          arguments.size() < 7 ? std::nullopt : element_type(text_of(arguments[6]));
      if (!named) wrong(name);
      type = *named;
    }
    return build(storage(reference, c10::elementSize(*stored), name), type,
                 {static_cast<std::uint64_t>(offset.integer), reference.view_offset}, dimensions(arguments[2], name),
                 dimensions(arguments[3], name), name);
  }

  /// The bytes of all storages that the file has.
  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [key, range] : ranges_) sum += range.holds();
    return sum;
  }

  /// Reads the storages of all tensors so far. Errors: WeightsError for the first one whose bytes are damaged or missing.
  void read() { read_ranges(*file_, std::exchange(reads_, {})); }

 private:
  static std::size_t mapped_size(const StorageRanges& ranges) {
    std::size_t sum = 0;
    for (const auto& [key, range] : ranges)
      if (!range.unpacked) sum += StorageMemory::mapped_size(range.size);
    return sum;
  }

  [[noreturn]] void wrong(const std::string& name) const {
    file_->fail("tensor '" + name + "' is described in a way that is not PyTorch's");
  }

  const std::string& text_of(PickleId id) const { return (*pickle_)[id].text; }
  const std::vector<PickleId>& items_of(PickleId id) const { return (*pickle_)[id].items; }

  std::vector<std::int64_t> dimensions(PickleId id, const std::string& name) const {
    const PickleNode* node = &(*pickle_)[id];
    if (pickle_->callee(*node) == "torch.Size" && items_of(node->items[PickleNode::arguments]).size() == 1)
      node = &(*pickle_)[items_of(node->items[PickleNode::arguments])[0]];
    if ((node->kind != PickleKind::tuple && node->kind != PickleKind::list) || node->items.size() > max_dimensions) wrong(name);
    std::vector<std::int64_t> result;
    for (const PickleId item : node->items) {
      const PickleNode& number = (*pickle_)[item];
      if (number.kind != PickleKind::integer || number.integer < 0) wrong(name);
      result.push_back(number.integer);
    }
    return result;
  }

  struct Offsets {
    std::uint64_t of_tensor, of_view;
  };

  ::torch::Tensor build(const ::torch::Tensor& bytes, ::torch::ScalarType type, Offsets offsets,
                        const std::vector<std::int64_t>& sizes, const std::vector<std::int64_t>& strides,
                        const std::string& name) {
    if (sizes.size() != strides.size()) wrong(name);
    const std::size_t element = c10::elementSize(type);
    const auto stored = static_cast<std::uint64_t>(bytes.numel()) / element;
    std::uint64_t first = 0;
    if (__builtin_add_overflow(offsets.of_tensor, offsets.of_view, &first) || first > stored) outside(name);
    std::uint64_t count = 1;
    std::uint64_t last = first;  // the last element that the tensor reaches
    for (const std::int64_t size : sizes)
      if (size == 0) count = 0;
    for (std::size_t i = 0; count != 0 && i < sizes.size(); ++i) {
      std::uint64_t reach = 0;
      if (__builtin_mul_overflow(count, static_cast<std::uint64_t>(sizes[i]), &count) ||
          __builtin_mul_overflow(static_cast<std::uint64_t>(sizes[i] - 1), static_cast<std::uint64_t>(strides[i]), &reach) ||
          __builtin_add_overflow(last, reach, &last))
        outside(name);
    }
    if (count != 0 && last >= stored) outside(name);
    try {
      return ::torch::empty({0}, type).set_(bytes.storage(), static_cast<std::int64_t>(first), sizes, strides);
    } catch (const c10::Error&) {  // an empty tensor whose other sizes overflow
      wrong(name);
    }
  }

  [[noreturn]] void outside(const std::string& name) const { file_->fail("tensor '" + name + "' reaches beyond its storage"); }

  const ::torch::Tensor& storage(const StorageReference& reference, std::size_t element, const std::string& name) {
    const auto known = storages_.find(reference.key);
    if (known != storages_.end()) return known->second;
    const auto range = ranges_.find(reference.key);
    if (range == ranges_.end()) file_->fail("the storage '" + reference.key + "' of tensor '" + name + "' is missing");
    const FileRange& bytes = range->second;
    if (bytes.holds() % element != 0 || bytes.holds() / element != reference.size)
      file_->fail("tensor '" + name + "' needs a storage of " + std::to_string(reference.size) +
                  " elements, but the file has " + std::to_string(bytes.holds()) + " bytes for it");
    return storages_.emplace(reference.key, bytes.unpacked ? unpacked(bytes) : read_later(bytes)).first->second;
  }

  ::torch::Tensor read_later(const FileRange& bytes) {
    ::torch::Tensor memory = memory_.take(bytes.size);
    reads_.push_back({bytes, memory.data_ptr()});
    return memory;
  }

  ::torch::Tensor unpacked(const FileRange& packed) const {
    const auto bytes = std::make_shared<GrowingBytes>(inflated(*file_, packed));
    return ::torch::from_blob(
        bytes->data(), {static_cast<std::int64_t>(bytes->size())}, [bytes](void*) {}, ::torch::kByte);
  }

  const InputFile* file_;
  const Pickle* pickle_;
  StorageRanges ranges_;
  StorageMemory memory_;
  std::vector<RangeRead> reads_;
  std::unordered_map<std::string, ::torch::Tensor> storages_;
};

}  // namespace graft::detail
