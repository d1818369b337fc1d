#define RTL_NAME rx_path_tb
#define RTL_INPUTS(P)                                                                                           \
    P(rst_i)                                                                                                    \
    P(enable_i)                                                                                                 \
    P(mac_i)                                                                                                    \
    P(ip_i) P(prefix_i) P(mtu_i) P(rx_valid_i) P(rx_last_i) P(rx_error_i) P(rx_bytes_i) P(d0_i) P(d1_i) P(d2_i) \
        P(d3_i) P(d4_i) P(d5_i) P(d6_i) P(d7_i) P(ends_ready_i) P(seg_ready_i) P(fb_rd_en_i) P(fb_rd_addr_i)    \
            P(free0_valid_i) P(free1_valid_i) P(free2_valid_i) P(free0_i) P(free1_i) P(free2_i)
#define RTL_OUTPUTS(P)                                                                                                 \
    P(seg_soon_o)                                                                                                      \
    P(seg_valid_o)                                                                                                     \
    P(ends_valid_o)                                                                                                    \
    P(ends_ips_o) P(ends_ports_o) P(ends_syn_o) P(ends_ack_o) P(ends_void_o) P(seg_local_ip_o) P(seg_remote_ip_o)      \
        P(seg_local_port_o) P(seg_remote_port_o) P(seg_src_mac_o) P(seg_seq_o) P(seg_ack_o) P(seg_flags_o)             \
            P(seg_window_o) P(seg_urgent_o) P(seg_mss_valid_o) P(seg_mss_o) P(seg_len_o) P(seg_handle_o) P(seg_addr_o) \
                P(f0_o) P(f1_o) P(f2_o) P(f3_o) P(f4_o) P(f5_o) P(f6_o) P(f7_o) P(arp_valid_o) P(arp_form_o)           \
                    P(arp_sha_o) P(arp_spa_o) P(arp_tha_o) P(arp_tpa_o) P(copy_valid_o) P(c0_o) P(c1_o) P(c2_o)        \
                        P(c3_o) P(c4_o) P(c5_o) P(c6_o) P(c7_o) P(copy_end_o) P(copy_class_o) P(copy_bytes_o)          \
                            P(stat_frame_o) P(stat_segment_o) P(disp_valid_o) P(disp_o) P(idle_o)
#include "rtl_shim.h"
