package state

// Run is an accepted message that is not settled yet.
type Run struct {
	ID      string
	UserSeq int
	Started bool
}

// Outcome is how a run ended.
type Outcome struct {
	Terminal   string // state of the chat event: final, aborted or error
	StopReason string // of the stored reply
	Status     string // of the row
}

// The four ways in which a run ends.
var (
	Stopped     = Outcome{Terminal: "final", StopReason: "stop", Status: "done"}
	Aborted     = Outcome{Terminal: "aborted", StopReason: "aborted", Status: "killed"}
	Failed      = Outcome{Terminal: "error", StopReason: "error", Status: "failed"}
	Interrupted = Outcome{Terminal: "error", StopReason: "interrupted", Status: "killed"}
)
