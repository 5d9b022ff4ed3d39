// read_tfjs on any model.json, beside two shards of 64 and 36 bytes, a.bin and b.bin: throws an error of graft's.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include <graft/core/exceptions.hpp>
#include <graft/weights/keras/impl/read_tfjs.hpp>
#include <graft/weights/state/impl/state_dict.hpp>

class ModelFolder {
 public:
  ModelFolder() {
    const std::filesystem::path memory = "/dev/shm";  // ten times as fast as a disk
    const std::filesystem::path parent = std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
    std::string name = (parent / "graft_fuzz_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
    write("a.bin", std::string(64, '\0'));
    write("b.bin", std::string(36, '\0'));
  }
  ModelFolder(const ModelFolder&) = delete;
  ModelFolder& operator=(const ModelFolder&) = delete;
  ~ModelFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  void write(const char* name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ModelFolder folder;
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
