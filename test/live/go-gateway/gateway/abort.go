package gateway

import "agentgate/state"

// chatAbort ends one run of a session, or all, those that wait included.
func (g *Gateway) chatAbort(c *call) {
	var params struct {
		SessionKey string  `json:"sessionKey"`
		RunID      *string `json:"runId"`
	}
	key, refused := c.key(&params, &params.SessionKey)
	if refused != nil {
		c.refuse(refused)
		return
	}
	names := []string{}
	generation := g.store.Current(key)
	if generation != nil {
		runs := generation.Runs
		if params.RunID != nil {
			runs = nil
			if run := generation.Run(*params.RunID); run != nil {
				runs = []*state.Run{run}
			}
		}
		var err error
		if names, err = g.abort(generation, runs, state.Aborted, ""); err != nil {
			c.refuse(storage(err))
			return
		}
	}
	c.ok(object{"ok": true, "aborted": len(names) > 0, "runIds": names})
	g.next(key)
}

// abort settles runs before their time, and tells of it.
func (g *Gateway) abort(
	generation *state.Generation, runs []*state.Run, outcome state.Outcome, reason string,
) (names []string, err error) {
	names = []string{}
	if len(runs) == 0 {
		return names, nil
	}
	runs = append([]*state.Run(nil), runs...)
	records := g.settlements(generation, runs, outcome, reason)
	if err := g.store.Commit(records...); err != nil {
		return names, err
	}
	for i, run := range runs {
		names = append(names, run.ID)
		g.pushEntries(generation.Key, generation.ID, records[i].Entries)
	}
	g.terminate(generation, runs, outcome, reason, true)
	return names, nil
}
