#pragma once

namespace graft {

/// Whether graft was built with pugixml, which read_voc needs: GRAFT_HAS_PUGIXML was defined where its bodies were compiled.
bool has_pugixml();

}  // namespace graft
