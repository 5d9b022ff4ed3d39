#pragma once

#include <type_traits>

namespace graft {

// What a head is for. Each fixes the target of an image, the default loss, the metric that chooses the best epoch, and what a
// prediction is; see the headers of the same names under task/.
class Classification;
class MultiLabel;
class Regression;
class Embedding;
class Segmentation;
class Detection;

namespace detail {

template <class H>
struct TaskOf : std::type_identity<Classification> {};
template <class H>
requires requires { typename H::task; }
struct TaskOf<H> : std::type_identity<typename H::task> {};

}  // namespace detail

/// The task of a head: its `task`, or Classification where it names none.
template <class H>
using task_of = typename detail::TaskOf<H>::type;

}  // namespace graft
