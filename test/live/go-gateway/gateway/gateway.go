// Package gateway is an agent gateway that speaks the OpenClaw protocol, version 4.
package gateway

import (
	"crypto/rand"
	"encoding/hex"
	"sync"
	"time"

	"agentgate/model"
	"agentgate/state"
)

// Gateway serves clients from one state and one model. One lock guards all of it; what takes long is done without.
type Gateway struct {
	token   string
	model   *model.Client
	started time.Time

	mu       sync.Mutex
	store    *state.Store
	clients  map[*client]bool
	attempts map[string]*attempt // by sessionId: what is at the model
	folds    map[string]*fold    // by sessionId: compactions under way
	senders  map[runRef]*client  // who sent the message of a run last
	stopping bool
	lastConn int
}

// runRef names a run over all sessions.
type runRef struct{ session, run string }

// New makes a gateway and takes up what its state left open.
func New(store *state.Store, provider *model.Client, token string) (*Gateway, error) {
	g := &Gateway{
		token: token, model: provider, started: time.Now(), store: store,
		clients: map[*client]bool{}, attempts: map[string]*attempt{}, folds: map[string]*fold{}, senders: map[runRef]*client{},
	}
	return g, g.recover()
}

// recover settles what was at the model as interrupted, and runs what waits.
func (g *Gateway) recover() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, generation := range g.store.Generations() {
		var cut []*state.Run
		for _, run := range generation.Runs {
			if run.Started {
				cut = append(cut, run)
			}
		}
		if len(cut) > 0 {
			records := g.settlements(generation, cut, state.Interrupted, "the gateway was restarted")
			if err := g.store.Commit(records...); err != nil {
				return err
			}
		}
		g.next(generation.Key)
	}
	return nil
}

// ClockAhead is how far the gateway's clock is ahead of the machine's. It is set once, before New.
var ClockAhead time.Duration

func now() int64 { return time.Now().Add(ClockAhead).UnixMilli() }

func newID() string {
	var bytes [8]byte
	if _, err := rand.Read(bytes[:]); err != nil {
		panic(err)
	}
	return hex.EncodeToString(bytes[:])
}
