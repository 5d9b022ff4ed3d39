// Pictures from files to batches, by one thread: the program that data_path.py drives beside torchvision.
//   data_path FOLDER COUNT      COUNT pictures of FOLDER/<class>, evenly spread
// Each line of the input names a pipeline and a JPEG decoder (train turbo, evaluation stb, ...); the answer to it is a line with the
// seconds that one pass took, or with the word none where that decoder is not there.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include <graft/graft.hpp>

namespace {

double seconds_of_a_pass(const graft::Dataset& pictures, std::int64_t epoch) {
  const auto began = std::chrono::steady_clock::now();
  graft::Loader loader(pictures, {.batch_size = 32, .workers = 0, .epoch = epoch});
  std::int64_t made = 0;
  while (const auto batch = loader.next()) made += batch->images.size(0);
  if (made != static_cast<std::int64_t>(pictures.size())) std::abort();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: data_path FOLDER COUNT\n";
    return 2;
  }
  try {
    ::torch::set_num_threads(1);
    graft::Dataset pictures = graft::take(graft::image_folder(arguments[1]), std::stoul(arguments[2]));
    std::string pipeline;
    std::string decoder;
    for (std::int64_t epoch = 0; std::cin >> pipeline >> decoder; ++epoch) {
      pictures.transform = pipeline == "train" ? graft::training_transform({}) : graft::evaluation_transform({});
      pictures.decode.draft = decoder == "draft";
      pictures.decode.jpeg = decoder == "stb" ? graft::JpegDecoder::stb : graft::JpegDecoder::turbo;
      if (decoder != "stb" && !graft::has_jpeg_turbo()) std::cout << "none" << std::endl;
      else std::cout << seconds_of_a_pass(pictures, epoch) << std::endl;
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
