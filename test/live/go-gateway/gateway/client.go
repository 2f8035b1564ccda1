package gateway

import (
	"encoding/json"

	"agentgate/ws"
)

// client is one connection. Its fields are guarded by the gateway's lock.
type client struct {
	conn    *ws.Conn
	greeted bool
	scopes  scopes
	// sessions: it subscribed to all sessions. follows: the keys whose messages it follows.
	sessions bool
	follows  map[string]bool
	seq      int
}

// answer sends the response to a request.
func (c *client) answer(id string, payload any, refused *refusal) {
	r := response{Type: "res", ID: id, OK: refused == nil, Error: refused}
	if refused == nil {
		r.Payload = payload
	}
	c.conn.Send(encode(r))
}

// tell sends a numbered event.
func (c *client) tell(name string, payload json.RawMessage) {
	c.seq++
	c.conn.Send(encode(event{Type: "event", Event: name, Payload: payload, Seq: c.seq}))
}

func (c *client) readsAll() bool { return c.sessions && c.scopes.allow(scopeRead) }

func (c *client) reads(key string) bool { return c.follows[key] && c.scopes.allow(scopeRead) }
