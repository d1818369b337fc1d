// reason_pkg: why. Dispositions of frames (invariant 7) and reasons of decisions (the functional coverage of TCP).
package reason_pkg;

  // Every received frame ends under exactly one of these, reported by the module that ends it.
  typedef enum logic [4:0] {
    // rx_path
    DispDropFcs,            // FCS wrong or the PHY reported an error
    DispDropLength,         // runt, giant, or IP length beyond the frame
    DispDropOverflow,       // no room in the frame buffer or in the queue behind it
    DispDropDisabled,       // cfg.enable is 0
    DispDropIpHeader,       // version, header length or header checksum (RFC 1122 3.2.1.1, 3.2.1.2)
    DispDropFragment,       // a fragment addressed to us (no reassembly)
    DispDropSource,         // source address broadcast, multicast, loopback, 0 or our own (RFC 1122 3.2.1.3)
    DispDropTcpHeader,      // data offset < 5 or beyond the segment
    DispDropTcpChecksum,
    DispDropSourceRoute,    // IP source route option: not offered
    DispDropAddress,        // unicast MAC of another host; TCP to a broadcast or multicast address (MUST-57)
    // link_path
    DispRaw,                // given to the host as a raw frame
    DispDropRawFull,        // for the host, which did not keep up
    // side_path
    DispArp,                // ARP taken in (learned, answered, or of no interest)
    DispEchoReply,          // ICMP echo answered
    DispDropIcmp,           // ICMP: checksum; echo request or error that found its unit busy; error about no connection
    // flow_path
    DispReset,              // TCP segment without a connection: answered by RST
    DispDropNoConnection,   // TCP segment without a connection: RST, or to a broadcast address
    DispDropNoSlot,         // SYN to a listener whose backlog is empty
    DispDropTableFull,      // SYN that finds no place in the flow table
    // tcb_pipeline
    DispConsumed,           // judged by its connection (RFC 9293 section 3.10)
    DispDropStale           // looked up a connection that had ended before the judgement
  } disposition_e;

  localparam int unsigned Dispositions = 22;

  // What one pass of the TCB pipeline decided.
  typedef enum logic [6:0] {
    WhyNone,
    // segment arrives
    WhyStale,               // ours: incarnation differs, the connection had ended
    WhyListenSyn,           // 3.10.7.2: SYN to a slot -> SYN-RECEIVED, SYN-ACK
    WhySynSentBadAck,       // 3.10.7.3 first: ACK not acceptable -> RST
    WhySynSentBadAckRst,    // 3.10.7.3 first: ACK not acceptable, RST set -> dropped
    WhySynSentRefused,      // 3.10.7.3 second: RST with acceptable ACK -> connection refused
    WhySynSentRstNoAck,     // 3.10.7.3 second: RST without ACK -> dropped
    WhySynSentEstablished,  // 3.10.7.3 fourth: SYN-ACK -> ESTABLISHED, ACK
    WhySynSentCrossing,     // 3.10.7.3 fourth: SYN alone -> SYN-RECEIVED, SYN-ACK (simultaneous open)
    WhySynSentNothing,      // 3.10.7.3 fifth: neither SYN nor RST -> dropped
    WhyUnacceptable,        // 3.10.7.4 first: outside the window -> ACK
    WhyUnacceptableRst,     // 3.10.7.4 first: outside the window, RST set -> dropped
    WhyRst,                 // 3.10.7.4 second: RST exactly at RCV.NXT -> connection reset
    WhyRstChallenge,        // 3.10.7.4 second: RST elsewhere in the window -> challenge ACK
    WhyRstHandshake,        // 3.10.7.4 second: RST in SYN-RECEIVED -> slot back to its listener
    WhySynReturn,           // 3.10.7.4 fourth: SYN in SYN-RECEIVED from LISTEN -> slot back to its listener
    WhySynChallenge,        // 3.10.7.4 fourth: SYN in a synchronized state -> challenge ACK
    WhySynAgain,            // 3.10.7.4 first: the SYN of a SYN-RECEIVED connection again -> SYN-ACK again
    WhyNoAck,               // 3.10.7.4 fifth: ACK bit off -> dropped
    WhyAckTooNew,           // 3.10.7.4 fifth: ACK above SND.MAX -> ACK, dropped
    WhyAckTooOld,           // 3.10.7.4 fifth, RFC 5961 5.2: ACK below SND.UNA - MAX.SND.WND -> challenge ACK, dropped
    WhyChallengeLimit,      // RFC 5961 7: a challenge ACK too many: dropped
    WhySynReceivedBadAck,   // 3.10.7.4 fifth: SYN-RECEIVED, ACK not acceptable -> RST
    WhyEstablished,         // 3.10.7.4 fifth: SYN ACKed -> ESTABLISHED
    WhyAckNew,              // 3.10.7.4 fifth: SND.UNA advances
    WhyAckDuplicate,        // 3.10.7.4 fifth: nothing new
    WhyFastRetransmit,      // RFC 5681 3.2: third duplicate ACK -> the segment at SND.UNA asked of the host
    WhyAckPartial,          // RFC 6582 3.2: SND.UNA advances below recover -> the next segment asked of the host
    WhyRecovered,           // RFC 6582 3.2: SND.UNA covers recover -> fast recovery over
    WhyText,                // 3.10.7.4 seventh: text taken, ACK
    WhyTextAckWaits,        // 3.10.7.4 seventh, 3.8.6.3: text taken, its ACK waits for a second segment
    WhyTextFills,           // 3.10.7.4 seventh: text that fills a hole: taken with what was kept behind it, ACK at once
    WhyTextKept,            // 3.10.7.4 seventh, SHLD-31: text above a hole: delivered at its place, ACK at once
    WhyTextNoPlace,         // 3.10.7.4 seventh: text behind a third hole -> ACK at once, text dropped
    WhyNoReader,            // 3.10.7.4 / SHLD-3: text after the application has closed -> RST
    WhyFin,                 // 3.10.7.4 eighth: FIN taken -> ACK
    WhyFinAcked,            // 3.10.7.4 fifth: FIN ACKed
    WhyTimeWait,            // 3.10.7.4: -> TIME-WAIT
    WhyLastAck,             // 3.10.7.4 fifth: LAST-ACK -> CLOSED
    WhyTimeWaitReuse,       // 3.10.7.4 fourth, MAY-2: SYN above the old numbers in TIME-WAIT -> CLOSED, dropped
    WhyTimeWaitAgain,       // 3.10.7.4 eighth: FIN again in TIME-WAIT -> ACK, 2 MSL restarts
    // ICMP errors
    WhyIcmpOutside,         // RFC 5927 4.1: quotes nothing that is in flight -> ignored
    WhyIcmpQuench,          // 3.9.2.2, MUST-55: source quench -> ignored
    WhyIcmpSoft,            // 3.9.2.2, MUST-56: soft error -> told to the host
    WhyIcmpRefused,         // RFC 5927 5.2: port or protocol unreachable in SYN-SENT -> connection refused
    WhyPathMtu,             // RFC 1191 6.4: fragmentation needed -> smaller segments, sent again
    WhyPathMtuKept,         // RFC 1191 3: fragmentation needed for a size that is none or not smaller -> ignored
    // payload from the host
    WhySend,                // SEND: a segment leaves
    WhySendFin,             // 3.10.4: all sent, FIN leaves
    WhyPayloadStale,        // epoch of an earlier rewind: discarded
    WhyPayloadMisplaced,    // not at snd.nxt, too long, or beyond the window: discarded, new epoch
    WhyPayloadUnwanted,     // the state takes no data: discarded
    WhyProbe,               // a range answer leaves: zero-window probe (3.8.6.1)
    WhyResend,              // a range answer leaves: fast retransmit (RFC 5681 3.2)
    WhyRangeUnwanted,       // a range answer that nobody needs any more
    // host commands
    WhyOpen,                // 3.10.1: OPEN taken -> RESOLVING
    WhyOpenSyn,             // 3.10.1: SYN leaves -> SYN-SENT
    WhyOpenFailed,          // 3.10.1: no route, no place
    WhySlot,                // 3.10.1 passive: slot lent
    WhyEdge,                // SEND: the host has bytes up to here
    WhyEdgePersist,         // SEND into a zero window: persist timer armed
    WhyLimit,               // RECEIVE: the host has room up to here
    WhyLimitUpdate,         // 3.8.6.2.2: window update leaves
    WhyTimeouts,            // 3.8.3, 3.8.4: keep-alive and user time-out set
    WhyPacket,              // 3.9.1.9, 3.9.2: TTL and DiffServ field set
    WhyNoReaderSet,         // CLOSE: nobody reads any more
    WhyAbort,               // 3.10.5: ABORT, RST leaves
    WhyAbortSilent,         // 3.10.5: ABORT in a state that sends nothing
    WhyQuery,               // 3.10.6: STATUS
    WhyUnlisten,            // CLOSE of a listener: unused slot returned
    WhyUnlistenReset,       // CLOSE of a listener: half-open connection reset
    WhyLinkReset,           // the host link was reset
    WhyCommandUnwanted,     // the state does not take this command: dropped and counted
    // timers
    WhyTimerStale,          // arm count differs
    WhyDelayedAck,          // 3.8.6.3: the delay is over -> ACK
    WhyAckLeft,             // 3.8.6.3: the delay is over, the ACK has left with another segment
    WhyRtoSyn,              // 3.10.8 / RFC 6298 5.4: SYN or SYN-ACK again
    WhyRtoRewind,           // RFC 6298 5.4: payload asked for again from SND.UNA
    WhyRtoFin,              // RFC 6298 5.4: FIN again
    WhyRtoGiveUp,           // 3.8.3: R2 passed
    WhyRtoHandshakeGiveUp,  // 3.8.3: R2 passed in SYN-RECEIVED: slot back to its listener
    WhyIdle,                // RFC 5681 4.1: nothing sent for one RTO -> initial window again
    WhyPersist,             // 3.8.6.1: window probe asked of the host
    WhyKeepAlive,           // 3.8.4: nothing heard for long -> probe
    WhyKeepAliveOver,       // 3.8.4: no probe was answered -> RST, connection aborted
    WhyUserTimeout,         // 3.10.8: USER TIMEOUT: nothing acknowledged for too long -> connection aborted
    WhyWatch,               // 3.8.4: looked at, all is well
    WhyFinWaitOver,         // ours: FIN-WAIT-2, nobody reads, and the peer's FIN does not come
    WhyTimeWaitOver         // 3.10.8: 2 MSL passed
  } reason_e;

endpackage
