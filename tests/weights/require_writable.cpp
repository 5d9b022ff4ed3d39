#include "support/torch_doctest.hpp"

#include <unistd.h>

#include <filesystem>
#include <string>

#include <graft/weights/require_writable.hpp>

#include "scratch.hpp"

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
  CHECK(complaint(folder.path()) == "cannot write " + path + ": it is a folder; name a file in a folder that can be written");
  CHECK(complaint(path + "/").find("it is a folder") != std::string::npos);
  CHECK(complaint("").find("it is a folder") != std::string::npos);
  CHECK(complaint(folder / "missing/x.pth") == "cannot write " + path + "/missing/x.pth: the folder " + path + "/missing does not exist; name a file in a folder that can be written");
  scratch::write(folder / "file", "");
  CHECK(complaint(folder / "file/x.pth").find("/file does not exist") != std::string::npos);
  if (::geteuid() == 0) {
    MESSAGE("skipped: root may write everywhere");
    return;
  }
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  CHECK(complaint(folder / "x.pth").find("Permission denied") != std::string::npos);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}

}  // namespace require_writable_tests
