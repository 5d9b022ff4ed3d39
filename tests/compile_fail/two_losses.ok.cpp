#include <graft/policy/focal_loss.hpp>
#include <graft/policy/label_smoothing.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>

using namespace graft;

struct Tuner : OptionalVerdict<Precision<F32>, FocalLoss> {};
struct Other : OptionalVerdict<LabelSmoothing> {};
