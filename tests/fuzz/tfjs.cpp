// read_tfjs on any model.json, beside two shards of 64 and 36 bytes, a.bin and b.bin: throws an error of graft's.
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/weights/keras/impl/read_tfjs.hpp>
#include <graft/weights/state/impl/state_dict.hpp>

#include "memory_folder.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const MemoryFolder folder;
  static const bool has_shards = [] {
    folder.write("a.bin", std::string(64, '\0'));
    folder.write("b.bin", std::string(36, '\0'));
    return true;
  }();
  if (!has_shards) return 0;
  folder.write("model.json", {reinterpret_cast<const char*>(data), size});
  try {
    const graft::detail::TfjsModel model = graft::detail::read_tfjs_model(folder.path() / "model.json");
    for (const auto& entry : model.weights) static_cast<void>(entry.second.clone());
    graft::detail::KerasResNet50 network(model, "model.json");
    static_cast<void>(network.variant());
    static_cast<void>(network.convert());
  } catch (const graft::Error&) {
  }
  return 0;
}
