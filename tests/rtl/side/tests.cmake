foreach(bytes 4 8 32 64)
  toe_rtl_test(NAME side_path_${bytes} TOP side_path_tb DIR tests/rtl/side PARAMS DATA_BYTES=${bytes}
               SOURCES tests/rtl/side/side_bench.c tests/rtl/side/side_echo_tests.c tests/rtl/side/side_error_tests.c)
endforeach()
