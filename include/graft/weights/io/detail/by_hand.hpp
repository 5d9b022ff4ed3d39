#pragma once

#include <filesystem>
#include <string>

#include <graft/core/printable.hpp>

namespace graft::detail {

/// Text as one word of a POSIX shell's command line, quoted only where it must be.
inline std::string shell_word(const std::string& text) {
  constexpr const char* plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// The command with which a user downloads a file by hand. graft prints such commands in errors and never runs one.
/// With -f, curl does not save the server's error page as the file.
inline std::string download_command(const std::string& url, const std::filesystem::path& file) {
  return printable("curl -fL --create-dirs -o " + shell_word(file.string()) + " " + shell_word(url));
}

/// The commands with which a user fetches the npm package `name`@`version` by hand, into folder/name.
inline std::string npm_commands(const std::string& name, const std::string& version, const std::filesystem::path& folder) {
  const std::string place = printable(shell_word(folder.string()));
  return "mkdir -p " + place + " && cd " + place + " && npm pack " + shell_word(name + "@" + version) + " && tar -xzf " +
         shell_word(name + "-" + version + ".tgz") + " && mv package " + shell_word(name);
}

}  // namespace graft::detail
