package state

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// DedupeWindow is how long an idempotency key is remembered after its message, or after the start of the process.
const DedupeWindow = 5 * time.Minute

// Key is what is remembered of an idempotency key.
type Key struct {
	SessionID string
	digest    string
	since     time.Time
}

// SameText says whether the key was used with this text.
func (k *Key) SameText(text string) bool { return k.digest == Digest(text) }

// Digest is what is kept of a text to tell another one from it.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
