package gateway

import (
	"agentgate/model"
	"agentgate/state"
)

const summaryRequest = "Write a summary of the conversation above for a checkpoint."

// promptFor gives what was said before a run, turn by turn, and the run's own message last. Messages that wait are left out.
func promptFor(generation *state.Generation, run *state.Run) []model.Message {
	var own string
	open := map[string]bool{}
	for _, other := range generation.Runs {
		open[other.ID] = true
	}
	var settled []state.Entry
	for _, entry := range generation.Entries {
		switch {
		case entry.RunID == run.ID && entry.Role == state.RoleUser:
			own = entry.Content
		case entry.RunID == "" || !open[entry.RunID]:
			settled = append(settled, entry)
		}
	}
	return append(conversation(settled), model.Message{Role: state.RoleUser, Content: own})
}

// summaryPrompt asks the model to put entries in few words.
func summaryPrompt(entries []state.Entry) []model.Message {
	return append(conversation(entries), model.Message{Role: state.RoleUser, Content: summaryRequest})
}

// conversation brings each reply behind its message. Marks and empty replies were said by nobody.
func conversation(entries []state.Entry) []model.Message {
	replies := map[string][]state.Entry{}
	asked := map[string]bool{}
	for _, entry := range entries {
		if entry.Role == state.RoleUser {
			asked[entry.RunID] = true
		} else if entry.RunID != "" {
			replies[entry.RunID] = append(replies[entry.RunID], entry)
		}
	}
	said := []model.Message{}
	say := func(entry state.Entry) {
		if entry.Content != "" && entry.Meta.Kind != state.KindSessionControl {
			said = append(said, model.Message{Role: entry.Role, Content: entry.Content})
		}
	}
	for _, entry := range entries {
		switch {
		case entry.Role == state.RoleUser:
			say(entry)
			for _, reply := range replies[entry.RunID] {
				say(reply)
			}
		case !asked[entry.RunID]:
			say(entry)
		}
	}
	return said
}
