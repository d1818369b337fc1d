# toe_rtl_test(NAME rx_path_8 TOP rx_path_tb DIR tests/rtl/rx [PARAMS DATA_BYTES=8 ...] [SOURCES extra.c ...])
#   Verilates DIR/TOP.sv with the RTL of hw/toe.f, compiles DIR/TOP_test.c (CUnit main) and DIR/TOP_shim.cpp, and adds a
#   ctest test rtl_NAME with the label rtl. PARAMS reach the top as -G and the C test as macros RTL_DATA_BYTES=8 ...
function(toe_rtl_test)
  cmake_parse_arguments(T "" "NAME;TOP;DIR" "PARAMS;SOURCES" ${ARGN})
  set(target rtl_${T_NAME})
  set(sources ${T_DIR}/${T_TOP}_test.c ${T_DIR}/${T_TOP}_shim.cpp ${T_SOURCES})
  list(TRANSFORM sources PREPEND ${CMAKE_SOURCE_DIR}/ REGEX "^[^/]")
  add_executable(${target} ${sources})
  set(generics "")
  foreach(p IN LISTS T_PARAMS)
    list(APPEND generics "-G${p}")
    target_compile_definitions(${target} PRIVATE RTL_${p})
  endforeach()
  verilate(${target}
    SOURCES ${CMAKE_SOURCE_DIR}/${T_DIR}/${T_TOP}.sv
    TOP_MODULE ${T_TOP} PREFIX V${T_TOP}
    VERILATOR_ARGS -F ${CMAKE_SOURCE_DIR}/hw/toe.f ${CMAKE_SOURCE_DIR}/hw/lint.vlt --assert ${generics}
    OPT_FAST -O1 ${TOE_GENERATED_OPTIONS} OPT_SLOW -O0 ${TOE_GENERATED_OPTIONS} OPT_GLOBAL ${TOE_GENERATED_OPTIONS})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests/support ${CMAKE_SOURCE_DIR}/${T_DIR})
  target_link_libraries(${target} PRIVATE PkgConfig::CUNIT)
  add_dependencies(ring_rtl ${target})
  add_test(NAME rtl_${T_NAME} COMMAND ${target})
  set_tests_properties(rtl_${T_NAME} PROPERTIES LABELS rtl TIMEOUT 300)
endfunction()
