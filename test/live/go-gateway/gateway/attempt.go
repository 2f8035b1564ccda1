package gateway

import (
	"context"
	"strings"
	"time"

	"agentgate/state"
)

// attempt is a run at the model. All but its goroutine's own call happens under the gateway's lock.
type attempt struct {
	key    string
	ref    runRef
	cancel context.CancelFunc
	// over: it was settled from outside, and says nothing any more.
	over    bool
	seq     int
	text    strings.Builder
	pending strings.Builder
	gather  *time.Timer
}

// next hands the oldest message that waits to the model, unless a run of the session is there.
func (g *Gateway) next(key string) {
	generation := g.store.Current(key)
	if generation == nil || len(generation.Runs) == 0 || g.attempts[generation.ID] != nil || g.stopping {
		return
	}
	run := generation.Runs[0]
	at := now()
	err := g.store.Commit(state.Record{
		Kind: state.KindStart, Key: key, SessionID: generation.ID, Time: at, Run: run.ID,
	})
	if err != nil {
		g.later(func() { g.next(key) })
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), runTimeout)
	a := &attempt{key: key, ref: runRef{generation.ID, run.ID}, cancel: cancel}
	g.attempts[generation.ID] = a
	prompt := promptFor(generation, run)
	g.pushAgent(a, "lifecycle", map[string]any{"phase": "start", "startedAt": at})
	g.pushPhase(generation, "start", run.ID)
	go func() {
		tokens, err := g.model.Stream(ctx, prompt, func(text string) { g.hear(a, text) })
		cancel()
		g.mu.Lock()
		defer g.mu.Unlock()
		g.finish(a, tokens, err)
	}()
}

// later tries something again, under the lock.
func (g *Gateway) later(again func()) {
	time.AfterFunc(300*time.Millisecond, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		again()
	})
}

func (g *Gateway) pushAgent(a *attempt, stream string, data map[string]any) {
	a.seq++
	g.broadcast("agent", agentEvent{a.ref.run, a.key, a.seq, stream, now(), data}, g.listener(a.key, a.ref))
}

// hear passes on what the model says: at once, and gathered.
func (g *Gateway) hear(a *attempt, text string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if a.over {
		return
	}
	a.text.WriteString(text)
	a.pending.WriteString(text)
	data := map[string]any{}
	shown, cut := cutBytes(text, maxPayload-frameMargin)
	data["delta"] = shown
	if cut {
		data["truncated"] = true
	}
	g.pushAgent(a, "assistant", data)
	if a.gather == nil {
		a.gather = time.AfterFunc(gatherTime, func() {
			g.mu.Lock()
			defer g.mu.Unlock()
			if !a.over {
				g.flush(a)
			}
		})
	}
}

func (g *Gateway) flush(a *attempt) {
	if a.gather != nil {
		a.gather.Stop()
		a.gather = nil
	}
	if a.pending.Len() == 0 {
		return
	}
	text, _ := cutBytes(a.pending.String(), maxPayload-frameMargin)
	a.pending.Reset()
	g.broadcast("chat", chatEvent{
		RunID: a.ref.run, SessionKey: a.key, Seq: a.seq, State: "delta", DeltaText: text,
	}, g.listener(a.key, a.ref))
}

// finish settles a run whose model is done, and lets the next one go.
func (g *Gateway) finish(a *attempt, tokens int, err error) {
	if a.over {
		delete(g.attempts, a.ref.session)
		g.next(a.key)
		return
	}
	a.over = true
	outcome, reason, data := state.Stopped, "", map[string]any{"phase": "end", "endedAt": now()}
	if err != nil {
		outcome, reason = state.Failed, err.Error()
		data = map[string]any{"phase": "error", "endedAt": now(), "error": reason}
	}
	g.flush(a)
	g.pushAgent(a, "lifecycle", data)
	g.settle(a, outcome, reason, tokens)
}

// settle stores the reply of a run, as often as the disk makes it necessary, and tells of it.
func (g *Gateway) settle(a *attempt, outcome state.Outcome, reason string, tokens int) {
	generation := g.store.Current(a.key)
	var run *state.Run
	if generation != nil && generation.ID == a.ref.session {
		run = generation.Run(a.ref.run)
	}
	if run == nil {
		delete(g.attempts, a.ref.session)
		return
	}
	records := g.settlements(generation, []*state.Run{run}, outcome, reason)
	records[0].Tokens = tokens
	if err := g.store.Commit(records...); err != nil {
		g.later(func() { g.settle(a, outcome, reason, tokens) })
		return
	}
	delete(g.attempts, a.ref.session)
	g.pushEntries(a.key, generation.ID, records[0].Entries)
	g.pushTerminal(a.key, a.ref, a.seq, outcome, a.text.String(), reason)
	g.pushPhase(generation, phaseOf(outcome), run.ID)
	g.next(a.key)
}

func phaseOf(outcome state.Outcome) string {
	if outcome == state.Stopped {
		return "end"
	}
	return "error"
}
