#pragma once

namespace graft {

/// Whether graft was built with libwebp: GRAFT_HAS_WEBP was defined where its bodies were compiled.
bool has_webp();

/// Whether graft was built with libtiff: GRAFT_HAS_TIFF was defined where its bodies were compiled.
bool has_tiff();

}  // namespace graft
