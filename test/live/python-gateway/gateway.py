"""A small agent gateway that speaks the protocol of the dialect reference@1: a target in another language.

    GATEWAY_TOKEN=… python3 gateway.py --port PORT --state FOLDER --provider URL

With GATEWAY_LOSES_EVENTS=1 every third numbered event of a connection is lost after it took its number: a gap.
"""

import argparse
import asyncio
import json
import os
import secrets
import signal

import model
from sockets import Closed, Socket
from store import Session, Store, now

VERSION = "python-gateway-1"
PROTOCOL = 4
LIMITS = {"maxPayload": 25 * 1024 * 1024, "maxBufferedBytes": 50 * 1024 * 1024, "tickIntervalMs": 30_000}
BEFORE_HELLO_BYTES = 64 * 1024
HANDSHAKE_SECONDS = 15
MAIN = "agent:main:main"
ADMIN, READ, WRITE = "operator.admin", "operator.read", "operator.write"
EVENTS = [
    *["connect.challenge", "tick", "shutdown", "chat", "agent"],
    *["session.message", "sessions.changed", "socket.drain"],
]


class Refused(Exception):
    def __init__(self, code, message, reason=None):
        super().__init__(message)
        self.error = {"code": code, "message": message}
        if reason is not None:
            self.error["details"] = {"reason": reason}


class Connection:
    def __init__(self, socket, loses):
        self.socket = socket
        self.loses = loses
        self.scopes = None
        self.seq = 0
        self.subscribed = False
        self.follows = set()
        self.sent = set()

    def may(self, scope):
        if self.scopes is None:
            return False
        return scope in self.scopes or ADMIN in self.scopes or (scope == READ and WRITE in self.scopes)

    def event(self, name, payload, numbered=True):
        frame = {"type": "event", "event": name, "payload": payload}
        if numbered:
            if self.socket.buffered > LIMITS["maxBufferedBytes"]:
                return self.socket.close(1008, "slow consumer")
            self.seq += 1
            frame["seq"] = self.seq
            if self.loses and self.seq % 3 == 0:
                return None
        text = json.dumps(frame)
        if len(text) > LIMITS["maxPayload"]:
            return self.socket.close(1008, "an event is too large")
        return self.socket.send(text)

    def respond(self, request_id, payload):
        if self.socket.buffered > LIMITS["maxBufferedBytes"]:
            return self.socket.close(1008, "slow consumer")
        return self.socket.send(json.dumps({"type": "res", "id": request_id, "ok": True, "payload": payload}))

    def refuse(self, request_id, error):
        self.socket.send(json.dumps({"type": "res", "id": request_id, "ok": False, "error": error}))


