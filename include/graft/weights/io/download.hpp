#pragma once

#include <filesystem>
#include <string>

#include <graft/core/exceptions.hpp>

namespace graft {

/// How a file is downloaded. Units: whole seconds, at least 1.
struct DownloadOptions {
  std::string sha256{};      ///< what the file's SHA-256 must begin with, in lower-case hexadecimal; empty: it is not checked
  bool progress = true;      ///< a bar on standard error where that is a terminal
  int connect_seconds = 30;  ///< the longest wait for a connection
  int stall_seconds = 30;    ///< the longest time with fewer than 1024 bytes a second
};

/// Downloads a file by http or https into a folder that need not exist. Redirects are followed, but not from https to http.
///
/// The file appears under its name when it is complete and its hash is right; until then, and after an error, an existing file
/// is unchanged. Proxies are taken from the environment, as curl does.
///
/// Errors: WeightsError, one line with the reason and the command that downloads the file by hand, if the server cannot be
///         reached, answers with an error (named), stalls, stops early or sends bytes of another hash, if the disk is full, or
///         if graft was built without libcurl. UsageError for seconds below 1.
///
/// Example: `download("https://download.pytorch.org/models/resnet18-f37072fd.pth", "resnet18.pth", {.sha256 = "f37072fd"});`
void download(const std::string& url, const std::filesystem::path& file, const DownloadOptions& options = {});

/// Whether graft's bodies were built with libcurl (GRAFT_HAS_CURL), so that `download` works.
[[nodiscard]] bool can_download();

}  // namespace graft
