package state

// Archive is a transcript that was put away.
type Archive struct {
	Name      string  `json:"archive"`
	Key       string  `json:"sessionKey"`
	SessionID string  `json:"sessionId"`
	Reason    string  `json:"reason"`
	Timestamp int64   `json:"timestamp"`
	Entries   []Entry `json:"-"`
}

// Audit is the record of one rotation.
type Audit struct {
	Type         string  `json:"type"`
	Trigger      string  `json:"trigger"`
	OldSessionID string  `json:"oldSessionId"`
	NewSessionID *string `json:"newSessionId"`
	Key          string  `json:"sessionKey"`
	Timestamp    int64   `json:"timestamp"`
	Message      bool    `json:"postResetMessagePresent"`
	Archive      string  `json:"archive"`
}

// Types of rotations.
const (
	TypeReset  = "reset"
	TypeDelete = "delete"
)
