package gateway

import (
	"bytes"
	"encoding/json"
)

// request is what a client sends.
type request struct {
	Type   string          `json:"type"`
	ID     string          `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

// response is the one answer to a request.
type response struct {
	Type    string   `json:"type"`
	ID      string   `json:"id"`
	OK      bool     `json:"ok"`
	Payload any      `json:"payload,omitempty"`
	Error   *refusal `json:"error,omitempty"`
}

// event is what the gateway says unasked.
type event struct {
	Type    string          `json:"type"`
	Event   string          `json:"event"`
	Payload json.RawMessage `json:"payload"`
	Seq     int             `json:"seq,omitempty"`
}

// parseRequest reads a request; ok is false for what is none.
func parseRequest(text []byte) (r request, ok bool) {
	if json.Unmarshal(text, &r) != nil {
		return request{}, false
	}
	return r, r.Type == "req" && r.ID != "" && r.Method != ""
}

// encode is json.Marshal without escapes for HTML. What is encoded here can be.
func encode(value any) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte{'\n'})
}
