#include "support/torch_doctest.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <graft/train/features/detail/record_file.hpp>

#include "weights/scratch.hpp"

namespace record_file_tests {

using graft::detail::RecordFile;
using graft::detail::RecordFileError;

using Payload = std::array<std::uint64_t, 5000>;

Payload payload(std::uint64_t number) {
  Payload made{};
  for (std::size_t i = 0; i < made.size(); ++i) made[i] = number * 1000003 + i;
  return made;
}

RecordFile::Key key(std::uint64_t number) { return {number, ~number}; }

/// How many of the keys below `count` are found, each with its own payload.
std::size_t found(const std::filesystem::path& path, std::uint64_t count) {
  const RecordFile file(path, "test", sizeof(Payload));
  const auto memory = file.map();
  std::size_t whole = 0;
  for (std::uint64_t number = 0; number < count; ++number)
    if (const auto record = file.find(key(number))) {
      const Payload wanted = payload(number);
      CHECK(std::memcmp(memory.get() + file.first_payload() + *record * file.stride(), wanted.data(), sizeof wanted) == 0);
      ++whole;
    }
  return whole;
}

/// A child process that fills `count` records, one by one.
::pid_t fill(const std::filesystem::path& path, std::uint64_t count) {
  const ::pid_t child = ::fork();
  if (child != 0) return child;
  std::freopen("/dev/null", "w", stderr);
  try {
    RecordFile file(path, "test", sizeof(Payload));
    for (std::uint64_t number = 0; number < count; ++number) {
      if (file.find(key(number))) continue;
      const Payload made = payload(number);
      file.append(key(number), made.data());
    }
  } catch (...) {
    ::_exit(1);
  }
  ::_exit(0);
}

int outcome(::pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_CASE("records are found again, with other keys or texts they are not") {
  const scratch::Folder folder;
  const auto path = folder / "x.features";
  CHECK(outcome(fill(path, 5)) == 0);
  CHECK(found(path, 9) == 5);
  CHECK(found(path, 5) == 5);
  CHECK(RecordFile(path, "test", sizeof(Payload)).find(key(2)));
  CHECK_FALSE(RecordFile(path, "another test", sizeof(Payload)).find(key(2)));  // the file of the other text is gone
  CHECK(found(path, 5) == 0);
}

TEST_CASE("a process killed at any moment leaves whole records") {
  const scratch::Folder folder;
  const auto path = folder / "x.features";
  std::size_t before = 0;
  int killed = 0;
  for (int round = 0; round < 12; ++round) {
    const ::pid_t child = fill(path, 1'000'000);
    if (round == 11)  // the last one has time for a record, however busy the machine
      while (std::filesystem::file_size(path) < 4096 + 3 * sizeof(Payload)) std::this_thread::yield();
    else
      std::this_thread::sleep_for(std::chrono::microseconds(500 + 700 * round));
    ::kill(child, SIGKILL);
    killed += outcome(child) == -1;
    const std::size_t now = found(path, before + 5000);
    CHECK(now >= before);
    before = now;
  }
  CHECK(killed == 12);
  CHECK(before > 0);
}

TEST_CASE("two processes at once: each record is there once") {
  const scratch::Folder folder;
  const auto path = folder / "x.features";
  const ::pid_t first = fill(path, 300);
  const ::pid_t second = fill(path, 300);
  CHECK(outcome(first) == 0);
  CHECK(outcome(second) == 0);
  CHECK(found(path, 300) == 300);
  CHECK(RecordFile(path, "test", sizeof(Payload)).size() == 300);
}

TEST_CASE("what cannot be written is an error, and the file stays valid") {
  const scratch::Folder folder;
  const auto path = folder / "x.features";
  CHECK(scratch::complaint<RecordFileError>([&] { RecordFile(folder.path(), "test", 8); }).starts_with("'"));
  CHECK(scratch::complaint<RecordFileError>([&] { RecordFile(folder / "none/x", "test", 8); }).find("cannot be opened") !=
        std::string::npos);
  CHECK(scratch::complaint<RecordFileError>([&] { RecordFile("/dev/null", "test", 8); }).find("no regular file") !=
        std::string::npos);
  CHECK(scratch::complaint<RecordFileError>([&] { RecordFile("/dev/full", "test", 8); }).find("no regular file") !=
        std::string::npos);
  RecordFile file(path, "test", 8);
  const std::uint64_t value = 7;
  file.append(key(1), &value);
  file.unlock();
  CHECK(scratch::complaint<RecordFileError>([&] { file.append(key(2), &value); }).find("writing failed") != std::string::npos);
  CHECK(RecordFile(path, "test", 8).size() == 1);
}

}  // namespace record_file_tests
