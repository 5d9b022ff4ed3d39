// read_pth, the zip format, compressed or not, and the legacy one, on any bytes: loads or throws an error of graft's. So does
// the choice of an entry, and finding a network's names in the file's.
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/weights/io/impl/inflate.hpp>
#include <graft/weights/pth/impl/read_pth.hpp>
#include <graft/weights/state/impl/fit_names.hpp>
#include <graft/weights/state/impl/state_dict.hpp>

#include "input_as_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const graft::StateDict network = [] {
    graft::StateDict tensors;
    tensors.set("conv1.weight", torch::ones({2, 2, 1, 3}));
    return tensors;
  }();
  const InputAsFile file(data, size);
  for (const std::string entry : {"", "student"}) {
    try {
      const graft::StateDict tensors = graft::read_pth(file.path(), entry);
      for (const auto& [name, tensor] : graft::fit_names(tensors, network).tensors) static_cast<void>(tensor.clone());
    } catch (const graft::Error&) {
    }
  }
  return 0;
}
