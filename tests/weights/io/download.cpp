#include "support/torch_doctest.hpp"

#include <chrono>
#include <filesystem>
#include <string>

#include <graft/weights/io/detail/sha256.hpp>
#include <graft/weights/io/download.hpp>

#include "weights/environment.hpp"
#include "weights/loopback_server.hpp"
#include "weights/scratch.hpp"

namespace download_tests {

using graft::download;
using graft::DownloadOptions;
using graft::WeightsError;

std::string weights() {
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>(i * 31 % 251);
  return bytes;
}

std::string hash_of(const std::string& bytes) {
  graft::detail::Sha256 sha256;
  sha256.update(bytes.data(), bytes.size());
  return sha256.hex();
}

/// What a download complains about; whatever it is, the folder has the old file and no other.
std::string complaint(const std::string& url, const DownloadOptions& options = {}) {
  const environment::Variable direct("no_proxy", "127.0.0.1");
  const scratch::Folder folder;
  scratch::write(folder / "x.pth", "old");
  const std::string said = scratch::complaint<WeightsError>([&] { download(url, folder / "x.pth", options); });
  CAPTURE(said);
  CHECK(scratch::read(folder / "x.pth") == "old");
  CHECK(folder.files() == 1);
  CHECK(said.find('\n') == std::string::npos);
  CHECK(said.ends_with("(by hand: curl -fL --create-dirs -o " + (folder / "x.pth").string() + " " + url + ")"));
  return said;
}

bool contains(const std::string& text, const std::string& part) {
  CAPTURE(text);
  CAPTURE(part);
  return text.find(part) != std::string::npos;
}

TEST_CASE("without libcurl, a download says so and which command does it" * doctest::skip(graft::can_download())) {
  const scratch::Folder folder;
  const std::string file = (folder / "hub/x.pth").string();
  CHECK(scratch::complaint<WeightsError>([&] { download("http://127.0.0.1:9/x.pth", file); }) ==
        "'" + file +
            "' is not there, and this graft was built without libcurl, which would download it; get it with: curl -fL "
            "--create-dirs -o " +
            file + " http://127.0.0.1:9/x.pth");
  CHECK(folder.files() == 0);
}

TEST_CASE("a download is the server's bytes, in a folder that is made, and is checked by its hash" *
          doctest::skip(!graft::can_download())) {
  const environment::Variable direct("no_proxy", "127.0.0.1");
  const loopback::Server server(
      loopback::Answers{{"/x.pth", {.body = weights()}}, {"/stream.pth", {.body = weights(), .says_length = false}}});
  const scratch::Folder folder;
  download(server.url("/x.pth"), folder / "hub/checkpoints/x.pth", {.sha256 = hash_of(weights()).substr(0, 8)});
  CHECK(scratch::read(folder / "hub/checkpoints/x.pth") == weights());
  download(server.url("/stream.pth"), folder / "x.pth", {.sha256 = hash_of(weights())});
  CHECK(scratch::read(folder / "x.pth") == weights());
  scratch::write(folder / "x.pth", "old");
  download(server.url("/x.pth"), folder / "x.pth");
  CHECK(scratch::read(folder / "x.pth") == weights());
  CHECK(folder.files() == 2);
}

TEST_CASE("bytes with another hash are thrown away" * doctest::skip(!graft::can_download())) {
  const loopback::Server server(loopback::Answers{{"/x.pth", {.body = weights()}}});
  CHECK(contains(complaint(server.url("/x.pth"), {.sha256 = "0123456789"}),
                 "its SHA-256 begins with " + hash_of(weights()).substr(0, 10) + ", expected 0123456789"));
}

TEST_CASE("a connection that ends early leaves nothing, whether the server had said the length or not" *
          doctest::skip(!graft::can_download())) {
  const loopback::Server server(loopback::Answers{{"/said.pth", {.body = weights(), .sends = 1000}},
                                                  {"/unsaid.pth", {.body = weights(), .says_length = false, .sends = 1000}},
                                                  {"/empty.pth", {.says_length = false}}});
  CHECK(contains(complaint(server.url("/said.pth")), "the connection ended after 1000 of 300000 bytes; nothing was kept"));
  CHECK(contains(complaint(server.url("/unsaid.pth"), {.sha256 = "0123456789"}), "expected 0123456789"));
  CHECK(contains(complaint(server.url("/empty.pth")), "the answer is empty"));
}

TEST_CASE("redirects are followed, but not in a circle and not to a file" * doctest::skip(!graft::can_download())) {
  const environment::Variable direct("no_proxy", "127.0.0.1");
  const loopback::Server to(loopback::Answers{{"/x.pth", {.body = weights()}}});
  const loopback::Server server(
      loopback::Answers{{"/moved.pth", {.status = "301 Moved Permanently", .header = "Location: /there.pth"}},
                        {"/there.pth", {.status = "302 Found", .header = "Location: " + to.url("/x.pth")}},
                        {"/circle.pth", {.status = "307 Temporary Redirect", .header = "Location: /circle.pth"}},
                        {"/file.pth", {.status = "302 Found", .header = "Location: file:///etc/hostname"}}});
  const scratch::Folder folder;
  download(server.url("/moved.pth"), folder / "x.pth", {.sha256 = hash_of(weights())});
  CHECK(scratch::read(folder / "x.pth") == weights());
  CHECK(server.requests() == 2);
  CHECK(to.requests() == 1);
  CHECK(contains(complaint(server.url("/circle.pth")), "redirects"));
  CHECK(contains(complaint(server.url("/file.pth")), "\"file\""));
  CHECK(contains(complaint("file:///etc/hostname"), "\"file\""));
}

TEST_CASE("an error that the server answers with is named, and its page is not kept" * doctest::skip(!graft::can_download())) {
  const loopback::Server server(loopback::Answers{{"/no.pth", {.body = "no", .status = "403 Forbidden"}},
                                                  {"/broken.pth", {.body = "oh", .status = "503 Service Unavailable"}}});
  CHECK(contains(complaint(server.url("/x.pth")), "the server answers HTTP 404 (not found)"));
  CHECK(contains(complaint(server.url("/no.pth")), "the server answers HTTP 403 (not allowed)"));
  CHECK(contains(complaint(server.url("/broken.pth")), "the server answers HTTP 503 (an error of the server: try later)"));
}

TEST_CASE("a server that stalls is given up" * doctest::skip(!graft::can_download())) {
  const loopback::Server server(loopback::Answers{{"/x.pth", {.body = weights(), .sends = 500, .stalls = true}}});
  const auto began = std::chrono::steady_clock::now();
  CHECK(contains(complaint(server.url("/x.pth"), {.stall_seconds = 1}),
                 "the server stalled: fewer than 1024 bytes a second for 1 s, after 500 of 300000 bytes"));
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
}

TEST_CASE("a server that is not there, a name that is no server's, and a folder that cannot be made are errors" *
          doctest::skip(!graft::can_download())) {
  std::string gone;
  {
    const loopback::Server server(loopback::Answers{});
    gone = server.url("/x.pth");
  }
  CHECK(contains(complaint(gone), "connect"));
  CHECK(contains(complaint("http:///x.pth"), "cannot download 'http:///x.pth': "));
  const scratch::Folder folder;
  scratch::write(folder / "file", "");
  CHECK(contains(scratch::complaint<WeightsError>([&] { download(gone, folder / "file/x.pth"); }),
                 "cannot make the folder '" + (folder / "file").string() + "' for a download"));
}

TEST_CASE("times of less than a second are refused") {
  CHECK(scratch::complaint<graft::UsageError>([] { download("http://127.0.0.1/x.pth", "x.pth", {.stall_seconds = 0}); }) ==
        "connect_seconds and stall_seconds must be at least 1, got 30 and 0");
}

}  // namespace download_tests
