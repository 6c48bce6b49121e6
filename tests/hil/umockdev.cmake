# Tests of the genuine libserialport and libevdev path on devices that umockdev mocks.
#
# To be included from tests/CMakeLists.txt after limen_test() is defined. Without umockdev the tests are left out and
# said to be. device_preload.so answers what a pty cannot (modem lines, pedals); it can also be preloaded:
#   LD_PRELOAD=<build>/tests/libdevice_preload.so umockdev-run -d adapter.umockdev -- limen instruments
pkg_check_modules(umockdev QUIET IMPORTED_TARGET umockdev-1.0)
find_library(UMOCKDEV_PRELOAD NAMES umockdev-preload libumockdev-preload.so.0)

if(NOT umockdev_FOUND OR NOT UMOCKDEV_PRELOAD)
  message(STATUS "umockdev not found: serial ports and pedals are not tested through their libraries")
  return()
endif()

if(LIMEN_SANITIZE MATCHES "thread")
  message(STATUS "umockdev's own worker thread is not known to ThreadSanitizer: its tests are left out")
  return()
endif()

set(preload_dir ${CMAKE_CURRENT_LIST_DIR}/../support/preload)
add_library(device_preload SHARED ${preload_dir}/modem_preload.c ${preload_dir}/pedal_preload.c)
target_include_directories(device_preload PUBLIC ${preload_dir})
target_link_libraries(device_preload PRIVATE Threads::Threads ${CMAKE_DL_LIBS})

file(GLOB umockdev_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/umockdev/*_test.c)
foreach(file ${umockdev_tests})
  limen_test(${file})
  get_filename_component(name ${file} NAME_WE)
  # Linked ahead of the C library instead of preloaded, so that sanitizers find their runtime first.
  target_link_options(${name} PRIVATE -Wl,--no-as-needed)
  target_link_libraries(${name} PRIVATE device_preload ${UMOCKDEV_PRELOAD} PkgConfig::umockdev)
endforeach()
