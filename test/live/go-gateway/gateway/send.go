package gateway

import (
	"strings"
	"unicode"

	"agentgate/state"
)

// chatSend takes a message: once it is on the disk, it is answered.
func (g *Gateway) chatSend(c *call) {
	var params struct {
		SessionKey     string  `json:"sessionKey"`
		Message        string  `json:"message"`
		IdempotencyKey string  `json:"idempotencyKey"`
		SessionID      *string `json:"sessionId"`
	}
	if refused := decode(c.method, c.params, &params); refused != nil {
		c.refuse(refused)
		return
	}
	key, refused := sessionKey(params.SessionKey)
	if refused != nil || params.Message == "" || params.IdempotencyKey == "" {
		c.refuse(invalid("chat.send: sessionKey, message and idempotencyKey must be non-empty strings"))
		return
	}
	if known, live := g.store.Key(key, params.IdempotencyKey); known != nil {
		g.retry(c, known, live, params.Message, params.IdempotencyKey)
		return
	}
	generation := g.store.Current(key)
	if params.SessionID != nil && (generation == nil || generation.ID != *params.SessionID) {
		c.refuse(because("stale-session", "the named session is not current"))
		return
	}
	if command, rest, ok := cutCommand(params.Message); ok {
		if params.SessionID == nil {
			c.refuse(&refusal{
				Code:    "SESSION_CONTROL_REQUIRES_RPC",
				Message: command + " in a message needs the current sessionId, or use sessions.reset",
			})
			return
		}
		g.command(c, generation, command, rest, params.Message, params.IdempotencyKey)
		return
	}
	opens := generation == nil
	var records []state.Record
	var sessionID string
	if opens {
		sessionID = newID()
		records = append(records, state.Record{Kind: state.KindOpen, Key: key, SessionID: sessionID, Time: now()})
	} else {
		sessionID = generation.ID
	}
	seq := 1
	if !opens {
		seq = generation.NextSeq()
	}
	records = append(records, accept(key, sessionID, params.IdempotencyKey, params.Message, params.Message, seq))
	if err := g.store.Commit(records...); err != nil {
		c.refuse(storage(err))
		return
	}
	g.accepted(c, key, records[len(records)-1], seq == 1)
}

// retry answers a key that is known: nothing happens twice.
func (g *Gateway) retry(c *call, known *state.Key, live bool, message, run string) {
	switch {
	case !known.SameText(message):
		c.refuse(because("chat-request-conflict", "this idempotency key was used for other text"))
	case live:
		g.senders[runRef{known.SessionID, run}] = c.client
		c.ok(object{"runId": run, "status": "in_flight"})
	default:
		c.ok(object{"runId": run, "status": "ok"})
	}
}

// accept is the record of a message; whole is what was sent, text what is run of it.
func accept(key, sessionID, run, whole, text string, seq int) state.Record {
	at := now()
	return state.Record{
		Kind: state.KindAccept, Key: key, SessionID: sessionID, Time: at, Run: run, Digest: state.Digest(whole),
		Entries: []state.Entry{{
			Role: state.RoleUser, Content: text, Timestamp: at, RunID: run, IdempotencyKey: run,
			Meta: state.Meta{ID: newID(), Seq: seq},
		}},
	}
}

// accepted answers for a stored message, tells of it, and has it run.
func (g *Gateway) accepted(c *call, key string, record state.Record, opened bool) {
	g.senders[runRef{record.SessionID, record.Run}] = c.client
	c.ok(object{"runId": record.Run, "status": "started"})
	g.pushEntries(key, record.SessionID, record.Entries)
	if opened {
		g.pushReason(g.store.Current(key), "create")
	}
	g.next(key)
}

// cutCommand takes /new or /reset off the beginning of a message.
func cutCommand(message string) (command, rest string, ok bool) {
	text := strings.TrimLeftFunc(message, unicode.IsSpace)
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		end = len(text)
	}
	command = strings.ToLower(text[:end])
	if command != "/new" && command != "/reset" {
		return "", "", false
	}
	return command, strings.TrimSpace(text[end:]), true
}
