# Configures, builds and runs one consumer project in a fresh folder:
#   cmake -D way=... -D graft=SOURCE -D graft_build=BUILD -D build=FOLDER -D compiler=C -D generator=G [-D launcher=L] -P run.cmake
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(source ${CMAKE_CURRENT_LIST_DIR}/${way})
file(REMOVE_RECURSE ${build})
file(MAKE_DIRECTORY ${build})

if(way STREQUAL "meson_subproject")
  file(COPY ${source}/meson.build ${CMAKE_CURRENT_LIST_DIR}/main.cpp DESTINATION ${build}/source)
  file(MAKE_DIRECTORY ${build}/source/subprojects)
  file(CREATE_LINK ${graft} ${build}/source/subprojects/graft SYMBOLIC)
  set(ENV{CXX} "${launcher} ${compiler}")
  run(${meson} setup ${build}/build ${build}/source)
  run(${meson} test -C ${build}/build --print-errorlogs)
  return()
endif()

set(where -D GRAFT_SOURCE=${graft})
if(way STREQUAL "find_package")
  run(${CMAKE_COMMAND} --install ${graft_build} --prefix ${build}/prefix)
  set(where -D CMAKE_PREFIX_PATH=${build}/prefix)
endif()
# Nothing of the surrounding build's environment may reach the user's project.
unset(ENV{CXXFLAGS})
run(${CMAKE_COMMAND} -S ${source} -B ${build}/build -G ${generator} -D CMAKE_CXX_COMPILER=${compiler}
  -D CMAKE_CXX_COMPILER_LAUNCHER=${launcher} -D CMAKE_BUILD_TYPE= ${where})
run(${CMAKE_COMMAND} --build ${build}/build --parallel 1)
run(${build}/build/main)
if(EXISTS ${build}/build/everything)
  run(${build}/build/everything)
endif()
