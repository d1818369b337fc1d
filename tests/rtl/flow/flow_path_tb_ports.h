/* The ports of flow_path_tb.sv, for rtl_shim.h. */
#define RTL_NAME flow_path_tb
#define RTL_INPUTS(P)                                                                                                \
    P(rst_i)                                                                                                         \
    P(enable_i)                                                                                                      \
    P(ends_valid_i)                                                                                                  \
    P(ends_void_i)                                                                                                   \
    P(seg_soon_i)                                                                                                    \
    P(now_us_i) P(isn_key0_i) P(isn_key1_i) P(hash_key_i) P(quote_valid_i) P(seg_valid_i) P(seg_local_ip_i)          \
        P(seg_remote_ip_i) P(seg_local_port_i) P(seg_remote_port_i) P(seg_src_mac_i) P(seg_seq_i) P(seg_ack_i)       \
            P(seg_flags_i) P(seg_window_i) P(seg_urgent_i) P(seg_mss_valid_i) P(seg_mss_i) P(seg_len_bytes_i)        \
                P(seg_handle_i) P(seg_addr_i) P(ev_ready_i) P(open_valid_i) P(open_conn_i) P(open_inc_i)             \
                    P(open_local_ip_i) P(open_remote_ip_i) P(open_local_port_i) P(open_remote_port_i)                \
                        P(open_ev_ready_i) P(rel_valid_i) P(rel_kind_i) P(rel_conn_i) P(rel_inc_i) P(rel_listener_i) \
                            P(listen_valid_i) P(unlisten_valid_i) P(listener_i) P(listen_port_i) P(listen_ip_i)      \
                                P(rst_ready_i) P(nb_rsp_i) P(nb_state_i) P(nb_update_i) P(tx_tuple_en_i)             \
                                    P(tx_tuple_conn_i) P(link_tuple_req_i) P(link_tuple_conn_i)
#define RTL_OUTPUTS(P)                                                                                                 \
    P(seg_ready_o)                                                                                                     \
    P(ends_ready_o)                                                                                                    \
    P(quote_ready_o)                                                                                                   \
    P(ev_icmp_o) P(ev_valid_o) P(ev_conn_o) P(ev_inc_o) P(ev_fresh_o) P(ev_iss_o) P(ev_seq_o) P(ev_ack_o)              \
        P(ev_flags_o) P(ev_fields_o) P(ev_payload_o) P(push_valid_o) P(push_conn_o) P(push_fresh_o) P(open_ev_valid_o) \
            P(open_ev_conn_o) P(open_ev_inc_o) P(open_ev_err_o) P(open_ev_iss_o) P(rel_room_o) P(closed_valid_o)       \
                P(closed_conn_o) P(rst_valid_o) P(rst_dst_mac_o) P(rst_ips_o) P(rst_ports_o) P(rst_flags_o)            \
                    P(rst_seq_o) P(rst_ack_o) P(fb_free_valid_o) P(fb_free_handle_o) P(nb_valid_o) P(nb_ip_o)          \
                        P(tx_ips_o) P(tx_ports_o) P(link_tuple_rsp_o) P(link_ips_o) P(link_ports_o) P(disp_valid_o)    \
                            P(disp_o) P(idle_o)
#include "rtl_shim.h"
