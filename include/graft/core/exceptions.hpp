#pragma once

#include <stdexcept>
#include <string>

namespace graft {

/// Base of every exception that graft throws at run time; `what()` is one line: what, expected, got, where, and a hint.
/// docs/errors.md has the remedies.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A weights file that is missing, damaged, of another architecture, or not allowed to be read.
class WeightsError : public Error {
 public:
  using Error::Error;
};

/// An image or a folder of images that cannot be used as asked.
class DataError : public Error {
 public:
  using Error::Error;
};

/// Tensors, networks or edits whose shapes do not fit together.
class ShapeError : public Error {
 public:
  using Error::Error;
};

/// Training that cannot go on, such as a loss that is not a number.
class TrainingError : public Error {
 public:
  using Error::Error;
};

/// A call or an option that makes no sense, such as a batch size of zero.
class UsageError : public Error {
 public:
  using Error::Error;
};

}  // namespace graft
