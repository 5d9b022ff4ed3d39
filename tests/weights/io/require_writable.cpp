#include "support/torch_doctest.hpp"

#include <unistd.h>

#include <filesystem>
#include <string>

#include <graft/weights/io/require_writable.hpp>

#include "weights/scratch.hpp"

namespace require_writable_tests {

std::string complaint(const std::filesystem::path& file) {
  return scratch::complaint<graft::WeightsError>([&] { graft::require_writable(file); });
}

TEST_CASE("a new file and an old one in a folder that can be written are fine, and nothing is touched") {
  const scratch::Folder folder;
  scratch::write(folder / "old.pth", "old");
  CHECK(complaint(folder / "new.pth") == "nothing");
  CHECK(complaint(folder / "old.pth") == "nothing");
  CHECK(complaint("file_in_the_current_folder.pth") == "nothing");
  CHECK(folder.files() == 1);
  CHECK(scratch::read(folder / "old.pth") == "old");
}

TEST_CASE("a folder in the file's place, a missing folder, and a folder that cannot be written are told apart") {
  const scratch::Folder folder;
  const std::string path = folder.path().string();
  const auto complains = [&](const std::filesystem::path& file, const char* why) {
    const std::string text = complaint(file);
    CAPTURE(text);
    CHECK(text.find("cannot write") != std::string::npos);
    CHECK(text.find(why) != std::string::npos);
  };
  complains(folder.path(), "not a regular file");
  complains(path + "/", "not a regular file");
  complains("/dev/null", "not a regular file");
  complains(folder / "missing/x.pth", "No such file or directory");
  scratch::write(folder / "file", "");
  complains(folder / "file/x.pth", "Not a directory");
  CHECK(folder.files() == 1);
  if (::geteuid() == 0) {
    MESSAGE("skipped: root may write everywhere");
    return;
  }
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  CHECK(complaint(folder / "x.pth").find("Permission denied") != std::string::npos);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}

}  // namespace require_writable_tests
