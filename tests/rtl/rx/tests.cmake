foreach(bytes 8 32)
  toe_rtl_test(NAME crc32_${bytes} TOP crc32_tb DIR tests/rtl/rx PARAMS DATA_BYTES=${bytes})
  toe_rtl_test(NAME crc32_equations_${bytes} TOP crc32_tb DIR tests/rtl/rx PARAMS DATA_BYTES=${bytes} LOOKUP=0)
  toe_rtl_test(NAME rx_path_${bytes} TOP rx_path_tb DIR tests/rtl/rx PARAMS DATA_BYTES=${bytes}
               SOURCES tests/rtl/rx/rx_classify_test.c tests/rtl/rx/rx_cases.c tests/rtl/rx/rx_bench.c
                       tests/rtl/rx/frame_build.c tests/rtl/rx/frame_expect.c)
endforeach()

add_test(NAME crc32_pkg_is_current COMMAND ${CMAKE_SOURCE_DIR}/tools/gen_crc32.py --check)
set_tests_properties(crc32_pkg_is_current PROPERTIES LABELS unit)
