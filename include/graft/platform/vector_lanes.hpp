#pragma once

namespace graft::detail {

/// Sixteen float32 elements: the compiler takes whatever registers there are for them.
typedef float Lane __attribute__((vector_size(64)));
typedef float StoredLane
    __attribute__((vector_size(64), aligned(4), may_alias));  // g++ drops `aligned` in an alias, and where `auto` stands for it

#if defined(__GNUC__) && defined(__x86_64__)

template <class Body>
[[gnu::target("avx512f")]] void in_avx512(const Body& body) {
  body();
}
template <class Body>
[[gnu::target("avx2,fma")]] void in_avx2(const Body& body) {
  body();
}

/// Runs `body`, which must be inlined always, in the widest registers of this processor.
template <class Body>
void in_widest_registers(const Body& body) {
  if (__builtin_cpu_supports("avx512f"))
    in_avx512(body);
  else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    in_avx2(body);
  else
    body();
}

#else

template <class Body>
void in_widest_registers(const Body& body) {
  body();
}

#endif

}  // namespace graft::detail
