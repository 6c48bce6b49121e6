# Tests of the tree as a whole: what each layer may include, format, installation. Included by tests/CMakeLists.txt.
set(tree ${CMAKE_CURRENT_LIST_DIR})
find_program(CLANG_FORMAT NAMES clang-format-14)
find_program(SHELLCHECK NAMES shellcheck)

# limen_tree_test(NAME command…): 77 as exit code means that a tool is missing and nothing was tested.
function(limen_tree_test name)
  add_test(NAME tree_${name} COMMAND ${ARGN})
  set_tests_properties(tree_${name} PROPERTIES TIMEOUT 600 LABELS tree PROCESSORS ${PLACES_BUSY} SKIP_RETURN_CODE 77)
endfunction()

get_property(layers GLOBAL PROPERTY limen_layers)
foreach(layer ${layers})
  limen_tree_test(fence_${layer} ${CMAKE_COMMAND} -D LAYER=${layer} -D SOURCE=${PROJECT_SOURCE_DIR}
    -D BUILD=${PROJECT_BINARY_DIR} -P ${tree}/fence.cmake)
endforeach()
list(JOIN layers "," layers)
limen_tree_test(fence_table ${CMAKE_COMMAND} -D LAYERS=${layers} -D SOURCE=${PROJECT_SOURCE_DIR}
  -P ${tree}/fence_table.cmake)

limen_tree_test(headers ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target all_verify_interface_header_sets)
limen_tree_test(sans_io sh ${tree}/sans_io.sh ${CMAKE_NM} ${PROJECT_BINARY_DIR})
limen_tree_test(drivers_def sh ${tree}/drivers_def.sh ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_BINARY_DIR}/drivers_def
  ${CMAKE_C_COMPILER})
limen_tree_test(install sh ${tree}/install.sh ${CMAKE_COMMAND} ${PROJECT_BINARY_DIR} ${CMAKE_CURRENT_BINARY_DIR}/installed)
limen_tree_test(format sh ${tree}/format.sh ${PROJECT_SOURCE_DIR} ${CLANG_FORMAT})
limen_tree_test(size sh ${tree}/size.sh ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_BINARY_DIR}/size.txt)
limen_tree_test(reasons sh ${tree}/reasons.sh ${PROJECT_SOURCE_DIR})
limen_tree_test(top sh ${tree}/top.sh ${PROJECT_SOURCE_DIR})
limen_tree_test(shell sh ${tree}/shell.sh ${PROJECT_SOURCE_DIR} ${SHELLCHECK})
