#pragma once

namespace graft::detail {

/// The product a * b, rounded on its own.
///
/// On a CPU with fused multiply-add, a compiler may merge a product and the sum around it and round once. That changes the last
/// bit and sometimes a pixel; the volatile keeps both roundings, which the recorded results have.
inline double exact_product(double a, double b) {
  const volatile double product = a * b;
  return product;
}

}  // namespace graft::detail
