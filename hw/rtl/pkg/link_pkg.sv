// Generated from hw/link/messages.toml, hw/link/registers.toml and the enums of hw/rtl/pkg by tools/gen_link.py; do not edit.
// link_pkg: messages and registers of the host link.
// Structs are little-endian: the first byte on the link is in bits 7:0, so the first field stands last.
package link_pkg;

  localparam logic [31:0] Version = 32'd1;

  localparam int unsigned PayloadMaxBytes = 9000;
  localparam int unsigned RawMinBytes = 14;
  localparam int unsigned RawMaxBytes = 1514;
  localparam int unsigned HelloBytes = 64;
  localparam int unsigned HeaderBytes = 16;

  typedef enum logic [7:0] {
    H2ePad = 8'h00,
    H2eHello = 8'h01,
    H2eRegWrite = 8'h02,
    H2eRegRead = 8'h03,
    H2eOpen = 8'h04,
    H2eListen = 8'h05,
    H2eUnlisten = 8'h06,
    H2eSlot = 8'h07,
    H2ePayload = 8'h08,
    H2eSendEdge = 8'h09,
    H2eRecvLimit = 8'h0a,
    H2eNoReader = 8'h0b,
    H2eAbort = 8'h0c,
    H2eQuery = 8'h0d,
    H2eRawFrame = 8'h0e,
    H2eTimeouts = 8'h0f,
    H2ePacket = 8'h10
  } h2e_type_e;

  typedef enum logic [7:0] {
    E2hHello = 8'h81,
    E2hRegValue = 8'h82,
    E2hPayload = 8'h83,
    E2hProgress = 8'h84,
    E2hSnapshot = 8'h85,
    E2hQueryResult = 8'h86,
    E2hRawFrame = 8'h87,
    E2hLinkError = 8'h88,
    E2hUrgent = 8'h89
  } e2h_type_e;

  typedef enum logic [2:0] {
    LinkOk = 3'd0,
    LinkBadType = 3'd1,
    LinkBadLength = 3'd2,
    LinkBadConn = 3'd3,
    LinkNoHello = 3'd4,
    LinkBadVersion = 3'd5,
    LinkBadListener = 3'd6,
    LinkBadRegister = 3'd7
  } link_error_e;

  // the flags byte
  typedef struct packed {
    logic        announce;
    logic        final_closed;
    logic        range_out;
    logic        fin_acked;
    logic        fin;
    logic        range;
    logic        urgent;
    logic        push;
  } flags_t;

  // the header of every message
  typedef struct packed {
    logic [31:0] arg1;
    logic [31:0] arg0;
    logic [31:0] length_bytes;
    logic [15:0] conn;
    flags_t      flags;
    logic [7:0]  msg_type;
  } header_t;

  // body of h2e_open, 8 bytes
  typedef struct packed {
    logic [31:0] rcv_limit;
    logic [31:0] local_ip;
  } h2e_open_t;

  // body of e2h_hello, 16 bytes
  typedef struct packed {
    logic [31:0] reserved;
    logic [31:0] features;
    logic [15:0] listeners;
    logic [15:0] data_bytes;
    logic [31:0] conns;
  } e2h_hello_t;

  // body of e2h_progress, 8 bytes
  typedef struct packed {
    logic [15:0] smss;
    logic [7:0]  serial;
    logic [7:0]  epoch;
    logic [31:0] wanted;
  } e2h_progress_t;

  // body of e2h_snapshot, 16 bytes
  typedef struct packed {
    logic [15:0] reserved;
    logic [15:0] smss;
    logic [31:0] ports;
    logic [31:0] local_ip;
    logic [31:0] remote_ip;
  } e2h_snapshot_t;

  // body of e2h_query_result, 48 bytes
  typedef struct packed {
    logic [31:0] cwnd;
    logic [7:0]  epoch;
    logic [7:0]  retries;
    logic [15:0] smss;
    logic [31:0] rto_us;
    logic [31:0] rttvar_us4;
    logic [31:0] srtt_us8;
    logic [31:0] irs;
    logic [31:0] iss;
    logic [31:0] rcv_wnd;
    logic [31:0] snd_wnd;
    logic [31:0] limit;
    logic [31:0] wanted;
    logic [31:0] acked;
  } e2h_query_result_t;

  // register addresses, in bytes
  localparam logic [11:0] RegConfigBase  = 12'h000;
  localparam logic [11:0] RegCounterBase = 12'h100;
  localparam logic [11:0] RegStatusBase  = 12'h200;
  localparam int unsigned ConfigWords  = 22;
  localparam int unsigned StatusWords  = 1;
  localparam int unsigned StatCounters = 16;     // counters that are not dispositions
  localparam int unsigned Counters     = reason_pkg::Dispositions + StatCounters;

  localparam logic [11:0] RegEnable = 12'h000;
  localparam logic [11:0] RegMac0 = 12'h004;
  localparam logic [11:0] RegMac1 = 12'h008;
  localparam logic [11:0] RegIp = 12'h00c;
  localparam logic [11:0] RegPrefixBits = 12'h010;
  localparam logic [11:0] RegGateway = 12'h014;
  localparam logic [11:0] RegMtuBytes = 12'h018;
  localparam logic [11:0] RegTtl = 12'h01c;
  localparam logic [11:0] RegIsnKey0 = 12'h020;
  localparam logic [11:0] RegIsnKey1 = 12'h024;
  localparam logic [11:0] RegIsnKey2 = 12'h028;
  localparam logic [11:0] RegIsnKey3 = 12'h02c;
  localparam logic [11:0] RegHashKey = 12'h030;
  localparam logic [11:0] RegRtoMinUs = 12'h034;
  localparam logic [11:0] RegRtoInitialUs = 12'h038;
  localparam logic [11:0] RegRtoMaxUs = 12'h03c;
  localparam logic [11:0] RegMslUs = 12'h040;
  localparam logic [11:0] RegSynRetries = 12'h044;
  localparam logic [11:0] RegDataRetries = 12'h048;
  localparam logic [11:0] RegArpAgeUs = 12'h04c;
  localparam logic [11:0] RegFinWaitUs = 12'h050;
  localparam logic [11:0] RegAckDelayUs = 12'h054;
  localparam logic [11:0] RegEstablished = 12'h200;

  // places of the pulses in stat_i; the counter's number is reason_pkg::Dispositions higher
  localparam int unsigned StatEtherStatsPkts = 0;
  localparam int unsigned StatEtherStatsTxPkts = 1;
  localparam int unsigned StatTcpInSegs = 2;
  localparam int unsigned StatTcpOutSegs = 3;
  localparam int unsigned StatTcpRetransSegs = 4;
  localparam int unsigned StatTcpActiveOpens = 5;
  localparam int unsigned StatTcpPassiveOpens = 6;
  localparam int unsigned StatTcpAttemptFails = 7;
  localparam int unsigned StatTcpEstabResets = 8;
  localparam int unsigned StatTcpOutRsts = 9;
  localparam int unsigned StatTcpRtoTimeouts = 10;
  localparam int unsigned StatTcpPersistProbes = 11;
  localparam int unsigned StatLinkUnwanted = 12;
  localparam int unsigned StatTxNoNeighbour = 13;
  localparam int unsigned StatArpInRequests = 14;
  localparam int unsigned StatArpOutRequests = 15;

  localparam toe_pkg::cfg_t CfgReset = '{
    enable: 1'd0,
    mac: 48'd0,
    ip: 32'd0,
    prefix_bits: 6'd24,
    gateway: 32'd0,
    mtu_bytes: 16'd1500,
    ttl: 8'd64,
    isn_key: 128'd0,
    hash_key: 32'd2654435769,
    rto_min_us: 26'd200000,
    rto_initial_us: 26'd1000000,
    rto_max_us: 26'd60000000,
    msl_us: 32'd30000000,
    syn_retries: 4'd7,
    data_retries: 4'd15,
    arp_age_us: 32'd60000000,
    fin_wait_us: 32'd60000000,
    ack_delay_us: 18'd40000
  };

  // the configuration with one word (a register address divided by 4) written
  function automatic toe_pkg::cfg_t cfg_write(toe_pkg::cfg_t cfg, logic [5:0] word, logic [31:0] value);
    toe_pkg::cfg_t r = cfg;
    unique case (word)
      6'd0: r.enable = value[0];
      6'd1: r.mac[31:0] = value;
      6'd2: r.mac[47:32] = value[15:0];
      6'd3: r.ip = value;
      6'd4: r.prefix_bits = value[5:0];
      6'd5: r.gateway = value;
      6'd6: r.mtu_bytes = value[15:0];
      6'd7: r.ttl = value[7:0];
      6'd8: r.isn_key[31:0] = value;
      6'd9: r.isn_key[63:32] = value;
      6'd10: r.isn_key[95:64] = value;
      6'd11: r.isn_key[127:96] = value;
      6'd12: r.hash_key = value;
      6'd13: r.rto_min_us = value[25:0];
      6'd14: r.rto_initial_us = value[25:0];
      6'd15: r.rto_max_us = value[25:0];
      6'd16: r.msl_us = value;
      6'd17: r.syn_retries = value[3:0];
      6'd18: r.data_retries = value[3:0];
      6'd19: r.arp_age_us = value;
      6'd20: r.fin_wait_us = value;
      6'd21: r.ack_delay_us = value[17:0];
      default: ;
    endcase
    return r;
  endfunction

  // one word of the configuration
  function automatic logic [31:0] cfg_read(toe_pkg::cfg_t cfg, logic [5:0] word);
    unique case (word)
      6'd0: return 32'(cfg.enable);
      6'd1: return cfg.mac[31:0];
      6'd2: return 32'(cfg.mac[47:32]);
      6'd3: return cfg.ip;
      6'd4: return 32'(cfg.prefix_bits);
      6'd5: return cfg.gateway;
      6'd6: return 32'(cfg.mtu_bytes);
      6'd7: return 32'(cfg.ttl);
      6'd8: return cfg.isn_key[31:0];
      6'd9: return cfg.isn_key[63:32];
      6'd10: return cfg.isn_key[95:64];
      6'd11: return cfg.isn_key[127:96];
      6'd12: return cfg.hash_key;
      6'd13: return 32'(cfg.rto_min_us);
      6'd14: return 32'(cfg.rto_initial_us);
      6'd15: return 32'(cfg.rto_max_us);
      6'd16: return cfg.msl_us;
      6'd17: return 32'(cfg.syn_retries);
      6'd18: return 32'(cfg.data_retries);
      6'd19: return cfg.arp_age_us;
      6'd20: return cfg.fin_wait_us;
      6'd21: return 32'(cfg.ack_delay_us);
      default: return '0;
    endcase
  endfunction

endpackage
