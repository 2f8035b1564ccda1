package state

// Row is how a session is listed.
type Row struct {
	Key             string   `json:"key"`
	SessionID       string   `json:"sessionId"`
	Status          *string  `json:"status"`
	HasActiveRun    bool     `json:"hasActiveRun"`
	ActiveRunIDs    []string `json:"activeRunIds"`
	StartedAt       *int64   `json:"startedAt"`
	EndedAt         *int64   `json:"endedAt"`
	RuntimeMs       *int64   `json:"runtimeMs"`
	TotalTokens     int      `json:"totalTokens"`
	AbortedLastRun  bool     `json:"abortedLastRun"`
	CompactionCount int      `json:"compactionCount"`
	UpdatedAt       int64    `json:"updatedAt"`
}

// Row shows the generation as it is now.
func (g *Generation) Row() Row {
	row := Row{
		Key: g.Key, SessionID: g.ID, ActiveRunIDs: []string{}, TotalTokens: g.tokens,
		AbortedLastRun: g.abortedLast, CompactionCount: g.compactions, UpdatedAt: g.updatedAt,
	}
	for _, run := range g.Runs {
		row.ActiveRunIDs = append(row.ActiveRunIDs, run.ID)
	}
	if g.startedAt != 0 {
		started := g.startedAt
		row.StartedAt = &started
	}
	switch {
	case len(g.Runs) > 0:
		running := "running"
		row.Status, row.HasActiveRun = &running, true
	case g.status != "":
		status, ended, runtime := g.status, g.endedAt, g.endedAt-g.startedAt
		row.Status, row.EndedAt, row.RuntimeMs = &status, &ended, &runtime
	}
	return row
}
