#include "support/torch_doctest.hpp"

#include <csignal>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <graft/weights/io/atomic_file.hpp>

#include "weights/scratch.hpp"

namespace atomic_file_tests {

using graft::AtomicFile;
using graft::WeightsError;

void put(const std::filesystem::path& path, const std::string& text) {
  AtomicFile file(path);
  file.write(text.data(), text.size());
  file.commit();
}

// No file of this process may grow beyond `bytes`, as on a full disk.
class SizeLimit {
 public:
  explicit SizeLimit(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  SizeLimit(const SizeLimit&) = delete;
  SizeLimit& operator=(const SizeLimit&) = delete;
  ~SizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }

 private:
  rlimit before_{};
  void (*signal_)(int);
};

TEST_CASE("an atomic file appears with commit, and not at all without") {
  scratch::Folder folder;
  {
    AtomicFile file(folder / "x");
    file.write("abc", 3);
    CHECK(file.size() == 3);
    CHECK_FALSE(std::filesystem::exists(folder / "x"));
  }
  CHECK(folder.files() == 0);
  put(folder / "x", "abc");
  CHECK(scratch::read(folder / "x") == "abc");
  put(folder / "x", "de");
  CHECK(scratch::read(folder / "x") == "de");
  CHECK(folder.files() == 1);
}

TEST_CASE("a full disk leaves the old file and no temporary one") {
  scratch::Folder folder;
  put(folder / "x", "old");
  std::string said;
  {
    const SizeLimit limit(4096);
    said = scratch::complaint<WeightsError>([&] { put(folder / "x", std::string(100'000, 'n')); });
  }
  CHECK(said.find("cannot write") != std::string::npos);
  CHECK(said.find("unchanged") != std::string::npos);
  CHECK(scratch::read(folder / "x") == "old");
  CHECK(folder.files() == 1);
}

TEST_CASE("a folder that is missing or not writable, and a name that is no file's, are refused") {
  scratch::Folder folder;
  CHECK(scratch::complaint<WeightsError>([&] { put(folder / "no" / "x", "a"); }).find("No such file") != std::string::npos);
  CHECK(scratch::complaint<WeightsError>([&] { put(folder.path(), "a"); }).find("not a regular file") != std::string::npos);
  CHECK(scratch::complaint<WeightsError>([&] { put("/dev/full", "a"); }).find("not a regular file") != std::string::npos);
  if (std::filesystem::exists("/proc/self"))  // no file can be made there, even by root
    CHECK(scratch::complaint<WeightsError>([&] { put("/proc/x.pth", "a"); }).find("cannot make a file") != std::string::npos);
  CHECK(std::filesystem::is_character_file("/dev/full"));
  if (::geteuid() == 0) return;  // root may write anywhere
  put(folder / "x", "old");
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  CHECK(scratch::complaint<WeightsError>([&] { put(folder / "x", "new"); }).find("Permission denied") != std::string::npos);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
  CHECK(scratch::read(folder / "x") == "old");
}

TEST_CASE("an existing file keeps its permissions, and a link its target") {
  scratch::Folder folder;
  put(folder / "x", "old");
  ::chmod((folder / "x").c_str(), 0640);
  std::filesystem::create_symlink("x", folder / "link");
  put(folder / "link", "new");
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(scratch::read(folder / "x") == "new");
  struct stat status {};
  REQUIRE(::stat((folder / "x").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0640U);
}

}  // namespace atomic_file_tests
