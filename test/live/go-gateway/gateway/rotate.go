package gateway

import "agentgate/state"

// ending are the records that end a generation and its runs; next is the id of the one that follows, or empty.
func (g *Gateway) ending(generation *state.Generation, next, trigger string, message bool) []state.Record {
	records := g.settlements(generation, generation.Runs, state.Aborted, "the session ended")
	audit := state.Audit{
		Type: state.TypeDelete, Trigger: trigger, OldSessionID: generation.ID, Key: generation.Key, Timestamp: now(),
		Message: message, Archive: generation.ID,
	}
	if next != "" {
		audit.Type, audit.NewSessionID = state.TypeReset, &next
	}
	records = append(records, state.Record{
		Kind: state.KindRotate, Key: generation.Key, SessionID: generation.ID, Time: now(), Audit: &audit,
	})
	if next != "" {
		records = append(records, state.Record{Kind: state.KindOpen, Key: generation.Key, SessionID: next, Time: now()})
	}
	return records
}

// end commits the end of a generation and sends the terminals of its runs.
func (g *Gateway) end(generation *state.Generation, records []state.Record) error {
	runs := append([]*state.Run(nil), generation.Runs...)
	if err := g.store.Commit(records...); err != nil {
		return err
	}
	if f := g.folds[generation.ID]; f != nil {
		f.cancel()
	}
	g.terminate(generation, runs, state.Aborted, "", false)
	return nil
}

func (g *Gateway) sessionsReset(c *call) {
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
	if err := g.end(generation, g.ending(generation, newID(), "rpc", false)); err != nil {
		c.refuse(storage(err))
		return
	}
	next := g.store.Current(key)
	c.ok(object{"ok": true, "key": key, "entry": next.Row()})
	g.pushEnd(key, generation.ID, next)
}

func (g *Gateway) sessionsDelete(c *call) {
	var params struct {
		Key               string  `json:"key"`
		ExpectedSessionID *string `json:"expectedSessionId"`
	}
	key, refused := c.key(&params, &params.Key)
	if refused == nil && key == mainKey {
		refused = because("main-session", "the main session cannot be deleted")
	}
	if refused != nil {
		c.refuse(refused)
		return
	}
	generation := g.store.Current(key)
	if expected := params.ExpectedSessionID; expected != nil && (generation == nil || generation.ID != *expected) {
		c.refuse(because("stale-session", "the named session is not current"))
		return
	}
	if generation == nil {
		c.ok(object{"ok": true, "key": key, "deleted": false, "archived": []string{}})
		return
	}
	if err := g.end(generation, g.ending(generation, "", "rpc", false)); err != nil {
		c.refuse(storage(err))
		return
	}
	c.ok(object{"ok": true, "key": key, "deleted": true, "archived": []string{generation.ID}})
	g.pushEnd(key, generation.ID, nil)
}

// command honours /new or /reset in a message that names the current session.
func (g *Gateway) command(c *call, generation *state.Generation, command, rest, whole, run string) {
	key, next := generation.Key, newID()
	mark := state.Entry{
		Role: state.RoleSystem, Content: command, Timestamp: now(),
		Meta: state.Meta{ID: newID(), Seq: 1, Kind: state.KindSessionControl},
	}
	records := g.ending(generation, next, "slash-command", rest != "")
	if rest == "" {
		mark.IdempotencyKey = run
	}
	records = append(records, state.Record{
		Kind: state.KindMark, Key: key, SessionID: next, Time: now(), Entries: []state.Entry{mark},
	})
	last := state.Record{
		Kind: state.KindRemember, Key: key, SessionID: next, Time: now(), Run: run, Digest: state.Digest(whole),
	}
	if rest != "" {
		last = accept(key, next, run, whole, rest, 2)
	}
	records = append(records, last)
	if err := g.end(generation, records); err != nil {
		c.refuse(storage(err))
		return
	}
	ref := runRef{next, run}
	fresh := g.store.Current(key)
	g.pushEnd(key, generation.ID, fresh)
	g.pushEntries(key, next, []state.Entry{mark})
	if rest != "" {
		g.accepted(c, key, last, false)
		return
	}
	g.senders[ref] = c.client
	c.ok(object{"runId": run, "status": "ok"})
	g.pushTerminal(key, ref, 0, state.Stopped, "", "")
}

// key decodes parameters that name a session.
func (c *call) key(params any, key *string) (string, *refusal) {
	if refused := decode(c.method, c.params, params); refused != nil {
		return "", refused
	}
	return sessionKey(*key)
}
