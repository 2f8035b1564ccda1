// Package state is what a gateway remembers: generations, archives, audit records and idempotency keys, all rebuilt from
// a journal. It is not safe for concurrent use.
package state

import (
	"encoding/json"
	"path/filepath"
	"sort"
	"time"

	"agentgate/journal"
)

// Store holds the state and its journal.
type Store struct {
	Archives []Archive
	Audits   []Audit

	journal *journal.Journal
	current map[string]*Generation
	keys    map[[2]string]*Key
}

// Open reads the state from a folder.
func Open(folder string) (*Store, error) {
	s := &Store{current: map[string]*Generation{}, keys: map[[2]string]*Key{}}
	opened, err := journal.Open(filepath.Join(folder, "journal.jsonl"), func(line []byte) error {
		var records []Record
		if err := json.Unmarshal(line, &records); err != nil {
			return err
		}
		return s.applyAll(records)
	})
	if err != nil {
		return nil, err
	}
	s.journal = opened
	return s, nil
}

// Commit makes changes durable, together, and then visible.
func (s *Store) Commit(records ...Record) error {
	if err := s.journal.Append(records); err != nil {
		return err
	}
	return s.applyAll(records)
}

func (s *Store) applyAll(records []Record) error {
	for _, record := range records {
		if err := s.apply(record); err != nil {
			return err
		}
	}
	return nil
}

// Current is the generation that a key points at, or nil.
func (s *Store) Current(key string) *Generation { return s.current[key] }

// Generations are all that are current, the last changed first.
func (s *Store) Generations() []*Generation {
	all := make([]*Generation, 0, len(s.current))
	for _, g := range s.current {
		all = append(all, g)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].updatedAt != all[j].updatedAt {
			return all[i].updatedAt > all[j].updatedAt
		}
		return all[i].Key < all[j].Key
	})
	return all
}

// Key finds what is remembered of an idempotency key, as long as its run lives or its window lasts.
func (s *Store) Key(session, key string) (k *Key, live bool) {
	k = s.keys[[2]string{session, key}]
	if k == nil {
		return nil, false
	}
	g := s.current[session]
	live = g != nil && g.ID == k.SessionID && g.Run(key) != nil
	if !live && time.Since(k.since) > DedupeWindow {
		return nil, false
	}
	return k, live
}

// Archive finds an archive by its name.
func (s *Store) Archive(name string) *Archive {
	for i := range s.Archives {
		if s.Archives[i].Name == name {
			return &s.Archives[i]
		}
	}
	return nil
}

func (s *Store) remember(r Record) {
	for id, k := range s.keys {
		if time.Since(k.since) > 2*DedupeWindow {
			if g := s.current[id[0]]; g == nil || g.Run(id[1]) == nil {
				delete(s.keys, id)
			}
		}
	}
	s.keys[[2]string{r.Key, r.Run}] = &Key{SessionID: r.SessionID, digest: r.Digest, since: time.Now()}
}
