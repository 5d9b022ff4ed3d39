#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include <unistd.h>

#ifdef GRAFT_HAS_CURL
#include <curl/curl.h>
#endif

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/core/terminal_bar.hpp>
#include <graft/version.hpp>
#include <graft/weights/io/atomic_file.hpp>
#include <graft/weights/io/detail/by_hand.hpp>
#include <graft/weights/io/detail/sha256.hpp>
#include <graft/weights/io/download.hpp>

namespace graft {
namespace detail {

#ifdef GRAFT_HAS_CURL

/// One transfer with libcurl, into an AtomicFile.
class Transfer {
 public:
  Transfer(const std::string& url, const std::filesystem::path& file, const DownloadOptions& options)
      : url_(url),
        path_(file),
        file_(file),
        stall_seconds_(options.stall_seconds),
        draws_(options.progress && ::isatty(STDERR_FILENO) == 1) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);  // once in the process, by one thread
    curl_.reset(ready == CURLE_OK ? curl_easy_init() : nullptr);
    if (!curl_) fail("libcurl does not start");
    const char* protocols = url.starts_with("https:") ? "https" : "http,https";
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_USERAGENT, user_agent().c_str());
#if LIBCURL_VERSION_NUM >= 0x075500
    set(CURLOPT_PROTOCOLS_STR, protocols);
    set(CURLOPT_REDIR_PROTOCOLS_STR, protocols);
#else
    const long allowed = std::string(protocols) == "https" ? CURLPROTO_HTTPS : CURLPROTO_HTTP | CURLPROTO_HTTPS;
    set(CURLOPT_PROTOCOLS, allowed);
    set(CURLOPT_REDIR_PROTOCOLS, allowed);
#endif
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, 10L);
    set(CURLOPT_FAILONERROR, 1L);
    set(CURLOPT_NOSIGNAL, 1L);  // libcurl must not touch the program's signals
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(options.connect_seconds));
    set(CURLOPT_LOW_SPEED_LIMIT, 1024L);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stall_seconds));
    set(CURLOPT_ERRORBUFFER, problem_);
    set(CURLOPT_WRITEFUNCTION, &Transfer::receive);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  }

  /// Transfers the whole file, or throws.
  void run(const std::string& sha256) {
    const CURLcode code = curl_easy_perform(curl_.get());
    if (draws_) TerminalBar::clear();
    if (thrown_) std::rethrow_exception(thrown_);
    if (code != CURLE_OK) fail(reason(code));
    if (received_ == 0) fail("the answer is empty");
    const std::string got = hash_.hex();
    if (!got.starts_with(sha256))
      fail("the server sent another file: its SHA-256 begins with " + got.substr(0, sha256.size()) + ", expected " +
           printable(sha256));
    file_.commit();
  }

 private:
  struct Close {
    void operator()(CURL* curl) const noexcept { curl_easy_cleanup(curl); }
  };

  [[nodiscard]] static std::string user_agent() { return "graft/" GRAFT_VERSION_STRING; }

  template <class Value>
  void set(CURLoption option, Value value) {
    if (const CURLcode code = curl_easy_setopt(curl_.get(), option, value); code != CURLE_OK)
      fail(std::string("libcurl refuses an option: ") + curl_easy_strerror(code));
  }

  /// Called by libcurl with bytes. No exception may pass through C code: it is kept until the transfer has ended.
  static std::size_t receive(char* bytes, std::size_t one, std::size_t count, void* transfer) {
    auto& self = *static_cast<Transfer*>(transfer);
    try {
      if (self.received_ == 0) self.begin();
      self.file_.write(bytes, one * count);
      self.hash_.update(bytes, one * count);
      self.received_ += static_cast<std::int64_t>(one * count);
      self.draw();
      return one * count;
    } catch (...) {
      self.thrown_ = std::current_exception();
      return 0;
    }
  }

  void begin() {
    curl_off_t length = -1;
    curl_easy_getinfo(curl_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    total_ = length;
    bar_.begin(printable(path_.filename().string()), total_);
  }

  void draw() {
    if (!draws_ || !bar_.due(received_)) return;
    const auto megabytes = [](double bytes) { return bytes / 1e6; };
    char text[128];
    if (total_ > 0)
      std::snprintf(text, sizeof text, "%.1f/%.1f MB  %.1f MB/s  %.0f s left", megabytes(static_cast<double>(received_)),
                    megabytes(static_cast<double>(total_)), megabytes(bar_.rate(received_)), bar_.left(received_));
    else
      std::snprintf(text, sizeof text, "%.1f MB  %.1f MB/s", megabytes(static_cast<double>(received_)),
                    megabytes(bar_.rate(received_)));
    bar_.show(received_, text);
  }

  [[nodiscard]] std::string reason(CURLcode code) const {
    if (code == CURLE_HTTP_RETURNED_ERROR) {
      long status = 0;
      curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
      return "the server answers HTTP " + std::to_string(status) + meaning(status);
    }
    const std::string so_far = std::to_string(received_) + (total_ > 0 ? " of " + std::to_string(total_) : "") + " bytes";
    if (code == CURLE_PARTIAL_FILE) return "the connection ended after " + so_far;
    curl_off_t connected = 0;
    curl_easy_getinfo(curl_.get(), CURLINFO_PRETRANSFER_TIME_T, &connected);
    if (code == CURLE_OPERATION_TIMEDOUT && connected > 0)
      return "the server stalled: fewer than 1024 bytes a second for " + std::to_string(stall_seconds_) + " s, after " + so_far;
    return problem_[0] != '\0' ? problem_ : curl_easy_strerror(code);
  }

  [[nodiscard]] static std::string meaning(long status) {
    if (status == 401 || status == 403) return " (not allowed)";
    if (status == 404 || status == 410) return " (not found)";
    if (status == 429) return " (too many requests: wait)";
    return status >= 500 ? " (an error of the server: try later)" : "";
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw WeightsError("cannot download '" + printable(url_) + "': " + printable(why) +
                       "; nothing was kept (by hand: " + download_command(url_, path_) + ")");
  }

  std::string url_;
  std::filesystem::path path_;
  AtomicFile file_;
  int stall_seconds_;
  bool draws_;
  std::unique_ptr<CURL, Close> curl_;
  char problem_[CURL_ERROR_SIZE]{};
  Sha256 hash_;
  TerminalBar bar_;
  std::int64_t received_ = 0;
  std::int64_t total_ = -1;
  std::exception_ptr thrown_;
};

#endif  // GRAFT_HAS_CURL

}  // namespace detail

bool can_download() {
#ifdef GRAFT_HAS_CURL
  return true;
#else
  return false;
#endif
}

void download(const std::string& url, const std::filesystem::path& file, const DownloadOptions& options) {
  if (options.connect_seconds < 1 || options.stall_seconds < 1)
    throw UsageError("connect_seconds and stall_seconds must be at least 1, got " + std::to_string(options.connect_seconds) +
                     " and " + std::to_string(options.stall_seconds));
#ifdef GRAFT_HAS_CURL
  std::error_code problem;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), problem);
  if (problem)
    throw WeightsError("cannot make the folder '" + printable(file.parent_path().string()) +
                       "' for a download: " + problem.message());
  detail::Transfer(url, file, options).run(options.sha256);
#else
  throw WeightsError("'" + printable(file.string()) +
                     "' is not there, and this graft was built without libcurl, which would download it; get it with: " +
                     detail::download_command(url, file));
#endif
}

}  // namespace graft
