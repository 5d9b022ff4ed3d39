// What a project that uses graft is given: our headers, LibTorch's, and the bodies to link with.
#include <graft/core/exceptions.hpp>
#include <graft/data/decode/decode.hpp>
#include <graft/version.hpp>

#include <c10/util/Exception.h>
#include <torch/version.h>

#include <cstdint>
#include <iostream>

int main() {
  int caught = 0;
  try {
    throw graft::DataError("an image");
  } catch (const graft::Error&) {
    ++caught;
  }
  try {
    TORCH_CHECK(false, "a tensor");
  } catch (const c10::Error&) {
    ++caught;
  }
  const std::uint8_t not_a_image[] = {1, 2, 3, 4};
  try {
    (void)graft::decode_image(not_a_image, "four bytes");
  } catch (const graft::DataError&) {
    ++caught;
  }
  std::cout << "graft " GRAFT_VERSION_STRING " with LibTorch " << TORCH_VERSION << '\n';
  return caught == 3 ? 0 : 1;
}
