// link_path_tb: link_path with plain ports; wide streams in 64-bit pieces.
module link_path_tb #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned CONNS      = 64,
    parameter int unsigned TX_BYTES   = 16384
) (
    input  logic        clk_i,
    input  logic        rst_i,
    // the two streams of the host link, 8 bytes a port
    input  logic        link_reset_i,
    input  logic        in_valid_i,
    output logic        in_ready_o,
    input  logic [63:0] in0_i,
    input  logic [63:0] in1_i,
    input  logic [63:0] in2_i,
    input  logic [63:0] in3_i,
    input  logic [63:0] in4_i,
    input  logic [63:0] in5_i,
    input  logic [63:0] in6_i,
    input  logic [63:0] in7_i,
    output logic        out_valid_o,
    input  logic        out_ready_i,
    output logic [63:0] out0_o,
    output logic [63:0] out1_o,
    output logic [63:0] out2_o,
    output logic [63:0] out3_o,
    output logic [63:0] out4_o,
    output logic [63:0] out5_o,
    output logic [63:0] out6_o,
    output logic [63:0] out7_o,
    // configuration, as far as it is looked at
    output logic        cfg_enable_o,
    output logic [47:0] cfg_mac_o,
    output logic [31:0] cfg_ip_o,
    output logic [15:0] cfg_mtu_o,
    output logic [7:0]  cfg_ttl_o,
    output logic [31:0] cfg_msl_o,
    output logic [63:0] cfg_key0_o,
    output logic [63:0] cfg_key1_o,
    // commands and payload
    output logic        cmd_valid_o,
    input  logic        cmd_ready_i,
    output logic [15:0] cmd_conn_o,
    output logic [3:0]  cmd_op_o,
    output logic [31:0] cmd_arg0_o,
    output logic [31:0] cmd_arg1_o,
    output logic [31:0] cmd_arg2_o,
    output logic [31:0] cmd_arg3_o,
    output logic        pay_valid_o,
    input  logic        pay_ready_i,
    output logic [15:0] pay_conn_o,
    output logic [31:0] pay_offset_o,
    output logic [3:0]  pay_epoch_o,
    output logic [3:0]  pay_serial_o,
    output logic        pay_range_o,
    output logic        pay_psh_o,
    output logic        pay_urg_o,
    output logic [15:0] pay_urgent_o,
    output logic [15:0] pay_len_o,
    output logic [4:0]  pay_handle_o,
    output logic [15:0] pay_addr_o,
    output logic [15:0] pay_sum_o,
    output logic        listen_valid_o,
    output logic        unlisten_valid_o,
    output logic [3:0]  listener_o,
    output logic [15:0] listen_port_o,
    output logic [31:0] listen_ip_o,
    // segment buffer
    input  logic        sb_rd_en_i,
    input  logic [15:0] sb_rd_addr_i,
    output logic [63:0] sb0_o,
    output logic [63:0] sb1_o,
    output logic [63:0] sb2_o,
    output logic [63:0] sb3_o,
    output logic [63:0] sb4_o,
    output logic [63:0] sb5_o,
    output logic [63:0] sb6_o,
    output logic [63:0] sb7_o,
    input  logic        sb_free0_valid_i,
    input  logic [4:0]  sb_free0_i,
    input  logic        sb_free1_valid_i,
    input  logic [4:0]  sb_free1_i,
    // deliveries and the frame buffer
    input  logic        dlv_valid_i,
    input  logic [15:0] dlv_conn_i,
    input  logic        dlv_announce_i,
    input  logic [15:0] dlv_smss_i,
    input  logic        dlv_urgent_i,
    input  logic [31:0] dlv_urgent_end_i,
    input  logic        dlv_payload_i,
    input  logic [4:0]  dlv_handle_i,
    input  logic [15:0] dlv_addr_i,
    input  logic [15:0] dlv_len_i,
    input  logic [31:0] dlv_offset_i,
    input  logic [31:0] dlv_rcv_offset_i,
    output logic        dlv_room_o,
    output logic        fb_rd_en_o,
    output logic [15:0] fb_rd_addr_o,
    input  logic [63:0] fb0_i,
    input  logic [63:0] fb1_i,
    input  logic [63:0] fb2_i,
    input  logic [63:0] fb3_i,
    input  logic [63:0] fb4_i,
    input  logic [63:0] fb5_i,
    input  logic [63:0] fb6_i,
    input  logic [63:0] fb7_i,
    output logic        fb_free_valid_o,
    output logic [4:0]  fb_free_o,
    // marks, snapshots, tuples; `what` is {final, query, state, progress} from bit 3 down
    input  logic        dirty_valid_i,
    input  logic [15:0] dirty_conn_i,
    input  logic [3:0]  dirty_what_i,
    input  logic        closed_valid_i,
    input  logic [15:0] closed_conn_i,
    output logic        snap_valid_o,
    input  logic        snap_ready_i,
    output logic [15:0] snap_conn_o,
    output logic [3:0]  snap_what_o,
    input  logic        snap_rsp_i,
    input  logic [15:0] rsp_conn_i,
    input  logic [3:0]  rsp_what_i,
    input  logic [3:0]  rsp_state_i,
    input  logic [3:0]  rsp_err_i,
    input  logic        rsp_fin_i,
    input  logic        rsp_fin_acked_i,
    input  logic [31:0] rsp_acked_i,
    input  logic [31:0] rsp_limit_i,
    input  logic [31:0] rsp_wanted_i,
    input  logic [3:0]  rsp_epoch_i,
    input  logic [3:0]  rsp_serial_i,
    input  logic        rsp_range_out_i,
    input  logic [15:0] rsp_smss_i,
    input  logic [31:0] rsp_rcv_offset_i,
    input  logic [23:0] rsp_snd_wnd_i,
    input  logic [23:0] rsp_cwnd_i,
    input  logic [31:0] rsp_rcv_wnd_i,
    input  logic [31:0] rsp_iss_i,
    input  logic [31:0] rsp_irs_i,
    input  logic [26:0] rsp_srtt_i,
    input  logic [25:0] rsp_rttvar_i,
    input  logic [25:0] rsp_rto_i,
    input  logic [3:0]  rsp_retries_i,
    output logic        tuple_req_o,
    output logic [15:0] tuple_conn_o,
    input  logic        tuple_rsp_i,
    input  logic [31:0] tuple_local_ip_i,
    input  logic [31:0] tuple_remote_ip_i,
    input  logic [15:0] tuple_local_port_i,
    input  logic [15:0] tuple_remote_port_i,
    // raw frames
    input  logic        copy_valid_i,
    input  logic [63:0] copy0_i,
    input  logic [63:0] copy1_i,
    input  logic [63:0] copy2_i,
    input  logic [63:0] copy3_i,
    input  logic [63:0] copy4_i,
    input  logic [63:0] copy5_i,
    input  logic [63:0] copy6_i,
    input  logic [63:0] copy7_i,
    input  logic        copy_end_i,
    input  logic [1:0]  copy_class_i,
    input  logic [15:0] copy_bytes_i,
    output logic        raw_valid_o,
    input  logic        raw_ready_i,
    output logic [63:0] raw0_o,
    output logic [63:0] raw1_o,
    output logic [63:0] raw2_o,
    output logic [63:0] raw3_o,
    output logic [63:0] raw4_o,
    output logic [63:0] raw5_o,
    output logic [63:0] raw6_o,
    output logic [63:0] raw7_o,
    output logic        raw_last_o,
    output logic [7:0]  raw_bytes_o,
    // accounting
    input  logic [15:0] stat_i,
    input  logic [3:0]  disp_valid_i,
    input  logic [19:0] disp_i,
    output logic        disp_valid_o,
    output logic [4:0]  disp_o,
    input  logic [15:0] established_i,
    output logic        idle_o
);

  localparam int unsigned CntW = $clog2(DATA_BYTES + 1);
  localparam int unsigned Bits = 8 * DATA_BYTES;
  localparam int unsigned Pads = 512;

  toe_pkg::cfg_t             cfg;
  event_pkg::command_event_t   cmd;
  event_pkg::payload_event_t   pay;
  action_pkg::delivery_t        dlv;
  action_pkg::dirty_t           dirty, snap_what;
  action_pkg::snapshot_t        snap;
  net_pkg::tuple_t           tuple;
  reason_pkg::disposition_e  disp_in [4], disp_out;
  logic                      disp_valid_in [4];
  logic                      sb_free_valid [2];
  toe_pkg::handle_t          sb_free [2];
  logic [Bits-1:0]           out_data, sb_data, raw_data;
  logic [CntW-1:0]           raw_bytes;
  logic [Pads-1:0]           in_all, fb_all, copy_all, out_all, sb_all, raw_all;

  assign in_all = {in7_i, in6_i, in5_i, in4_i, in3_i, in2_i, in1_i, in0_i};
  assign fb_all = {fb7_i, fb6_i, fb5_i, fb4_i, fb3_i, fb2_i, fb1_i, fb0_i};
  assign copy_all = {copy7_i, copy6_i, copy5_i, copy4_i, copy3_i, copy2_i, copy1_i, copy0_i};
  assign out_all = Pads'(out_data);
  assign {out7_o, out6_o, out5_o, out4_o, out3_o, out2_o, out1_o, out0_o} = out_all;
  assign sb_all = Pads'(sb_data);
  assign {sb7_o, sb6_o, sb5_o, sb4_o, sb3_o, sb2_o, sb1_o, sb0_o} = sb_all;
  assign raw_all = Pads'(raw_data);
  assign {raw7_o, raw6_o, raw5_o, raw4_o, raw3_o, raw2_o, raw1_o, raw0_o} = raw_all;

  assign {cfg_enable_o, cfg_mac_o, cfg_ip_o, cfg_mtu_o, cfg_ttl_o, cfg_msl_o} =
      {cfg.enable, cfg.mac, cfg.ip, cfg.mtu_bytes, cfg.ttl, cfg.msl_us};
  assign {cfg_key1_o, cfg_key0_o} = cfg.isn_key;
  assign {cmd_op_o, cmd_arg0_o, cmd_arg1_o, cmd_arg2_o, cmd_arg3_o} = {cmd.op, cmd.arg0, cmd.arg1, cmd.arg2, cmd.arg3};
  assign {pay_offset_o, pay_epoch_o, pay_serial_o, pay_range_o, pay_psh_o, pay_urg_o, pay_urgent_o, pay_len_o, pay_handle_o, pay_addr_o,
          pay_sum_o} =
      {pay.offset, pay.epoch, pay.serial, pay.range, pay.psh, pay.urg, pay.urgent, pay.len_bytes, pay.handle, pay.addr, pay.sum};
  assign dlv = '{conn: dlv_conn_i, announce: dlv_announce_i, smss_bytes: dlv_smss_i, urgent: dlv_urgent_i,
                 urgent_end: dlv_urgent_end_i, payload: dlv_payload_i, handle: dlv_handle_i,
                 addr: dlv_addr_i, len_bytes: dlv_len_i, offset: dlv_offset_i, rcv_offset: dlv_rcv_offset_i};
  assign dirty = '{progress: dirty_what_i[0], state: dirty_what_i[1], query: dirty_what_i[2], final_closed: dirty_what_i[3]};
  assign snap_what_o = {snap_what.final_closed, snap_what.query, snap_what.state, snap_what.progress};
  assign snap = '{conn: rsp_conn_i,
                  what: '{progress: rsp_what_i[0], state: rsp_what_i[1], query: rsp_what_i[2], final_closed: rsp_what_i[3]},
                  state: rsp_state_i, err: toe_pkg::error_e'(rsp_err_i), fin_received: rsp_fin_i, fin_acked: rsp_fin_acked_i,
                  acked: rsp_acked_i, limit: rsp_limit_i, wanted: rsp_wanted_i, epoch: rsp_epoch_i, serial: rsp_serial_i,
                  range_out: rsp_range_out_i, smss_bytes: rsp_smss_i, rcv_offset: rsp_rcv_offset_i,
                  snd_wnd_bytes: rsp_snd_wnd_i, cwnd_bytes: rsp_cwnd_i, rcv_wnd_bytes: rsp_rcv_wnd_i, iss: rsp_iss_i, irs: rsp_irs_i,
                  srtt_us: rsp_srtt_i, rttvar_us: rsp_rttvar_i, rto_us: rsp_rto_i, retries: rsp_retries_i};
  assign tuple = '{local_ip: tuple_local_ip_i, remote_ip: tuple_remote_ip_i, local_port: tuple_local_port_i,
                   remote_port: tuple_remote_port_i};
  for (genvar r = 0; r < 4; r++) begin : gen_disp
    assign disp_valid_in[r] = disp_valid_i[r];
    assign disp_in[r]       = reason_pkg::disposition_e'(disp_i[5*r+:5]);
  end
  assign sb_free_valid[0] = sb_free0_valid_i;
  assign sb_free_valid[1] = sb_free1_valid_i;
  assign sb_free[0]       = sb_free0_i;
  assign sb_free[1]       = sb_free1_i;
  assign disp_o           = disp_out;
  assign raw_bytes_o      = 8'(raw_bytes);

  link_path #(.DATA_BYTES(DATA_BYTES), .CONNS(CONNS), .TX_BYTES(TX_BYTES)) dut (
      .clk_i, .rst_i, .link_reset_i, .in_valid_i, .in_ready_o, .in_data_i(in_all[Bits-1:0]),
      .out_valid_o, .out_ready_i, .out_data_o(out_data), .cfg_o(cfg),
      .cmd_valid_o, .cmd_ready_i, .cmd_conn_o, .cmd_o(cmd), .pay_valid_o, .pay_ready_i, .pay_conn_o, .pay_o(pay),
      .listen_valid_o, .unlisten_valid_o, .listener_o, .listen_port_o, .listen_ip_o,
      .sb_rd_en_i, .sb_rd_addr_i, .sb_rd_data_o(sb_data), .sb_free_valid_i(sb_free_valid), .sb_free_handle_i(sb_free),
      .dlv_valid_i, .dlv_i(dlv), .dlv_room_o, .fb_rd_en_o, .fb_rd_addr_o, .fb_rd_data_i(fb_all[Bits-1:0]),
      .fb_free_valid_o, .fb_free_handle_o(fb_free_o),
      .dirty_valid_i, .dirty_conn_i, .dirty_i(dirty), .closed_valid_i, .closed_conn_i,
      .snap_valid_o, .snap_ready_i, .snap_conn_o, .snap_what_o(snap_what), .snap_rsp_i, .snap_i(snap),
      .link_tuple_req_o(tuple_req_o), .link_tuple_conn_o(tuple_conn_o), .link_tuple_rsp_i(tuple_rsp_i), .link_tuple_i(tuple),
      .copy_valid_i, .copy_data_i(copy_all[Bits-1:0]), .copy_end_i, .copy_class_i(toe_pkg::copy_class_e'(copy_class_i)),
      .copy_bytes_i, .raw_valid_o, .raw_ready_i, .raw_data_o(raw_data), .raw_last_o, .raw_bytes_o(raw_bytes),
      .stat_i, .disp_valid_i(disp_valid_in), .disp_i(disp_in), .disp_valid_o, .disp_o(disp_out), .established_i, .clear_o(), .idle_o
  );

endmodule
