#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <vector>

#include <sys/mman.h>

namespace graft::detail {

using PickleId = std::uint32_t;

enum class PickleKind : std::uint8_t {
  none,
  boolean,      // integer: 0 or 1
  integer,      // integer
  big_integer,  // text: the little-endian bytes of a number that needs more than 64 bits
  real,         // real
  text,         // text: UTF-8
  bytes,        // text
  tuple,        // items
  list,         // items
  dict,         // items: key, value, key, value, ... in the order of the file, repeated keys included
  set,          // items
  global,       // text: "module.name"; it is a name here, and never looked up
  object,       // items: callee, arguments, state and contents; what Python would have made by calling something
  persistent,   // items: the tuple that describes a storage
};

/// A value of a pickle. Values refer to each other by id, so that cycles and deep nesting need no recursion to free them.
struct PickleNode {
  /// The places in `items` of an object.
  enum Part : std::size_t { callee, arguments, state, contents };

  PickleKind kind = PickleKind::none;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<PickleId> items;
};

/// Allocates pages from the system and returns them to it: freed in the heap, they would remain as a hole below the tensors.
template <class Value>
struct PageAllocator {
  using value_type = Value;

  Value* allocate(std::size_t count) {
    void* const pages = ::mmap(nullptr, count * sizeof(Value), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) throw std::bad_alloc();
    return static_cast<Value*>(pages);
  }
  void deallocate(Value* values, std::size_t count) noexcept { ::munmap(values, count * sizeof(Value)); }

  bool operator==(const PageAllocator&) const = default;
};

/// The values of a pickle by id; they never move in memory.
class PickleNodes {
 public:
  std::size_t size() const { return blocks_.empty() ? 0 : block * (blocks_.size() - 1) + blocks_.back().size(); }
  PickleNode& operator[](PickleId id) { return blocks_[id / block][id % block]; }
  const PickleNode& operator[](PickleId id) const { return blocks_[id / block][id % block]; }

  PickleNode& add() {
    if (size() % block == 0) blocks_.emplace_back().reserve(block);
    return blocks_.back().emplace_back();
  }

 private:
  static constexpr std::size_t block = 4096;
  std::vector<std::vector<PickleNode, PageAllocator<PickleNode>>> blocks_;
};

/// The contents of a pickle: its values, and which of them is the outermost.
struct Pickle {
  PickleNodes nodes;
  std::vector<PickleId> persistents;
  PickleId root = 0;

  const PickleNode& operator[](PickleId id) const { return nodes[id]; }

  /// The name of what an object was made by calling; empty for other values, and where that is no global.
  const std::string& callee(const PickleNode& node) const {
    static const std::string nothing;
    if (node.kind != PickleKind::object) return nothing;
    const PickleNode& called = nodes[node.items[PickleNode::callee]];
    return called.kind == PickleKind::global ? called.text : nothing;
  }

  /// A dict itself, or the entries of an object whose class derives from dict; nothing for other values.
  const PickleNode* dict(const PickleNode& node) const {
    if (node.kind == PickleKind::dict) return &node;
    if (node.kind != PickleKind::object) return nullptr;
    const PickleNode& entries = nodes[node.items[PickleNode::contents]];
    return entries.kind == PickleKind::dict ? &entries : nullptr;
  }

  /// The value of `key` in a dict; the last one counts, as in Python. Nothing if `node` is no dict or lacks it.
  const PickleNode* find(const PickleNode& node, const std::string& key) const {
    if (node.kind != PickleKind::dict) return nullptr;
    for (std::size_t i = node.items.size(); i >= 2; i -= 2) {
      const PickleNode& candidate = nodes[node.items[i - 2]];
      if (candidate.kind == PickleKind::text && candidate.text == key) return &nodes[node.items[i - 1]];
    }
    return nullptr;
  }
};

}  // namespace graft::detail
