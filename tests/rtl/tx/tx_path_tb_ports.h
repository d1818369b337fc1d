/* Ports of tx_path_tb. */
#define RTL_NAME tx_path_tb
#define RTL_INPUTS(P)                                                                                                \
    P(rst_i)                                                                                                         \
    P(cfg_enable_i)                                                                                                  \
    P(cfg_mac_i)                                                                                                     \
    P(cfg_mtu_bytes_i)                                                                                               \
    P(cfg_ttl_i) P(act_valid_i) P(act_conn_i) P(act_ttl_i) P(act_tos_i) P(act_flags_i) P(act_seq_i) P(act_ack_i)     \
        P(act_window_i) P(act_urgent_i) P(act_mss_valid_i) P(act_payload_i) P(act_handle_i) P(act_addr_i)            \
            P(act_len_bytes_i) P(act_sum_i) P(tuple_ips_i) P(tuple_ports_i) P(rst_valid_i) P(rst_mac_i) P(rst_ips_i) \
                P(rst_ports_i) P(rst_flags_i) P(rst_seq_i) P(rst_ack_i) P(sb0_i) P(sb1_i) P(sb2_i) P(sb3_i) P(sb4_i) \
                    P(sb5_i) P(sb6_i) P(sb7_i) P(tx_nb_rsp_i) P(tx_nb_state_i) P(tx_nb_mac_i) P(tx_nb_forget_i)      \
                        P(side_valid_i) P(side_last_i) P(side_bytes_i) P(side0_i) P(side1_i) P(side2_i) P(side3_i)   \
                            P(side4_i) P(side5_i) P(side6_i) P(side7_i) P(raw_valid_i) P(raw_last_i) P(raw_bytes_i)  \
                                P(raw0_i) P(raw1_i) P(raw2_i) P(raw3_i) P(raw4_i) P(raw5_i) P(raw6_i) P(raw7_i)
#define RTL_OUTPUTS(P)                                                                                        \
    P(act_room_o)                                                                                             \
    P(rst_ready_o)                                                                                            \
    P(sb_rd_en_o)                                                                                             \
    P(sb_rd_addr_o) P(sb_free_valid_o) P(sb_free_handle_o) P(tx_nb_valid_o) P(tx_nb_ip_o) P(side_ready_o)     \
        P(raw_ready_o) P(tx_valid_o) P(tx0_o) P(tx1_o) P(tx2_o) P(tx3_o) P(tx4_o) P(tx5_o) P(tx6_o) P(tx7_o)  \
            P(tx_last_o) P(tx_bytes_o) P(stat_frame_o) P(stat_segment_o) P(stat_rst_o) P(stat_no_neighbour_o) \
                P(idle_o)
#include "rtl_shim.h"
