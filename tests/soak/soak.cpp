// Trains, caches, evaluates, predicts, saves and loads, again and again, and looks at how much memory the process has.
//   soak MINUTES DATA        DATA has train/<class>/ and val/<class>/
// A line a round goes to standard output. Ends with an error where the peak of the last quarter of the rounds is more than 5 %
// above that of as many rounds from the second on.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <graft/graft.hpp>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "weights/scratch.hpp"

namespace {

using namespace graft;

/// Resident memory of this process without what is mapped from files, in MB.
double resident() {
  std::ifstream pages("/proc/self/statm");
  double all = 0, own = 0, shared = 0;
  pages >> all >> own >> shared;
  return (own - shared) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// What of it the heap has handed out, in MB; the rest of the heap is free, in pieces between.
double in_use() {
#if defined(__GLIBC__)
#if __GLIBC_PREREQ(2, 33)
  const auto info = ::mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / 1e6;
#endif
#endif
  return 0;
}

FitOptions quiet(int epochs) { return {.epochs = epochs, .batch_size = 16, .workers = 2, .progress = Progress::none}; }

template <class Tuner>
void train(Tuner tuner, const std::string& data, std::size_t round, const std::filesystem::path& file) {
  auto [train, val] = image_folders(data, tuner.preprocessing());
  // Other images in each round, in other numbers, so that no size comes twice in a row.
  const auto part = [&](const Dataset& whole, std::size_t most) {
    return take(whole, std::min(whole.size(), most + 5 * (round % 7)));
  };
  const Dataset some = part(train, 48), others = part(val, 24);
  (void)tuner.fit(some, others, quiet(2));
  (void)tuner.evaluate(others);
  (void)tuner.predict(others.samples.front().path);
  tuner.save(file);
  (void)tuner.load(file);
}

void one_round(const std::string& data, std::size_t round, const std::filesystem::path& folder) {
  train(FineTuner<ResNet18, LinearHead<2>, FreezeAllBut<Fc>, SGD>{{.seed = round}}, data, round, folder / "weights.pth");
  train(FineTuner<ResNet18, LinearHead<2>, FreezeUpTo<Layer3>, Adam, Autocast<BF16>>{{.seed = round}}, data, round,
        folder / "weights.pth");
  train(
      FineTuner<ResNet18, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>, CacheFeatures<2>>{
          {.seed = round, .cache = {.max_bytes = 4 << 20, .folder = (folder / "features").string()}}},
      data, round, folder / "weights.safetensors");
  train(FineTuner<ResNet18, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<I8>>{{.seed = round}}, data, round,
        folder / "weights.safetensors");
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 3) throw UsageError("usage: soak MINUTES DATA");
  const double minutes = std::stod(arguments[1]);
  const scratch::Folder folder;
  std::vector<double> memory;
  const auto began = std::chrono::steady_clock::now();
  const auto passed = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count() / 60; };
  while (passed() < minutes || memory.size() < 8) {
    one_round(arguments[2], memory.size(), folder.path());
    memory.push_back(resident());
    std::cout << "round " << memory.size() << ", minute " << passed() << ": " << memory.back() << " MB, in use " << in_use()
              << " MB" << std::endl;
  }
  // Peaks, since rounds differ in size; the first round loads what stays.
  const std::size_t quarter = memory.size() / 4;
  const auto peak = [&](std::size_t from, std::size_t to) {
    return *std::max_element(memory.begin() + static_cast<std::ptrdiff_t>(from),
                             memory.begin() + static_cast<std::ptrdiff_t>(to));
  };
  const double first = peak(1, 1 + quarter), last = peak(memory.size() - quarter, memory.size());
  std::cout << "peak of rounds 2 to " << 1 + quarter << ": " << first << " MB, of the last " << quarter << ": " << last
            << " MB\n";
  if (last > 1.05 * first) throw Error("memory grows: " + std::to_string(first) + " MB, then " + std::to_string(last) + " MB");
} catch (const std::exception& error) {
  std::cerr << "soak: " << error.what() << '\n';
  return 1;
}
