package gateway

import "agentgate/state"

func (g *Gateway) sessionsList(c *call) {
	var params struct {
		Limit *int `json:"limit"`
	}
	refused := decode(c.method, c.params, &params)
	if refused == nil && params.Limit != nil && *params.Limit < 1 {
		refused = invalid("sessions.list: limit is out of range")
	}
	if refused != nil {
		c.refuse(refused)
		return
	}
	all := g.store.Generations()
	rows := []state.Row{}
	room := maxPage - frameMargin
	for _, generation := range all {
		row := generation.Row()
		room -= len(encode(row)) + 1
		if room < 0 || params.Limit != nil && len(rows) == *params.Limit {
			break
		}
		rows = append(rows, row)
	}
	c.ok(object{
		"ts": now(), "count": len(rows), "totalCount": len(all), "hasMore": len(rows) < len(all), "sessions": rows,
	})
}

func (g *Gateway) sessionsSubscribe(c *call) {
	if refused := decode(c.method, c.params, &struct{}{}); refused != nil {
		c.refuse(refused)
		return
	}
	c.client.sessions = true
	c.ok(object{"subscribed": true})
}

func (g *Gateway) messagesSubscribe(c *call) {
	var params struct {
		Key string `json:"key"`
	}
	key, refused := c.key(&params, &params.Key)
	if refused != nil {
		c.refuse(refused)
		return
	}
	c.client.follows[key] = true
	c.ok(object{"subscribed": true, "key": key})
}
