package gateway

import (
	"encoding/json"
)

// call is one request under way. A handler answers it once.
type call struct {
	client *client
	id     string
	method string
	params json.RawMessage
}

func (c *call) ok(payload any)      { c.client.answer(c.id, payload, nil) }
func (c *call) refuse(why *refusal) { c.client.answer(c.id, nil, why) }

type method struct {
	scope  string
	handle func(g *Gateway, c *call)
}

type object = map[string]any

var methods map[string]method

var methodNames = []string{
	"connect", "chat.send", "chat.history", "chat.abort", "sessions.list", "sessions.subscribe",
	"sessions.messages.subscribe", "sessions.reset", "sessions.delete", "sessions.compact", "sessions.audit.list",
	"sessions.archives.list", "sessions.archives.read", "health", "status", "system-presence", "config.get",
}

var eventNames = []string{
	"connect.challenge", "tick", "shutdown", "chat", "agent", "session.message", "sessions.changed", "socket.drain",
}

func init() {
	methods = map[string]method{
		"chat.send":                   {scopeWrite, (*Gateway).chatSend},
		"chat.abort":                  {scopeWrite, (*Gateway).chatAbort},
		"chat.history":                {scopeRead, (*Gateway).chatHistory},
		"sessions.list":               {scopeRead, (*Gateway).sessionsList},
		"sessions.subscribe":          {scopeRead, (*Gateway).sessionsSubscribe},
		"sessions.messages.subscribe": {scopeRead, (*Gateway).messagesSubscribe},
		"sessions.reset":              {scopeAdmin, (*Gateway).sessionsReset},
		"sessions.delete":             {scopeAdmin, (*Gateway).sessionsDelete},
		"sessions.compact":            {scopeAdmin, (*Gateway).sessionsCompact},
		"sessions.audit.list":         {scopeRead, (*Gateway).auditList},
		"sessions.archives.list":      {scopeRead, (*Gateway).archivesList},
		"sessions.archives.read":      {scopeRead, (*Gateway).archivesRead},
		"health": {scopeRead, func(g *Gateway, c *call) {
			c.ok(object{"ok": true, "ts": now(), "durationMs": 0})
		}},
		"status":          {scopeRead, func(g *Gateway, c *call) { c.ok(object{}) }},
		"system-presence": {scopeRead, func(g *Gateway, c *call) { c.ok([]any{}) }},
		"config.get":      {scopeRead, func(g *Gateway, c *call) { c.ok(object{}) }},
	}
}

// dispatch answers a request of a greeted client.
func (g *Gateway) dispatch(c *client, r request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	one := &call{client: c, id: r.ID, method: r.Method, params: r.Params}
	m, known := methods[r.Method]
	switch {
	case !known:
		one.refuse(invalid("unknown method: " + r.Method))
	case !c.scopes.allow(m.scope):
		one.refuse(&refusal{Code: "FORBIDDEN", Message: "missing scope for " + r.Method})
	case g.stopping:
		one.refuse(draining)
	default:
		m.handle(g, one)
	}
}
