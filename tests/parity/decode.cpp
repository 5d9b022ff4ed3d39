// Decodes image files whose paths come from the standard input, one a line: prints `OK width height` and the pixels, or why it
// cannot. See images.py.
#include <cstdio>
#include <iostream>
#include <string>

#include <graft/data/decode/impl/decode.hpp>
#include <graft/data/decode/impl/stb_image.hpp>

int main() {
  for (std::string path; std::getline(std::cin, path);) {
    try {
      const graft::Image image = graft::decode_image(path, {.max_pixels = 20'000'000});
      std::printf("OK %lld %lld\n", static_cast<long long>(image.width), static_cast<long long>(image.height));
      std::fwrite(image.pixels.data(), 1, image.pixels.size(), stdout);
    } catch (const graft::DataError& error) {
      std::printf("%s\n", error.what());
    }
    std::fflush(stdout);
  }
}
