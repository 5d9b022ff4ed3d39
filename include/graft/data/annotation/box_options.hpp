#pragma once

namespace graft {

/// What a reader does with boxes that are not wholly inside their image.
struct BoxOptions {
  bool clip_boxes = true;            ///< boxes partly outside are clipped and counted; otherwise an error
  bool leave_out_bad_boxes = false;  ///< boxes without area, or wholly outside, are left out and counted; otherwise an error
};

}  // namespace graft
