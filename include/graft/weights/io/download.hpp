#pragma once

#include <filesystem>
#include <string>

#include <graft/core/exceptions.hpp>

namespace graft {

/// How a file is downloaded. Units: whole seconds, at least 1.
struct DownloadOptions {
  std::string sha256{};      ///< what the file's SHA-256 must begin with, in lower-case hexadecimal; empty: it is not checked
  bool progress = true;      ///< a bar on standard error where that is a terminal
  int connect_seconds = 30;  ///< until the server must have answered the call
  int stall_seconds = 30;    ///< for which fewer than 1024 bytes a second may come
};

/// Downloads a file by http or https, makes the folder it goes to, and follows redirects, but none from https to http.
///
/// The file appears under its name when all of it is there and its hash is right; until then, and after an error, what was
/// there before is unchanged. Proxies are taken from the environment, as curl does.
///
/// Errors: WeightsError, one line with the reason and the command that does it by hand: the server cannot be reached,
///         answers with an error (named), stalls, stops early, sends other bytes than the hash says, or the disk is full;
///         or graft was built without libcurl. UsageError for seconds below 1.
///
/// Example: `download("https://download.pytorch.org/models/resnet18-f37072fd.pth", "resnet18.pth", {.sha256 = "f37072fd"});`
void download(const std::string& url, const std::filesystem::path& file, const DownloadOptions& options = {});

/// Whether graft's bodies were built with libcurl (GRAFT_HAS_CURL), so that `download` works.
[[nodiscard]] bool can_download();

}  // namespace graft
