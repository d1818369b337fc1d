set(link_sources tests/rtl/link/link_bench.c tests/rtl/link/link_in_test.c tests/rtl/link/link_out_test.c
    tests/rtl/link/link_raw_test.c tests/rtl/link/link_random_test.c)
foreach(shape 8:64 8:1 8:1024 32:64 4:64 16:64 64:64)
  string(REPLACE ":" ";" pair ${shape})
  list(GET pair 0 bytes)
  list(GET pair 1 conns)
  toe_rtl_test(NAME link_path_${bytes}_${conns} TOP link_path_tb DIR tests/rtl/link
               PARAMS DATA_BYTES=${bytes} CONNS=${conns} SOURCES ${link_sources})
endforeach()

add_test(NAME link_definition_is_current COMMAND ${CMAKE_SOURCE_DIR}/tools/gen_link.py --check)
set_tests_properties(link_definition_is_current PROPERTIES LABELS unit)
