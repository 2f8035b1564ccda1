package gateway

import "agentgate/state"

// broadcast tells everybody whom it concerns.
func (g *Gateway) broadcast(name string, payload any, concerns func(c *client) bool) {
	text := encode(payload)
	for c := range g.clients {
		if c.greeted && concerns(c) {
			c.tell(name, text)
		}
	}
}

func subscriber(c *client) bool { return c.readsAll() }

func follower(key string) func(c *client) bool {
	return func(c *client) bool { return c.reads(key) }
}

// listener is whom a run concerns: followers, subscribers, and who sent its message last.
func (g *Gateway) listener(key string, ref runRef) func(c *client) bool {
	return func(c *client) bool {
		return c.reads(key) || c.readsAll() || g.senders[ref] == c && c.scopes.allow(scopeRead)
	}
}

type messageEvent struct {
	SessionKey string      `json:"sessionKey"`
	SessionID  string      `json:"sessionId"`
	Message    state.Entry `json:"message"`
	MessageID  string      `json:"messageId"`
	MessageSeq int         `json:"messageSeq"`
}

func (g *Gateway) pushEntries(key, sessionID string, entries []state.Entry) {
	for _, entry := range entries {
		var cut bool
		if entry.Content, cut = cutBytes(entry.Content, maxPayload-frameMargin); cut {
			entry.Meta.Truncated = true
		}
		g.broadcast("session.message", messageEvent{key, sessionID, entry, entry.Meta.ID, entry.Meta.Seq}, follower(key))
	}
}

type changedEvent struct {
	SessionKey string     `json:"sessionKey"`
	TS         int64      `json:"ts"`
	Reason     string     `json:"reason,omitempty"`
	Phase      string     `json:"phase,omitempty"`
	RunID      string     `json:"runId,omitempty"`
	SessionID  string     `json:"sessionId,omitempty"`
	Session    *state.Row `json:"session,omitempty"`
}

func (g *Gateway) pushReason(generation *state.Generation, reason string) {
	row := generation.Row()
	g.broadcast("sessions.changed", changedEvent{
		SessionKey: generation.Key, TS: now(), Reason: reason, SessionID: generation.ID, Session: &row,
	}, subscriber)
}

func (g *Gateway) pushPhase(generation *state.Generation, phase, run string) {
	row := generation.Row()
	g.broadcast("sessions.changed", changedEvent{
		SessionKey: generation.Key, TS: now(), Phase: phase, RunID: run, SessionID: generation.ID, Session: &row,
	}, subscriber)
}

type drainEvent struct {
	SessionKey string `json:"sessionKey"`
	SessionID  string `json:"sessionId"`
	Reason     string `json:"reason"`
	TS         int64  `json:"ts"`
}

// pushEnd gives the notices of the end of a generation; next is the one that follows, or nil.
func (g *Gateway) pushEnd(key, ended string, next *state.Generation) {
	reason := "reset"
	if next != nil {
		g.pushReason(next, "reset")
	} else {
		g.broadcast("sessions.changed", changedEvent{SessionKey: key, TS: now(), Reason: "delete"}, subscriber)
		reason = "deleted"
	}
	g.broadcast("socket.drain", drainEvent{key, ended, reason, now()}, subscriber)
}

type agentEvent struct {
	RunID      string         `json:"runId"`
	SessionKey string         `json:"sessionKey"`
	Seq        int            `json:"seq"`
	Stream     string         `json:"stream"`
	TS         int64          `json:"ts"`
	Data       map[string]any `json:"data"`
}

type chatEvent struct {
	RunID        string       `json:"runId"`
	SessionKey   string       `json:"sessionKey"`
	Seq          int          `json:"seq"`
	State        string       `json:"state"`
	DeltaText    string       `json:"deltaText,omitempty"`
	StopReason   string       `json:"stopReason,omitempty"`
	ErrorMessage string       `json:"errorMessage,omitempty"`
	Message      *chatMessage `json:"message,omitempty"`
}

type chatMessage struct {
	Role      string     `json:"role"`
	Content   []chatText `json:"content"`
	Timestamp int64      `json:"timestamp"`
}

type chatText struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// pushTerminal says how a run ended, once.
func (g *Gateway) pushTerminal(key string, ref runRef, seq int, outcome state.Outcome, text, reason string) {
	e := chatEvent{RunID: ref.run, SessionKey: key, Seq: seq, State: outcome.Terminal}
	switch outcome.Terminal {
	case state.Aborted.Terminal:
		e.StopReason = outcome.StopReason
	case state.Failed.Terminal:
		e.ErrorMessage = reason
	}
	if text != "" && outcome.Terminal != state.Failed.Terminal {
		text, _ = cutBytes(text, maxPayload-frameMargin)
		e.Message = &chatMessage{Role: state.RoleAssistant, Content: []chatText{{"text", text}}, Timestamp: now()}
	}
	g.broadcast("chat", e, g.listener(key, ref))
	delete(g.senders, ref)
}
