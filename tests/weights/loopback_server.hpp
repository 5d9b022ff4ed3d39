#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

/// A web server on the loopback address that answers rightly, or wrongly in the ways that real ones do.
namespace loopback {

struct Answer {
  std::string body{};
  std::string status = "200 OK";
  std::string header{};                   ///< one more line, without its end
  bool says_length = true;                ///< Content-Length of the whole body
  std::size_t sends = std::string::npos;  ///< bytes of the body that are sent
  bool stalls = false;                    ///< then keeps the connection open and sends nothing
};

using Answers = std::map<std::string, Answer>;  ///< by path

class Server {
 public:
  explicit Server(Answers answers) : answers_(std::move(answers)), listens_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listens_, plain, size) != 0 || ::listen(listens_, 8) != 0 || ::getsockname(listens_, plain, &size) != 0)
      throw std::runtime_error("no loopback server");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    stop_ = true;
    thread_.join();
    ::close(listens_);
  }

  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  int requests() const { return requests_; }

 private:
  /// Waits until there is something to read, or the server stops.
  bool readable(int socket) const {
    while (!stop_) {
      pollfd wait{socket, POLLIN, 0};
      if (::poll(&wait, 1, 20) > 0) return true;
    }
    return false;
  }

  void serve() {
    while (readable(listens_)) {
      const int client = ::accept4(listens_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      answer(client);
      ::close(client);
    }
  }

  static void send_all(int client, const std::string& bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
      const auto sent = ::send(client, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
      if (sent <= 0) return;
      done += static_cast<std::size_t>(sent);
    }
  }

  void answer(int client) {
    std::string request;
    char buffer[1024];
    while (request.find("\r\n\r\n") == std::string::npos) {
      if (!readable(client)) return;
      const auto got = ::recv(client, buffer, sizeof buffer, 0);
      if (got <= 0) return;
      request.append(buffer, static_cast<std::size_t>(got));
    }
    ++requests_;
    const auto begin = request.find(' ') + 1;
    const auto found = answers_.find(request.substr(begin, request.find(' ', begin) - begin));
    const Answer answer =
        found != answers_.end() ? found->second : Answer{.body = "there is no such page", .status = "404 Not Found"};
    std::string head = "HTTP/1.1 " + answer.status + "\r\nConnection: close\r\n";
    if (answer.says_length) head += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
    if (!answer.header.empty()) head += answer.header + "\r\n";
    send_all(client, head + "\r\n" + answer.body.substr(0, answer.sends));
    while (answer.stalls && readable(client) && ::recv(client, buffer, sizeof buffer, 0) > 0) {
    }
  }

  Answers answers_;
  int listens_;
  int port_ = 0;
  std::atomic<bool> stop_{false};
  std::atomic<int> requests_{0};
  std::thread thread_;
};

}  // namespace loopback
