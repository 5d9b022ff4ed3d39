# An overlay port: vcpkg install graft --overlay-ports=tests/consumer/vcpkg/ports
# graft is headers, and a CMake package whose target compiles their bodies in the project that uses it. LibTorch, Eigen, range-v3,
# stb_image and the optional libraries are not vcpkg's: they are the system's, or wherever CMAKE_PREFIX_PATH says, and graft's
# package finds them with find_package, here and when it is used.
cmake_path(ABSOLUTE_PATH CMAKE_CURRENT_LIST_DIR NORMALIZE OUTPUT_VARIABLE port)
cmake_path(APPEND port ../../../../.. OUTPUT_VARIABLE SOURCE_PATH)
cmake_path(NORMAL_PATH SOURCE_PATH)

vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS -DGRAFT_BUILD_TESTS=OFF -DGRAFT_BUILD_EXAMPLES=OFF -DGRAFT_INSTALL=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME graft CONFIG_PATH share/cmake/graft)
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
