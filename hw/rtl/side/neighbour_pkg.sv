// neighbour_pkg: what becomes of one entry of the neighbour table: pure functions.
// Source: RFC 826; RFC 1122 section 2.3.2.1; the states are drawn in neighbour_table.
package neighbour_pkg;

  import net_pkg::*;
  import toe_pkg::*;
  import side_pkg::*;

  // What is written; the address, the MAC and the time to come are no part of the choice.
  typedef struct packed {
    logic       write;
    logic       timed;      // the entry's due time counts from now on
    nb_state_e  state;
    logic [1:0] tries;
    logic       request;    // ask for the address
    logic       update;
    neighbour_e answer;     // to a lookup
  } neighbour_decision_t;

  typedef struct packed {
    logic       valid;
    logic [1:0] way;
  } place_t;

  function automatic logic [1:0] first_of(logic [3:0] ways);
    return {ways[1:0] == '0, !ways[0] && (ways[1] || !ways[2])};
  endfunction

  // Where a new address goes.
  function automatic place_t place_of(nb_state_e state [4], logic [1:0] turn);
    logic [3:0] is_free, failed, known, in_turn;
    for (int w = 0; w < 4; w++) begin
      is_free[w] = !nb_taken(state[w]);
      failed[w]  = state[w] == NbFailed;
      known[w]   = nb_usable(state[w]);
      in_turn[w] = known[w] && 2'(w) >= turn;
    end
    place_of.valid = |{is_free, failed, known};
    place_of.way   = first_of(|is_free ? is_free : |failed ? failed : |in_turn ? in_turn : known);
  endfunction

  // NbFree: there is no entry of this address.
  function automatic nb_state_e state_of(logic [3:0] hit, nb_state_e state [4]);
    logic [2:0] found = '0;
    for (int w = 0; w < 4; w++) if (hit[w]) found = found | state[w];
    return nb_state_e'(found);
  endfunction

  function automatic neighbour_decision_t decide_lookup(nb_state_e found, logic miss, logic place, logic enable, logic room);
    logic fresh = miss && place && enable;
    logic again = found == NbOld && enable && room;
    decide_lookup = '0;
    decide_lookup.answer  = !enable || found == NbFailed ? NeighbourFailed
                          : nb_usable(found) ? NeighbourKnown : NeighbourPending;
    decide_lookup.write   = fresh || again;
    decide_lookup.timed   = fresh || again;
    decide_lookup.state   = miss ? NbPending : NbKnown;
    decide_lookup.tries   = 2'(room);
    decide_lookup.request = (fresh && room) || again;
  endfunction

  function automatic neighbour_decision_t decide_learn(nb_state_e found, logic miss, logic place, logic add);
    logic taken = !miss || (add && place);
    decide_learn = '0;
    decide_learn.write  = taken;
    decide_learn.timed  = taken;
    decide_learn.state  = NbKnown;
    decide_learn.update = taken && !nb_usable(found);
  endfunction

  function automatic neighbour_decision_t decide_walk(nb_state_e state, logic [1:0] tries, logic due, logic room);
    logic ages  = due && state == NbKnown && tries == '0;
    logic ask   = due && (state == NbPending || state == NbKnown) && tries != 2'(NbTries) && !ages;
    logic over  = due && !ask;
    logic fails = over && state == NbPending;
    logic waits = nb_taken(state) && state != NbOld;
    decide_walk = '0;
    decide_walk.write   = waits && (over || (ask && room));
    decide_walk.timed   = waits && (!over || fails);
    decide_walk.state   = !over ? state : fails ? NbFailed : ages ? NbOld : NbFree;
    decide_walk.tries   = tries + 2'(ask);
    decide_walk.request = ask && room;
    decide_walk.update  = fails;
  endfunction

endpackage
