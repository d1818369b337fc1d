// seq_pkg: arithmetic of sequence numbers, modulo 2^32 (RFC 9293 section 3.4).
// The one set of comparisons in the engine. `a` and `b` must lie within 2^31 of each other.
package seq_pkg;

  typedef logic [31:0] seq_t;

  function automatic logic seq_lt(seq_t a, seq_t b);
    seq_t d = a - b;
    return d[31];
  endfunction

  function automatic logic seq_le(seq_t a, seq_t b);
    seq_t d = b - a;
    return !d[31];
  endfunction

  // A difference a - b as measure made it: is a below, at, above b?
  function automatic logic below(seq_t a_b);
    return a_b[31];
  endfunction

  function automatic logic at(seq_t a_b);
    return a_b == '0;
  endfunction

  function automatic logic above(seq_t a_b);
    return !a_b[31] && a_b != '0;
  endfunction

  // The origin of a stream is its SYN's number: the offset of a number in it, and the number of an offset. The bit below is the
  // carry that makes one sum of two.
  function automatic logic [31:0] offset_of(seq_t a, seq_t origin);
    logic [32:0] d = {a, 1'b0} - {origin, 1'b1};
    return d[32:1];
  endfunction

  function automatic seq_t seq_of(logic [31:0] offset, seq_t origin);
    logic [32:0] s = {origin, 1'b1} + {offset, 1'b1};
    return s[32:1];
  endfunction

  function automatic seq_t seq_max(seq_t a, seq_t b);
    return seq_lt(a, b) ? b : a;
  endfunction

endpackage
