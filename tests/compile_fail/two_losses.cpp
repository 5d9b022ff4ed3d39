// expect-error: two losses are named, and a step has one: keep one, or write the sum of both as a loss of your own
// expect-note: FocalLoss

#include <graft/policy/focal_loss.hpp>
#include <graft/policy/label_smoothing.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>

using namespace graft;

struct Tuner : OptionalVerdict<LabelSmoothing, Precision<F32>, FocalLoss> {};
