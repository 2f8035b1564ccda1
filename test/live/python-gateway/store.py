"""What survives: sessions with their transcripts, and what was accepted. One JSON file, replaced as a whole."""

import json
import os
import secrets
import time


def now():
    return int(time.time() * 1000)


class Session:
    def __init__(self, key, session_id=None, entries=None, row=None):
        self.key = key
        self.session_id = session_id or secrets.token_hex(8)
        self.entries = entries if entries is not None else []
        self.row = row or {"status": None, "startedAt": None, "endedAt": None, "totalTokens": 0, "updatedAt": now()}
        self.queue = []

    def add(self, role, content, run_id, **more):
        entry = {
            "role": role,
            "content": content,
            "timestamp": now(),
            "runId": run_id,
            **more,
            "__openclaw": {"id": secrets.token_hex(8), "seq": len(self.entries) + 1},
        }
        self.entries.append(entry)
        return entry

    def as_row(self):
        return {
            "key": self.key,
            "sessionId": self.session_id,
            **self.row,
            "hasActiveRun": len(self.queue) > 0,
            "activeRunIds": list(self.queue),
        }


class Store:
    """`runs`: by idempotency key, what was accepted: its text, its session, and whether it is over."""

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        self.file = os.path.join(folder, "state.json")
        self.sessions = {}
        self.runs = {}
        if not os.path.exists(self.file):
            return
        with open(self.file, encoding="utf-8") as stored:
            state = json.load(stored)
        self.runs = state["runs"]
        for one in state["sessions"]:
            self.sessions[one["key"]] = Session(one["key"], one["sessionId"], one["entries"], one["row"])

    def session(self, key):
        if key not in self.sessions:
            self.sessions[key] = Session(key)
        return self.sessions[key]

    def save(self):
        """Returns when it is on disk: an answer that promises something comes after it."""
        sessions = [
            {"key": one.key, "sessionId": one.session_id, "entries": one.entries, "row": one.row}
            for one in self.sessions.values()
        ]
        with open(self.file + ".new", "w", encoding="utf-8") as stored:
            json.dump({"sessions": sessions, "runs": self.runs}, stored)
            stored.flush()
            os.fsync(stored.fileno())
        os.replace(self.file + ".new", self.file)
