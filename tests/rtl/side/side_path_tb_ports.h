#define RTL_NAME side_path_tb
#define RTL_INPUTS(P)                                                                                                 \
    P(rst_i)                                                                                                          \
    P(now_us_i)                                                                                                       \
    P(cfg_enable_i)                                                                                                   \
    P(cfg_mac_i)                                                                                                      \
    P(cfg_ip_i) P(cfg_prefix_bits_i) P(cfg_gateway_i) P(cfg_ttl_i) P(cfg_arp_age_us_i) P(arp_valid_i) P(arp_htype_i)  \
        P(arp_ptype_i) P(arp_hlen_i) P(arp_plen_i) P(arp_oper_i) P(arp_sha_i) P(arp_spa_i) P(arp_tha_i) P(arp_tpa_i)  \
            P(copy_valid_i) P(copy_data0_i) P(copy_data1_i) P(copy_data2_i) P(copy_data3_i) P(copy_data4_i)           \
                P(copy_data5_i) P(copy_data6_i) P(copy_data7_i) P(copy_end_i) P(copy_echo_i) P(copy_bytes_i)          \
                    P(tx_nb_valid_i) P(tx_nb_ip_i) P(open_nb_valid_i) P(open_nb_ip_i) P(frame_ready_i) P(copy_icmp_i) \
                        P(quote_ready_i)
#define RTL_OUTPUTS(P)                                                                                               \
    P(tx_nb_rsp_o)                                                                                                   \
    P(tx_nb_state_o)                                                                                                 \
    P(tx_nb_mac_o)                                                                                                   \
    P(open_nb_rsp_o)                                                                                                 \
    P(open_nb_state_o) P(nb_update_o) P(frame_valid_o) P(frame_data0_o) P(frame_data1_o) P(frame_data2_o)            \
        P(frame_data3_o) P(frame_data4_o) P(frame_data5_o) P(frame_data6_o) P(frame_data7_o) P(frame_last_o)         \
            P(frame_bytes_o) P(deadline_valid_o) P(deadline_us_o) P(stat_arp_in_request_o) P(stat_arp_out_request_o) \
                P(disp_arp_o) P(disp_echo_o) P(disp_drop_o) P(idle_o) P(quote_valid_o) P(quote_local_ip_o)           \
                    P(quote_remote_ip_o) P(quote_ports_o) P(quote_seq_o) P(quote_kind_code_o) P(quote_mtu_o)
#include "rtl_shim.h"
