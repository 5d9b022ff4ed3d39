// read_pth, the zip format and the legacy one, on any bytes: loads or throws an error of graft's.
#include <graft/core/exceptions.hpp>
#include <graft/weights/pth/impl/read_pth.hpp>
#include <graft/weights/state/impl/state_dict.hpp>

#include "input_as_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const InputAsFile file(data, size);
  try {
    const graft::StateDict tensors = graft::read_pth(file.path());
    for (const auto& entry : tensors) static_cast<void>(entry.second.clone());
  } catch (const graft::Error&) {
  }
  return 0;
}
