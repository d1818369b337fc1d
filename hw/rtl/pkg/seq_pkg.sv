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

  function automatic seq_t seq_max(seq_t a, seq_t b);
    return seq_lt(a, b) ? b : a;
  endfunction

endpackage
