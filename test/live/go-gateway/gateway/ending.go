package gateway

import "agentgate/state"

// settlements are the records that end runs, each with the reply as far as it came.
func (g *Gateway) settlements(
	generation *state.Generation, runs []*state.Run, outcome state.Outcome, reason string,
) []state.Record {
	at := now()
	seq := generation.NextSeq()
	records := make([]state.Record, 0, len(runs))
	for _, run := range runs {
		entry := state.Entry{
			Role: state.RoleAssistant, Timestamp: at, RunID: run.ID, StopReason: outcome.StopReason, ErrorMessage: reason,
			Meta: state.Meta{ID: newID(), Seq: seq},
		}
		if a := g.attempts[generation.ID]; a != nil && a.ref.run == run.ID {
			entry.Content = a.text.String()
		}
		seq++
		records = append(records, state.Record{
			Kind: state.KindSettle, Key: generation.Key, SessionID: generation.ID, Time: at, Run: run.ID,
			Status: outcome.Status, Entries: []state.Entry{entry},
		})
	}
	return records
}

// silence cuts a run's call to the model, if it is there, and gives what it had reached.
func (g *Gateway) silence(generation *state.Generation, run *state.Run) (seq int, text string) {
	a := g.attempts[generation.ID]
	if a == nil || a.ref.run != run.ID {
		return 0, ""
	}
	a.over = true
	a.cancel()
	if a.gather != nil {
		a.gather.Stop()
	}
	return a.seq, a.text.String()
}

// terminate silences runs that were settled and sends their terminals.
func (g *Gateway) terminate(generation *state.Generation, runs []*state.Run, outcome state.Outcome, reason string, rows bool) {
	for _, run := range runs {
		seq, text := g.silence(generation, run)
		g.pushTerminal(generation.Key, runRef{generation.ID, run.ID}, seq, outcome, text, reason)
		if rows {
			g.pushPhase(generation, phaseOf(outcome), run.ID)
		}
	}
}
