#include "support/torch_doctest.hpp"

#include <algorithm>
#include <string>

#include <graft/weights/io/detail/sha256.hpp>

namespace sha256_tests {

std::string hash(const std::string& text, std::size_t piece = std::string::npos) {
  graft::detail::Sha256 sha256;
  for (std::size_t at = 0; at < text.size(); at += std::min(piece, text.size() - at))
    sha256.update(text.data() + at, std::min(piece, text.size() - at));
  return sha256.hex();
}

TEST_CASE("SHA-256 of the standard's examples") {
  CHECK(hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(
      hash(
          "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu") ==
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  CHECK(hash(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 does not depend on the pieces that the bytes come in, at any length around a block's") {
  for (std::size_t size = 1; size < 200; ++size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + (i * i + size) % 26);
    const std::string whole = hash(text);
    for (const std::size_t piece : {1U, 7U, 63U, 64U, 65U}) CHECK(hash(text, piece) == whole);
  }
}

}  // namespace sha256_tests
