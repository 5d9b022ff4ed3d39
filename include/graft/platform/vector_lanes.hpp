#pragma once

namespace graft::detail {

/// Sixteen float32 elements, which the compiler puts into whatever vector registers there are.
typedef float Lane __attribute__((vector_size(64)));
/// The same at any address. A typedef, since g++ drops `aligned` in an alias declaration, and where `auto` stands for it.
typedef float StoredLane __attribute__((vector_size(64), aligned(4), may_alias));

#if defined(__GNUC__) && defined(__x86_64__)

template <class Body>
[[gnu::target("avx512f")]] void in_avx512(const Body& body) {
  body();
}
template <class Body>
[[gnu::target("avx2,fma")]] void in_avx2(const Body& body) {
  body();
}

/// Runs `body`, which must be always_inline, compiled for the widest vector registers of this processor.
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
