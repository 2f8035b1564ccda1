package gateway

// refusal is the error of a response.
type refusal struct {
	Code         string         `json:"code"`
	Message      string         `json:"message"`
	Details      map[string]any `json:"details,omitempty"`
	Retryable    bool           `json:"retryable,omitempty"`
	RetryAfterMs int            `json:"retryAfterMs,omitempty"`
}

// Error makes a refusal an error.
func (r *refusal) Error() string { return r.Message }

func invalid(message string) *refusal {
	return &refusal{Code: "INVALID_REQUEST", Message: message}
}

func because(reason, message string) *refusal {
	r := invalid(message)
	r.Details = map[string]any{"reason": reason}
	return r
}

func unavailable(reason, message string) *refusal {
	return &refusal{
		Code: "UNAVAILABLE", Message: message, Details: map[string]any{"reason": reason},
		Retryable: true, RetryAfterMs: 500,
	}
}

func noSession(key string) *refusal { return because("stale-session", "no session "+key) }

func storage(err error) *refusal {
	return unavailable("storage-unavailable", "the disk refused: "+err.Error())
}

var draining = unavailable("gateway-draining", "the gateway is stopping")
