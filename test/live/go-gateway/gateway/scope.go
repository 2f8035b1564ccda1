package gateway

// Scopes that a client may be granted.
const (
	scopeRead  = "operator.read"
	scopeWrite = "operator.write"
	scopeAdmin = "operator.admin"
)

// scopes are what a connection was granted.
type scopes map[string]bool

func grant(asked []string) (granted scopes, names []string) {
	granted, names = scopes{}, []string{}
	for _, name := range asked {
		if (name == scopeRead || name == scopeWrite || name == scopeAdmin) && !granted[name] {
			granted[name] = true
			names = append(names, name)
		}
	}
	return granted, names
}

// allow says whether they hold a scope, or one that implies it. No scope is always held.
func (s scopes) allow(scope string) bool {
	switch scope {
	case "":
		return true
	case scopeRead:
		return s[scopeRead] || s[scopeWrite] || s[scopeAdmin]
	case scopeWrite:
		return s[scopeWrite] || s[scopeAdmin]
	}
	return s[scope]
}
