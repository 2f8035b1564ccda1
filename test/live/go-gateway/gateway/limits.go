package gateway

import "time"

// Limits of the protocol, as the hello announces them.
const (
	maxPayload       = 25 << 20
	maxBuffered      = 50 << 20
	maxPage          = 6 << 20
	preHelloPayload  = 64 << 10
	frameMargin      = 8 << 10 // what a frame holds beside its text
	defaultChars     = 8000
	defaultMessages  = 200
	mostMessages     = 1000
	tickInterval     = 30 * time.Second
	handshakeTimeout = 15 * time.Second
	summaryTimeout   = 60 * time.Second
	runTimeout       = 5 * time.Minute
	gatherTime       = 150 * time.Millisecond
	stopTimeout      = 8 * time.Second
)

// cutChars cuts a text to so many UTF-16 units, and no character in two.
func cutChars(text string, limit int) (string, bool) {
	if len(text) <= limit {
		return text, false
	}
	units := 0
	for i, r := range text {
		units++
		if r > 0xFFFF { // a pair of surrogates
			units++
		}
		if units > limit {
			return text[:i], true
		}
	}
	return text, false
}

// cutBytes cuts a text so that it is at most limit bytes long as JSON.
func cutBytes(text string, limit int) (string, bool) {
	if len(text)*6 <= limit {
		return text, false
	}
	size := 0
	for i, r := range text {
		size += jsonSize(r)
		if size > limit {
			return text[:i], true
		}
	}
	return text, false
}

func jsonSize(r rune) int {
	switch {
	case r == '"' || r == '\\' || r == '\n' || r == '\r' || r == '\t':
		return 2
	case r < 0x20 || r == '\u2028' || r == '\u2029':
		return 6
	case r < 0x80:
		return 1
	case r < 0x800:
		return 2
	case r < 0x10000:
		return 3
	}
	return 4
}
