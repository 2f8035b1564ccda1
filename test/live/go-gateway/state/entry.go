package state

// Entry is one line of a transcript.
type Entry struct {
	Role           string `json:"role"`
	Content        string `json:"content"`
	Timestamp      int64  `json:"timestamp"`
	RunID          string `json:"runId,omitempty"`
	IdempotencyKey string `json:"idempotencyKey,omitempty"`
	StopReason     string `json:"stopReason,omitempty"`
	ErrorMessage   string `json:"errorMessage,omitempty"`
	Meta           Meta   `json:"__openclaw"`
}

// Meta is what the gateway says of an entry.
type Meta struct {
	ID        string `json:"id"`
	Seq       int    `json:"seq"`
	Kind      string `json:"kind,omitempty"`
	CoversSeq int    `json:"coversSeq,omitempty"`
	Truncated bool   `json:"truncated,omitempty"`
}

// Roles and kinds of entries.
const (
	RoleUser      = "user"
	RoleAssistant = "assistant"
	RoleSystem    = "system"

	KindCompaction     = "compaction"
	KindSessionControl = "session-control"
)
