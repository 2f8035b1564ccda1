package gateway

import (
	"net/http"
	"time"

	"agentgate/state"
	"agentgate/ws"
)

// ServeHTTP takes a connection and stays with it.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn, err := ws.Upgrade(w, r, maxBuffered)
	if err != nil {
		return
	}
	c := &client{conn: conn, follows: map[string]bool{}}
	conn.SetReadLimit(preHelloPayload)
	g.mu.Lock()
	g.clients[c] = true
	g.mu.Unlock()
	conn.Send(encode(event{
		Type: "event", Event: "connect.challenge", Payload: encode(object{"nonce": newID(), "ts": now()}),
	}))
	silence := time.AfterFunc(handshakeTimeout, func() { conn.Close(ws.CloseNormal, "handshake timeout") })
	g.listen(c, silence)
	silence.Stop()
	g.mu.Lock()
	delete(g.clients, c)
	g.mu.Unlock()
	conn.Drain()
}

func (g *Gateway) listen(c *client, silence *time.Timer) {
	for {
		text, isText, err := c.conn.Read()
		if err != nil {
			return
		}
		if !c.greeted {
			if !isText {
				text = nil
			}
			if !g.greet(c, text) {
				return
			}
			silence.Stop()
			continue
		}
		if r, ok := parseRequest(text); ok && isText {
			g.dispatch(c, r)
		}
	}
}

// Tick tells everybody, now and then, that the gateway lives. It returns when done is closed.
func (g *Gateway) Tick(done <-chan struct{}) {
	ticker := time.NewTicker(tickInterval)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
			g.mu.Lock()
			g.broadcast("tick", object{"ts": now()}, func(*client) bool { return true })
			g.mu.Unlock()
		}
	}
}

// Stop settles what is at the model, says good-bye to everybody, and returns when they have heard it.
func (g *Gateway) Stop() {
	g.mu.Lock()
	g.stopping = true
	for _, a := range g.attempts {
		generation := g.store.Current(a.key)
		if a.over || generation == nil || generation.ID != a.ref.session {
			continue
		}
		if run := generation.Run(a.ref.run); run != nil {
			_, _ = g.abort(generation, []*state.Run{run}, state.Interrupted, "the gateway is stopping")
		}
	}
	for _, f := range g.folds {
		f.cancel()
	}
	g.broadcast("shutdown", object{"reason": "gateway stopping"}, func(*client) bool { return true })
	var conns []*ws.Conn
	for c := range g.clients {
		c.conn.Close(ws.CloseServiceRestart, "service restart")
		conns = append(conns, c.conn)
	}
	g.mu.Unlock()
	deadline := time.After(stopTimeout)
	for _, conn := range conns {
		select {
		case <-conn.Done():
		case <-deadline:
			return
		}
	}
}
