// expect-error: this loss is not for what the head learns: leave it out, or take one that the table in docs/tasks.md has
// expect-note: FocalLoss

#include <graft/policy/focal_loss.hpp>
#include <graft/policy/multi_label_head.hpp>
#include <graft/policy/optional_policies.hpp>

using namespace graft;

struct Tuner : OptionalVerdictFor<task_of<MultiLabelHead<3>>, FocalLoss> {};
