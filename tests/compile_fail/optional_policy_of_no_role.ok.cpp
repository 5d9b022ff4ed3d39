#include <graft/policy/focal_loss.hpp>
#include <graft/policy/optional_policies.hpp>

using namespace graft;

struct Tuner : OptionalVerdict<FocalLoss> {};
