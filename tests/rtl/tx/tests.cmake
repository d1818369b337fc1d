# Module tests of the tx room and of stream_realign.
foreach(bytes 8 32)
  toe_rtl_test(NAME stream_realign_${bytes} TOP stream_realign_tb DIR tests/rtl/tx PARAMS DATA_BYTES=${bytes})
endforeach()
foreach(bytes 8 32 64)
  toe_rtl_test(NAME tx_path_${bytes} TOP tx_path_tb DIR tests/rtl/tx PARAMS DATA_BYTES=${bytes}
               SOURCES tests/rtl/tx/tx_bench.c tests/rtl/tx/frame_check.c)
endforeach()
