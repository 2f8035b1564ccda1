package state

// Generation is one life of a session: what its key points at until a reset or delete.
type Generation struct {
	Key     string
	ID      string
	Entries []Entry
	// Runs are those that are not settled, in the order of their messages.
	Runs []*Run

	nextSeq     int
	status      string
	startedAt   int64
	endedAt     int64
	tokens      int
	abortedLast bool
	compactions int
	updatedAt   int64
}

// NextSeq is the position of the next entry.
func (g *Generation) NextSeq() int { return g.nextSeq }

// Run finds an unsettled run.
func (g *Generation) Run(id string) *Run {
	for _, run := range g.Runs {
		if run.ID == id {
			return run
		}
	}
	return nil
}

func (g *Generation) append(entries ...Entry) {
	for _, entry := range entries {
		g.Entries = append(g.Entries, entry)
		g.nextSeq = entry.Meta.Seq + 1
		g.updatedAt = entry.Timestamp
	}
}

func (g *Generation) settle(runID string) {
	for i, run := range g.Runs {
		if run.ID == runID {
			g.Runs = append(g.Runs[:i:i], g.Runs[i+1:]...)
			return
		}
	}
}

// Foldable gives the entries that a summary may replace: a beginning of the transcript that holds no part of a turn
// which is open, or of which another part stands behind it.
func (g *Generation) Foldable() []Entry {
	first := map[string]int{}
	last := map[string]int{}
	for i, entry := range g.Entries {
		if entry.RunID == "" {
			continue
		}
		if _, known := first[entry.RunID]; !known {
			first[entry.RunID] = i
		}
		last[entry.RunID] = i
	}
	cut := len(g.Entries)
	for _, run := range g.Runs {
		if i, known := first[run.ID]; known && i < cut {
			cut = i
		}
	}
	for moved := true; moved; {
		moved = false
		for id, i := range first {
			if i < cut && last[id] >= cut {
				cut, moved = i, true
			}
		}
	}
	return g.Entries[:cut]
}
