package gateway

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"time"

	"agentgate/ws"
)

// protocolVersion is the one that is spoken.
const protocolVersion = 4

// greet answers the first message of a connection; it is closed unless that was a good connect.
func (g *Gateway) greet(c *client, text []byte) bool {
	r, ok := parseRequest(text)
	if !ok {
		c.conn.Close(ws.ClosePolicyViolation, "not a request")
		return false
	}
	refuse := func(why *refusal, code int) bool {
		c.answer(r.ID, nil, why)
		c.conn.Close(code, why.Message)
		return false
	}
	if r.Method != "connect" {
		return refuse(invalid("the first request must be connect"), ws.ClosePolicyViolation)
	}
	var params struct {
		MinProtocol int      `json:"minProtocol"`
		MaxProtocol int      `json:"maxProtocol"`
		Role        string   `json:"role"`
		Scopes      []string `json:"scopes"`
		Auth        struct {
			Token string `json:"token"`
		} `json:"auth"`
	}
	if err := json.Unmarshal(r.Params, &params); err != nil {
		return refuse(invalid("connect: "+err.Error()), ws.ClosePolicyViolation)
	}
	if subtle.ConstantTimeCompare([]byte(params.Auth.Token), []byte(g.token)) != 1 {
		return refuse(invalid("unauthorized"), ws.ClosePolicyViolation)
	}
	if params.MinProtocol > protocolVersion || params.MaxProtocol < protocolVersion {
		why := invalid("protocol mismatch")
		why.Details = map[string]any{"code": "PROTOCOL_MISMATCH"}
		return refuse(why, ws.CloseProtocolError)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.stopping {
		return refuse(draining, ws.CloseServiceRestart)
	}
	var granted []string
	c.scopes, granted = grant(params.Scopes)
	c.greeted = true
	c.conn.SetReadLimit(maxPayload)
	g.lastConn++
	c.answer(r.ID, object{
		"type": "hello-ok", "protocol": protocolVersion,
		"server":   object{"version": "agentgate-1", "connId": fmt.Sprintf("c%d", g.lastConn)},
		"features": object{"methods": methodNames, "events": eventNames},
		"snapshot": object{
			"presence": []any{}, "health": object{}, "stateVersion": object{"presence": 0, "health": 0},
			"uptimeMs": time.Since(g.started).Milliseconds(),
		},
		"auth": object{"role": params.Role, "scopes": granted},
		"policy": object{
			"maxPayload": maxPayload, "maxBufferedBytes": maxBuffered, "tickIntervalMs": tickInterval.Milliseconds(),
		},
	}, nil)
	return true
}