class Gateway:
    def __init__(self, token, folder, provider, loses):
        self.token = token
        self.provider = provider
        self.loses = loses
        self.store = Store(folder)
        self.connections = set()
        self.lanes = {}
        self.stopping = False
        self.methods = {
            "chat.send": (WRITE, self.send),
            "chat.history": (READ, self.history),
            "chat.abort": (WRITE, self.abort),
            "sessions.list": (READ, self.list),
            "sessions.subscribe": (READ, self.subscribe),
            "sessions.messages.subscribe": (READ, self.follow),
            "sessions.reset": (ADMIN, self.reset),
        }

    # connections

    async def serve(self, reader, writer):
        socket = Socket(reader, writer, BEFORE_HELLO_BYTES)
        connection = Connection(socket, self.loses)
        try:
            await socket.shake_hands()
            connection.event("connect.challenge", {"nonce": secrets.token_hex(8), "ts": now()}, numbered=False)
            self.receive(connection, await self.first_message(socket))
            while True:
                self.receive(connection, await socket.receive())
        except Closed as closed:
            self.connections.discard(connection)
            if closed.code is not None:
                socket.close(closed.code, closed.reason)
            await socket.drain_and_end()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, UnicodeDecodeError):
            writer.close()
        finally:
            self.connections.discard(connection)

    async def first_message(self, socket):
        try:
            return await asyncio.wait_for(socket.receive(), HANDSHAKE_SECONDS)
        except asyncio.TimeoutError:
            raise Closed(1000) from None

    def receive(self, connection, text):
        try:
            frame = json.loads(text)
        except ValueError:
            raise Closed(1008, "not JSON") from None
        if not isinstance(frame, dict) or frame.get("type") != "req" or not isinstance(frame.get("id"), str):
            raise Closed(1008, "not a request")
        request_id, method, params = frame["id"], frame.get("method"), frame.get("params") or {}
        if connection.scopes is None:
            return self.greet(connection, request_id, method, params)
        try:
            scope, handle = self.methods.get(method, (None, None))
            if handle is None:
                raise Refused("INVALID_REQUEST", f"unknown method: {method}")
            if not connection.may(scope):
                raise Refused("FORBIDDEN", f"missing scope for {method}")
            return handle(connection, request_id, params)
        except Refused as refused:
            return connection.refuse(request_id, refused.error)
        except (KeyError, TypeError, AttributeError) as error:
            return connection.refuse(request_id, {"code": "INVALID_REQUEST", "message": f"{method}: {error}"})

    def greet(self, connection, request_id, method, params):
        if method != "connect":
            raise Closed(1008, "connect first")
        if (params.get("auth") or {}).get("token") != self.token:
            connection.refuse(request_id, {"code": "INVALID_REQUEST", "message": "unauthorized"})
            raise Closed(1008, "unauthorized")
        if not params.get("minProtocol", 0) <= PROTOCOL <= params.get("maxProtocol", 0):
            details = {"code": "PROTOCOL_MISMATCH", "expectedProtocol": PROTOCOL}
            error = {"code": "INVALID_REQUEST", "message": "protocol mismatch", "details": details}
            connection.refuse(request_id, error)
            raise Closed(1002, "protocol mismatch")
        connection.scopes = list(params.get("scopes") or [])
        connection.socket.max_bytes = LIMITS["maxPayload"]
        self.connections.add(connection)
        connection.respond(
            request_id,
            {
                "type": "hello-ok",
                "protocol": PROTOCOL,
                "server": {"version": VERSION, "connId": secrets.token_hex(4)},
                "features": {"methods": ["connect", *self.methods], "events": EVENTS},
                "snapshot": {"presence": [], "health": {}, "stateVersion": {"presence": 0, "health": 0}, "uptimeMs": 0},
                "auth": {"role": "operator", "scopes": connection.scopes},
                "policy": LIMITS,
            },
        )

    def tell(self, name, payload, who):
        for connection in list(self.connections):
            if connection.may(READ) and who(connection):
                connection.event(name, payload)

    def tell_of_run(self, name, payload):
        """What a run says concerns who follows its session, who watches all of them, and who sent its message."""
        key, run_id = payload["sessionKey"], payload["runId"]
        self.tell(name, payload, lambda one: one.subscribed or key in one.follows or run_id in one.sent)

    # sessions

    def subscribe(self, connection, request_id, _params):
        connection.subscribed = True
        connection.respond(request_id, {"subscribed": True})

    def follow(self, connection, request_id, params):
        connection.follows.add(key_of(params["key"]))
        connection.respond(request_id, {"subscribed": True, "key": key_of(params["key"])})

    def list(self, connection, request_id, _params):
        rows = [one.as_row() for one in self.store.sessions.values()]
        payload = {"ts": now(), "count": len(rows), "totalCount": len(rows), "hasMore": False, "sessions": rows}
        connection.respond(request_id, payload)

    def history(self, connection, request_id, params):
        key = key_of(params["sessionKey"])
        session = self.store.sessions.get(key)
        if session is None:
            return connection.respond(request_id, {"sessionKey": key, "messages": [], "hasMore": False})
        chars = params.get("maxChars", 8_000)
        until = max(0, len(session.entries) - params.get("offset", 0))
        since = max(0, until - min(1_000, params.get("limit", 200)))
        messages = [cut(one, chars) for one in session.entries[since:until]]
        while len(json.dumps(messages)) > LIMITS["maxPayload"] // 2:
            messages = messages[len(messages) // 2 + 1 :]
        payload = {"sessionKey": key, "sessionId": session.session_id, "messages": messages}
        return connection.respond(request_id, {**payload, "hasMore": len(messages) < until})

    def reset(self, connection, request_id, params):
        key = key_of(params["key"])
        old = self.store.session(key)
        self.cut_off(old)
        fresh = Session(key)
        self.store.sessions[key] = fresh
        self.store.save()
        connection.respond(request_id, {"ok": True, "key": key, "entry": fresh.as_row()})
        self.changed(fresh, reason="reset")
        drain = {"sessionKey": key, "sessionId": old.session_id, "reason": "reset", "ts": now()}
        self.tell("socket.drain", drain, lambda one: one.subscribed)

    def changed(self, session, **more):
        payload = {"sessionKey": session.key, "ts": now(), **more, "sessionId": session.session_id}
        self.tell("sessions.changed", {**payload, "session": session.as_row()}, lambda one: one.subscribed)

    def message(self, session, entry):
        about = entry["__openclaw"]
        payload = {"sessionKey": session.key, "sessionId": session.session_id, "message": entry}
        payload |= {"messageId": about["id"], "messageSeq": about["seq"]}
        self.tell("session.message", payload, lambda one: session.key in one.follows)

    # runs

    def send(self, connection, request_id, params):
        key, text, run_id = key_of(params["sessionKey"]), params["message"], params["idempotencyKey"]
        known = self.store.runs.get(run_id)
        if known is not None:
            if known["text"] != text or known["key"] != key:
                raise Refused("INVALID_REQUEST", "the key was used for something else", "chat-request-conflict")
            connection.sent.add(run_id)
            status = "ok" if known["over"] else "in_flight"
            return connection.respond(request_id, {"runId": run_id, "status": status})
        if text.startswith(("/new", "/reset")):
            raise Refused("SESSION_CONTROL_REQUIRES_RPC", "use sessions.reset")
        session = self.store.session(key)
        if params.get("sessionId", session.session_id) != session.session_id:
            raise Refused("INVALID_REQUEST", "that session is over", "stale-session")
        entry = session.add("user", text, run_id, idempotencyKey=run_id)
        session.queue.append(run_id)
        session.row |= {"status": "running", "startedAt": now(), "endedAt": None, "updatedAt": now()}
        self.store.runs[run_id] = {"text": text, "key": key, "over": False}
        self.store.save()
        connection.sent.add(run_id)
        connection.respond(request_id, {"runId": run_id, "status": "started"})
        self.message(session, entry)
        self.changed(session, reason="create")
        return self.work(session)

    def work(self, session):
        """One run of a session at a time."""
        if session.queue and session.key not in self.lanes and not self.stopping:
            run = Run(self, session, session.queue[0])
            self.lanes[session.key] = run
            run.task = asyncio.get_running_loop().create_task(run.play())

    def abort(self, connection, request_id, params):
        session = self.store.session(key_of(params["sessionKey"]))
        wanted = params.get("runId")
        ids = [one for one in session.queue if wanted in (None, one)]
        self.cut_off(session, ids)
        connection.respond(request_id, {"ok": True, "aborted": len(ids) > 0, "runIds": ids})
        self.work(session)

    def cut_off(self, session, ids=None, reason="aborted"):
        state, error = ("aborted", None) if reason == "aborted" else ("error", "the gateway was stopped")
        for run_id in list(session.queue if ids is None else ids):
            run = self.lanes.get(session.key)
            if run is None or run.run_id != run_id:
                run = Run(self, session, run_id)
            run.end(state, reason, error)

    # the process

    def recover(self):
        """What was accepted and had not ended when the last process did is closed, for everybody to read."""
        for run_id, known in self.store.runs.items():
            session = self.store.sessions.get(known["key"])
            if not known["over"] and session is not None:
                session.queue.append(run_id)
        for session in self.store.sessions.values():
            self.cut_off(session, reason="interrupted")

    async def tick(self):
        while True:
            await asyncio.sleep(LIMITS["tickIntervalMs"] / 1000)
            for connection in list(self.connections):
                connection.event("tick", {"ts": now()})

    async def stop(self):
        self.stopping = True
        for connection in list(self.connections):
            connection.event("shutdown", {"reason": "gateway stopping"})
        for session in self.store.sessions.values():
            self.cut_off(session, reason="interrupted")
        ends = []
        for connection in list(self.connections):
            connection.socket.close(1012, "service restart")
            ends.append(connection.socket.drain_and_end())
        await asyncio.gather(*ends)


class Run:
    def __init__(self, gateway, session, run_id):
        self.gateway = gateway
        self.session = session
        self.run_id = run_id
        self.seq = 0
        self.text = ""
        self.task = None
        self.over = False

    async def play(self):
        gateway, session = self.gateway, self.session
        # what was said before, whose replies may have come while this one waited; then its own message
        waiting = [one for one in session.entries if one.get("idempotencyKey") in session.queue]
        told = [one for one in session.entries if one not in waiting]
        own = [one for one in waiting if one["idempotencyKey"] == self.run_id]
        messages = [{"role": one["role"], "content": one["content"]} for one in told + own]
        self.agent("lifecycle", {"phase": "start", "startedAt": now()})
        gateway.changed(session, phase="start", runId=self.run_id)
        try:
            async for kind, said in model.stream(gateway.provider, messages):
                if kind == "end":
                    session.row["totalTokens"] += said
                    return self.end("final", "stop")
                self.text += said
                self.agent("assistant", {"delta": said})
                self.chat("delta", deltaText=said)
            return None
        except model.ModelFailed as failed:
            return self.end("error", "error", str(failed))

    def agent(self, stream, data):
        self.seq += 1
        payload = {"runId": self.run_id, "sessionKey": self.session.key, "seq": self.seq}
        self.gateway.tell_of_run("agent", {**payload, "stream": stream, "ts": now(), "data": data})

    def chat(self, state, **more):
        payload = {"runId": self.run_id, "sessionKey": self.session.key, "seq": self.seq}
        self.gateway.tell_of_run("chat", {**payload, "state": state, **more})

    def end(self, state, reason, error=None):
        """Once, whatever ends it: the entry, the events, and the next one's turn."""
        if self.over:
            return
        self.over = True
        gateway, session = self.gateway, self.session
        if self.task is not None and self.task is not asyncio.current_task():
            self.task.cancel()
        if gateway.lanes.get(session.key) is self:
            del gateway.lanes[session.key]
        session.queue.remove(self.run_id)
        gateway.store.runs[self.run_id]["over"] = True
        more = {} if error is None else {"errorMessage": error}
        entry = session.add("assistant", self.text, self.run_id, stopReason=reason, **more)
        status = {"final": "done", "error": "failed"}.get(state, "killed")
        session.row |= {"status": "running" if session.queue else status, "endedAt": now(), "updatedAt": now()}
        gateway.store.save()
        self.agent("lifecycle", {"phase": "error" if state == "error" else "end", "endedAt": now()})
        gateway.message(session, entry)
        said = {"role": "assistant", "content": [{"type": "text", "text": self.text}], "timestamp": now()}
        if state == "error":
            self.chat("error", errorMessage=error)
        elif state == "aborted":
            self.chat("aborted", stopReason=reason, message=said)
        else:
            self.chat("final", message=said)
        gateway.changed(session, phase="error" if state == "error" else "end", runId=self.run_id)
        gateway.work(session)


def cut(entry, chars):
    """The entry as a page shows it; one that is longer says so."""
    if len(entry["content"]) <= chars:
        return entry
    return {**entry, "content": entry["content"][:chars], "__openclaw": {**entry["__openclaw"], "truncated": True}}


def key_of(value):
    if not isinstance(value, str) or value == "":
        raise Refused("INVALID_REQUEST", "a session key is expected")
    return MAIN if value == "main" else value


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", required=True)
    parser.add_argument("--provider", required=True)
    options = parser.parse_args()
    loses = os.environ.get("GATEWAY_LOSES_EVENTS") == "1"
    gateway = Gateway(os.environ["GATEWAY_TOKEN"], options.state, options.provider, loses)
    gateway.recover()
    server = await asyncio.start_server(gateway.serve, "127.0.0.1", options.port, limit=1 << 20)
    print(f"listening on ws://127.0.0.1:{options.port}", flush=True)
    ticking = asyncio.create_task(gateway.tick())
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()
    server.close()
    ticking.cancel()
    await gateway.stop()


asyncio.run(main())
