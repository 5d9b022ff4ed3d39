// What a project that uses graft is given: our headers, LibTorch's and stb's, and something to link with each.
#include <graft/core/error.hpp>
#include <graft/version.hpp>

#include <c10/util/Exception.h>
#include <stb_image.h>
#include <torch/version.h>

#include <iostream>

int main() {
  int caught = 0;
  try {
    throw graft::DataError("a picture");
  } catch (const graft::Error&) {
    ++caught;
  }
  try {
    TORCH_CHECK(false, "a tensor");
  } catch (const c10::Error&) {
    ++caught;
  }
  const unsigned char not_a_picture[] = {1, 2, 3, 4};
  int width = 0, height = 0, channels = 0;
  if (stbi_load_from_memory(not_a_picture, 4, &width, &height, &channels, 3) == nullptr) ++caught;
  std::cout << "graft " << GRAFT_VERSION_MAJOR << '.' << GRAFT_VERSION_MINOR << '.' << GRAFT_VERSION_PATCH
            << " with LibTorch " << TORCH_VERSION << '\n';
  return caught == 3 ? 0 : 1;
}
