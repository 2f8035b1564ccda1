package state

import "fmt"

// Record is one change. What stands in one line of the journal happens together or not at all.
type Record struct {
	Kind      string  `json:"kind"`
	Key       string  `json:"key"`
	SessionID string  `json:"sessionId"`
	Time      int64   `json:"time"`
	Run       string  `json:"run,omitempty"`
	Digest    string  `json:"digest,omitempty"`
	Entries   []Entry `json:"entries,omitempty"`
	Status    string  `json:"status,omitempty"`
	Tokens    int     `json:"tokens,omitempty"`
	Audit     *Audit  `json:"audit,omitempty"`
}

// Kinds of records.
const (
	KindOpen     = "open"     // a generation begins
	KindAccept   = "accept"   // a message is taken
	KindRemember = "remember" // a key is used without a run
	KindStart    = "start"    // a run goes to the model
	KindSettle   = "settle"   // a run is over
	KindMark     = "mark"     // an entry that belongs to no run
	KindRotate   = "rotate"   // a generation ends
	KindCompact  = "compact"  // a summary takes the place of entries
)

func (s *Store) apply(r Record) error {
	if r.Kind == KindOpen {
		s.current[r.Key] = &Generation{Key: r.Key, ID: r.SessionID, nextSeq: 1, updatedAt: r.Time}
		return nil
	}
	if r.Kind == KindRemember {
		s.remember(r)
		return nil
	}
	g := s.current[r.Key]
	if g == nil || g.ID != r.SessionID {
		return fmt.Errorf("state: %s of %s, which is not current", r.Kind, r.SessionID)
	}
	switch r.Kind {
	case KindAccept:
		s.remember(r)
		if len(g.Runs) == 0 {
			g.startedAt = r.Time
		}
		g.append(r.Entries...)
		g.Runs = append(g.Runs, &Run{ID: r.Run, UserSeq: r.Entries[0].Meta.Seq})
	case KindStart:
		if run := g.Run(r.Run); run != nil {
			run.Started = true
		}
		g.startedAt = r.Time
	case KindSettle:
		g.settle(r.Run)
		g.append(r.Entries...)
		g.status, g.endedAt = r.Status, r.Time
		g.abortedLast = r.Entries[len(r.Entries)-1].StopReason == Aborted.StopReason
		g.tokens += r.Tokens
	case KindMark:
		g.append(r.Entries...)
	case KindRotate:
		s.rotate(g, r)
	case KindCompact:
		s.compact(g, r)
	default:
		return fmt.Errorf("state: unknown record %q", r.Kind)
	}
	return nil
}

func (s *Store) rotate(g *Generation, r Record) {
	delete(s.current, g.Key)
	s.Audits = append(s.Audits, *r.Audit)
	s.Archives = append(s.Archives, Archive{
		Name: r.Audit.Archive, Key: g.Key, SessionID: g.ID, Reason: r.Audit.Type, Timestamp: r.Time, Entries: g.Entries,
	})
}

func (s *Store) compact(g *Generation, r Record) {
	summary := r.Entries[0]
	cut := 0
	for cut < len(g.Entries) && g.Entries[cut].Meta.Seq <= summary.Meta.CoversSeq {
		cut++
	}
	g.compactions++
	s.Archives = append(s.Archives, Archive{
		Name: fmt.Sprintf("%s.compaction-%d", g.ID, g.compactions), Key: g.Key, SessionID: g.ID,
		Reason: "compaction", Timestamp: r.Time, Entries: g.Entries[:cut:cut],
	})
	g.Entries = append([]Entry{summary}, g.Entries[cut:]...)
}
