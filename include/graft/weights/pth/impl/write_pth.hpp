#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/weights/io/atomic_file.hpp>
#include <graft/weights/pth/detail/pickle_writer.hpp>
#include <graft/weights/pth/detail/zip_writer.hpp>
#include <graft/weights/pth/write_pth.hpp>
#include <graft/weights/state/detail/storage_types.hpp>

namespace graft {
namespace detail {

/// The storages to be written, and which of them each tensor lies in.
class PthStorages {
 public:
  explicit PthStorages(const StateDict& tensors) {
    std::map<Key, int> users;
    for (const auto& [name, tensor] : tensors) {
      check(name, tensor);
      ++users[key_of(tensor)];
    }
    for (const auto& [name, tensor] : tensors) add(tensor.detach(), users[key_of(tensor)] > 1);
  }

  struct Placed {
    ::torch::Tensor tensor;  // only for its sizes, strides and offset
    std::size_t storage;
  };

  const std::vector<Placed>& placed() const noexcept { return placed_; }
  const std::vector<::torch::Tensor>& storages() const noexcept { return storages_; }  // as bytes, on the CPU

 private:
  // The element type is part of the key, because the format has one for each storage.
  using Key = std::pair<const void*, ::torch::ScalarType>;
  static Key key_of(const ::torch::Tensor& tensor) { return {tensor.storage().unsafeGetStorageImpl(), tensor.scalar_type()}; }

  static void check(const std::string& name, const ::torch::Tensor& tensor) {
    const char* reason = !tensor.defined()                        ? "it is undefined"
                         : tensor.layout() != ::torch::kStrided   ? "it is sparse"
                         : !storage_name(tensor.scalar_type())    ? "its element type has no place in the format"
                         : !(tensor.is_cpu() || tensor.is_cuda()) ? "it is on neither the CPU nor a CUDA device"
                                                                  : nullptr;
    if (reason != nullptr) throw WeightsError("cannot write tensor '" + name + "': " + reason);
  }

  void add(::torch::Tensor tensor, bool shared) {
    if (!shared) tensor = tensor.cpu().contiguous();
    // Of a storage that only one tensor uses, only the tensor's part is written.
    const bool whole = shared || static_cast<std::size_t>(tensor.numel()) * c10::elementSize(tensor.scalar_type()) ==
                                     tensor.storage().nbytes();
    if (!whole) tensor = tensor.clone();
    const auto [known, is_new] = places_.try_emplace(key_of(tensor), storages_.size());
    if (is_new) storages_.push_back(bytes_of(tensor));
    placed_.push_back({tensor, known->second});
  }

  static ::torch::Tensor bytes_of(const ::torch::Tensor& tensor) {
    const std::size_t element = c10::elementSize(tensor.scalar_type());
    const auto size = static_cast<std::int64_t>(tensor.storage().nbytes() / element * element);
    return ::torch::empty({0}, tensor.options().dtype(::torch::kByte)).set_(tensor.storage(), 0, {size}, {1}).cpu();
  }

  std::vector<Placed> placed_;
  std::vector<::torch::Tensor> storages_;
  std::map<Key, std::size_t> places_;
};

/// The pickle of an OrderedDict of tensors, as torch.save writes it.
std::string pth_pickle(const StateDict& tensors, const PthStorages& storages) {
  PickleWriter pickle;
  pickle.global("collections", "OrderedDict");
  pickle.empty_tuple();
  pickle.call();
  pickle.mark();
  auto placed = storages.placed().begin();
  for (const auto& entry : tensors) {
    const ::torch::Tensor& tensor = placed->tensor;
    pickle.text(entry.first);
    pickle.global("torch._utils", "_rebuild_tensor_v2");
    pickle.mark();
    pickle.mark();
    pickle.text("storage");
    pickle.global("torch", *storage_name(tensor.scalar_type()));
    pickle.text(std::to_string(placed->storage));
    pickle.text("cpu");
    pickle.integer(static_cast<std::int64_t>(tensor.storage().nbytes() / c10::elementSize(tensor.scalar_type())));
    pickle.tuple();
    pickle.persistent();
    pickle.integer(tensor.storage_offset());
    pickle.integers({tensor.sizes().data(), tensor.sizes().size()});
    pickle.integers({tensor.strides().data(), tensor.strides().size()});
    pickle.boolean(false);  // requires_grad
    pickle.global("collections", "OrderedDict");
    pickle.empty_tuple();
    pickle.call();  // no hooks
    pickle.tuple();
    pickle.call();
    ++placed;
  }
  pickle.set_items();
  return std::move(pickle).finish();
}

}  // namespace detail

void write_pth(const std::filesystem::path& path, const StateDict& tensors,
               const std::map<std::string, std::string>& metadata) {
  const ::torch::NoGradGuard no_gradient;
  const detail::PthStorages storages(tensors);
  const std::string pickle = detail::pth_pickle(tensors, storages);
  AtomicFile file(path);
  detail::ZipWriter zip(file);
  zip.add("archive/data.pkl", pickle.data(), pickle.size());
  constexpr std::string_view byte_order = "little";
  zip.add("archive/byteorder", byte_order.data(), byte_order.size());
  for (std::size_t i = 0; i < storages.storages().size(); ++i) {
    const ::torch::Tensor& bytes = storages.storages()[i];
    zip.add("archive/data/" + std::to_string(i), bytes.data_ptr(), static_cast<std::uint64_t>(bytes.numel()));
  }
  for (const auto& [name, text] : metadata) zip.add("archive/extra/" + name, text.data(), text.size());
  constexpr std::string_view version = "3\n";
  zip.add("archive/version", version.data(), version.size());
  zip.finish();
  file.commit();
}

}  // namespace graft
