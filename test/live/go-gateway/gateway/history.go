package gateway

import "agentgate/state"

// window is which entries a reader asks for.
type window struct {
	Limit    *int `json:"limit"`
	Offset   *int `json:"offset"`
	MaxChars *int `json:"maxChars"`
}

func (w window) valid() bool {
	return (w.Limit == nil || *w.Limit >= 1 && *w.Limit <= mostMessages) && (w.Offset == nil || *w.Offset >= 0) &&
		(w.MaxChars == nil || *w.MaxChars >= 1)
}

// page gives the newest entries before the newest offset that fit, oldest first.
func (w window) page(entries []state.Entry) (page []state.Entry, more bool) {
	limit, offset, chars := defaultMessages, 0, defaultChars
	for from, to := range map[*int]*int{w.Limit: &limit, w.Offset: &offset, w.MaxChars: &chars} {
		if from != nil {
			*to = *from
		}
	}
	end := len(entries) - offset
	if end < 0 {
		end = 0
	}
	room := maxPage - frameMargin
	start := end
	for start > 0 && end-start < limit {
		entry := shown(entries[start-1], chars)
		size := len(encode(entry)) + 1
		if size > room {
			break
		}
		room -= size
		page = append(page, entry)
		start--
	}
	for i, j := 0, len(page)-1; i < j; i, j = i+1, j-1 {
		page[i], page[j] = page[j], page[i]
	}
	if page == nil {
		page = []state.Entry{}
	}
	return page, start > 0
}

// shown is an entry as a reader gets it.
func shown(entry state.Entry, chars int) state.Entry {
	text, cut := cutChars(entry.Content, chars)
	text, large := cutBytes(text, maxPage-2*frameMargin)
	if cut || large {
		entry.Content, entry.Meta.Truncated = text, true
	}
	return entry
}

func (g *Gateway) chatHistory(c *call) {
	var params struct {
		SessionKey string `json:"sessionKey"`
		window
	}
	key, refused := c.key(&params, &params.SessionKey)
	if refused == nil && !params.valid() {
		refused = invalid("chat.history: limit, offset or maxChars is out of range")
	}
	if refused != nil {
		c.refuse(refused)
		return
	}
	answer := object{"sessionKey": key, "messages": []state.Entry{}, "hasMore": false}
	if generation := g.store.Current(key); generation != nil {
		answer["sessionId"] = generation.ID
		answer["messages"], answer["hasMore"] = params.page(generation.Entries)
	}
	c.ok(answer)
}

func (g *Gateway) auditList(c *call) {
	if refused := decode(c.method, c.params, &struct{}{}); refused != nil {
		c.refuse(refused)
		return
	}
	c.ok(object{"records": append([]state.Audit{}, g.store.Audits...)})
}

func (g *Gateway) archivesList(c *call) {
	if refused := decode(c.method, c.params, &struct{}{}); refused != nil {
		c.refuse(refused)
		return
	}
	c.ok(object{"archives": append([]state.Archive{}, g.store.Archives...)})
}

func (g *Gateway) archivesRead(c *call) {
	var params struct {
		Archive  string `json:"archive"`
		Offset   *int   `json:"offset"`
		MaxChars *int   `json:"maxChars"`
	}
	if refused := decode(c.method, c.params, &params); refused != nil {
		c.refuse(refused)
		return
	}
	w := window{Offset: params.Offset, MaxChars: params.MaxChars}
	archive := g.store.Archive(params.Archive)
	if archive == nil || !w.valid() {
		c.refuse(invalid("sessions.archives.read: no such archive, or a parameter is out of range"))
		return
	}
	page, more := w.page(archive.Entries)
	c.ok(object{"archive": archive.Name, "messages": page, "hasMore": more})
}
