package gateway

import (
	"context"
	"strings"

	"agentgate/state"
)

// fold is a compaction under way.
type fold struct{ cancel context.CancelFunc }

// sessionsCompact has the model write a summary. The session goes on meanwhile.
func (g *Gateway) sessionsCompact(c *call) {
	var params struct {
		Key string `json:"key"`
	}
	key, refused := c.key(&params, &params.Key)
	if refused != nil {
		c.refuse(refused)
		return
	}
	generation := g.store.Current(key)
	if generation == nil {
		c.refuse(noSession(key))
		return
	}
	covered := append([]state.Entry(nil), generation.Foldable()...)
	switch {
	case g.folds[generation.ID] != nil:
		c.unchanged(key, "already-compacting")
		return
	case len(covered) < 2:
		c.unchanged(key, "nothing-to-compact")
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), summaryTimeout)
	g.folds[generation.ID] = &fold{cancel}
	go func() {
		defer cancel()
		var text strings.Builder
		_, err := g.model.Stream(ctx, summaryPrompt(covered), func(piece string) { text.WriteString(piece) })
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.folds, generation.ID)
		g.replace(c, generation, covered, text.String(), err)
	}()
}

// replace puts a summary in the place of what it covers.
func (g *Gateway) replace(c *call, generation *state.Generation, covered []state.Entry, text string, err error) {
	switch {
	case g.stopping:
		c.refuse(draining)
		return
	case g.store.Current(generation.Key) != generation:
		c.unchanged(generation.Key, "the session ended")
		return
	case err != nil:
		c.unchanged(generation.Key, "the summary failed: "+err.Error())
		return
	case strings.TrimSpace(text) == "":
		c.unchanged(generation.Key, "the summary is empty")
		return
	}
	last := covered[len(covered)-1].Meta.Seq
	summary := state.Entry{
		Role: state.RoleSystem, Content: text, Timestamp: now(),
		Meta: state.Meta{ID: newID(), Seq: last, Kind: state.KindCompaction, CoversSeq: last},
	}
	err = g.store.Commit(state.Record{
		Kind: state.KindCompact, Key: generation.Key, SessionID: generation.ID, Time: now(), Entries: []state.Entry{summary},
	})
	if err != nil {
		c.refuse(storage(err))
		return
	}
	g.pushEntries(generation.Key, generation.ID, []state.Entry{summary})
	g.pushReason(generation, "compact")
	c.ok(object{"ok": true, "key": generation.Key, "compacted": true})
}

func (c *call) unchanged(key, reason string) {
	c.ok(object{"ok": true, "key": key, "compacted": false, "reason": reason})
}
