#pragma once

namespace graft::detail {

/// a * b, rounded on its own.
///
/// On a CPU with fused multiply-add, a compiler may merge a product and the sum around it and round once, which changes
/// the last bit and with it, now and then, a pixel; the volatile keeps the two roundings that recorded results have.
inline double exact_product(double a, double b) {
  const volatile double product = a * b;
  return product;
}

}  // namespace graft::detail
