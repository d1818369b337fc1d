toe_rtl_test(NAME tcb_schedule TOP tcb_schedule_tb DIR tests/rtl/tcb PARAMS CONNS=64)
toe_rtl_test(NAME event_arbiter TOP event_arbiter_tb DIR tests/rtl/tcb)
