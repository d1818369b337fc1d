#define RTL_NAME link_path_tb
#define RTL_INPUTS(P)                                                                                                  \
    P(rst_i)                                                                                                           \
    P(link_reset_i)                                                                                                    \
    P(in_valid_i)                                                                                                      \
    P(in0_i)                                                                                                           \
    P(in1_i) P(in2_i) P(in3_i) P(in4_i) P(in5_i) P(in6_i) P(in7_i) P(out_ready_i) P(cmd_ready_i) P(pay_ready_i)        \
        P(sb_rd_en_i) P(sb_rd_addr_i) P(sb_free0_valid_i) P(sb_free0_i) P(sb_free1_valid_i) P(sb_free1_i)              \
            P(dlv_valid_i) P(dlv_conn_i) P(dlv_announce_i) P(dlv_smss_i) P(dlv_payload_i) P(dlv_urgent_i)              \
                P(dlv_urgent_end_i) P(dlv_handle_i) P(dlv_addr_i) P(dlv_len_i) P(dlv_offset_i) P(dlv_rcv_offset_i)     \
                    P(fb0_i) P(fb1_i) P(fb2_i) P(fb3_i) P(fb4_i) P(fb5_i) P(fb6_i) P(fb7_i) P(dirty_valid_i)           \
                        P(dirty_conn_i) P(dirty_what_i) P(closed_valid_i) P(closed_conn_i) P(snap_ready_i)             \
                            P(snap_rsp_i) P(rsp_conn_i) P(rsp_what_i) P(rsp_state_i) P(rsp_err_i) P(rsp_fin_i)         \
                                P(rsp_fin_acked_i) P(rsp_acked_i) P(rsp_limit_i) P(rsp_wanted_i) P(rsp_epoch_i)        \
                                    P(rsp_serial_i) P(rsp_range_out_i) P(rsp_smss_i) P(rsp_rcv_offset_i)               \
                                        P(rsp_snd_wnd_i) P(rsp_cwnd_i) P(rsp_rcv_wnd_i) P(rsp_iss_i) P(rsp_irs_i)      \
                                            P(rsp_srtt_i) P(rsp_rttvar_i) P(rsp_rto_i) P(rsp_retries_i) P(tuple_rsp_i) \
                                                P(tuple_local_ip_i) P(tuple_remote_ip_i) P(tuple_local_port_i)         \
                                                    P(tuple_remote_port_i) P(copy_valid_i) P(copy0_i) P(copy1_i)       \
                                                        P(copy2_i) P(copy3_i) P(copy4_i) P(copy5_i) P(copy6_i)         \
                                                            P(copy7_i) P(copy_end_i) P(copy_class_i) P(copy_bytes_i)   \
                                                                P(raw_ready_i) P(stat_i) P(disp_valid_i) P(disp_i)     \
                                                                    P(established_i)
#define RTL_OUTPUTS(P)                                                                                                \
    P(in_ready_o)                                                                                                     \
    P(out_valid_o)                                                                                                    \
    P(out0_o)                                                                                                         \
    P(out1_o)                                                                                                         \
    P(out2_o) P(out3_o) P(out4_o) P(out5_o) P(out6_o) P(out7_o) P(cfg_enable_o) P(cfg_mac_o) P(cfg_ip_o) P(cfg_mtu_o) \
        P(cfg_ttl_o) P(cfg_msl_o) P(cfg_key0_o) P(cfg_key1_o) P(cmd_valid_o) P(cmd_conn_o) P(cmd_op_o) P(cmd_arg0_o)  \
            P(cmd_arg1_o) P(cmd_arg2_o) P(cmd_arg3_o) P(pay_valid_o) P(pay_conn_o) P(pay_offset_o) P(pay_epoch_o)     \
                P(pay_serial_o) P(pay_range_o) P(pay_psh_o) P(pay_urg_o) P(pay_urgent_o) P(pay_len_o) P(pay_handle_o) \
                    P(pay_addr_o) P(pay_sum_o) P(listen_valid_o) P(unlisten_valid_o) P(listener_o) P(listen_port_o)   \
                        P(listen_ip_o) P(sb0_o) P(sb1_o) P(sb2_o) P(sb3_o) P(sb4_o) P(sb5_o) P(sb6_o) P(sb7_o)        \
                            P(dlv_room_o) P(fb_rd_en_o) P(fb_rd_addr_o) P(fb_free_valid_o) P(fb_free_o)               \
                                P(snap_valid_o) P(snap_conn_o) P(snap_what_o) P(tuple_req_o) P(tuple_conn_o)          \
                                    P(raw_valid_o) P(raw0_o) P(raw1_o) P(raw2_o) P(raw3_o) P(raw4_o) P(raw5_o)        \
                                        P(raw6_o) P(raw7_o) P(raw_last_o) P(raw_bytes_o) P(disp_valid_o) P(disp_o)    \
                                            P(idle_o)
#include "rtl_shim.h"
