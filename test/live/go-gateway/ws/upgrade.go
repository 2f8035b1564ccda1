// Package ws is a small WebSocket server (RFC 6455, no extensions).
package ws

import (
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"
)

const acceptGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// ErrNotWebSocket says that a request asked for no upgrade.
var ErrNotWebSocket = errors.New("ws: not a WebSocket handshake")

// Upgrade turns an HTTP request into a connection whose unsent bytes are bounded by maxBuffered.
func Upgrade(w http.ResponseWriter, r *http.Request, maxBuffered int) (*Conn, error) {
	key := r.Header.Get("Sec-WebSocket-Key")
	if !hasToken(r.Header, "Connection", "upgrade") || !hasToken(r.Header, "Upgrade", "websocket") || key == "" {
		http.Error(w, "this is a WebSocket", http.StatusUpgradeRequired)
		return nil, ErrNotWebSocket
	}
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		return nil, errors.New("ws: connection cannot be hijacked")
	}
	socket, buffered, err := hijacker.Hijack()
	if err != nil {
		return nil, err
	}
	_ = socket.SetDeadline(time.Time{})
	sum := sha1.Sum([]byte(key + acceptGUID))
	answer := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
		base64.StdEncoding.EncodeToString(sum[:]) + "\r\n\r\n"
	if _, err := socket.Write([]byte(answer)); err != nil {
		_ = socket.Close()
		return nil, err
	}
	return newConn(socket, buffered.Reader, maxBuffered), nil
}

func hasToken(h http.Header, name, token string) bool {
	for _, value := range h.Values(name) {
		for _, part := range strings.Split(value, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}
