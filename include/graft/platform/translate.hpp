#pragma once

#include <string>
#include <utility>

#include <graft/core/exceptions.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// Calls a function and translates LibTorch's exceptions, whose text has a backtrace, into `As`, whose text is one line.
template <class As = Error, class Function>
decltype(auto) translate_errors(const char* doing, Function&& function) {
  try {
    return std::forward<Function>(function)();
  } catch (const ::c10::Error& error) {
    std::string text = error.what_without_backtrace();
    for (char& c : text)
      if (c == '\n') c = ' ';
    throw As(std::string(doing) + ": " + text);
  }
}

}  // namespace graft
