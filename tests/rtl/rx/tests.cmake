foreach(bytes 8 32)
  toe_rtl_test(NAME crc32_${bytes} TOP crc32_tb DIR tests/rtl/rx PARAMS DATA_BYTES=${bytes})
  toe_rtl_test(NAME rx_path_${bytes} TOP rx_path_tb DIR tests/rtl/rx PARAMS DATA_BYTES=${bytes}
               SOURCES tests/rtl/rx/rx_bench.c tests/rtl/rx/frame_build.c tests/rtl/rx/frame_expect.c)
endforeach()
