package gateway

import (
	"bytes"
	"encoding/json"
	"strings"
)

// mainKey is the session that the key "main" means, and that cannot be deleted.
const mainKey = "agent:main:main"

// decode reads parameters strictly: a member that is unknown or of a wrong type is refused.
func decode(method string, params json.RawMessage, into any) *refusal {
	params = bytes.TrimSpace(params)
	if len(params) == 0 || bytes.Equal(params, []byte("null")) {
		params = []byte("{}")
	}
	decoder := json.NewDecoder(bytes.NewReader(params))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return invalid(method + ": " + strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}

// sessionKey gives the whole name of a session.
func sessionKey(key string) (string, *refusal) {
	switch key {
	case "":
		return "", invalid("the key of the session must be a non-empty string")
	case "main":
		return mainKey, nil
	}
	return key, nil
}
