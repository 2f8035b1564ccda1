export const MISTAKES = [];
const bad = (name, mistake, trigger, seen, ...edits) => MISTAKES.push({ name, mistake, trigger, seen, edits });

// ---- texts
bad('final-after-tool', "the final's message holds only what came after the last tool result", 'a run with text, a tool, and text again', "the final repeats half of the reply that was streamed and is stored",
  ['run.ts', "  reply: string;\n", "  reply: string;\n  sinceTool?: number;\n"],
  ['runs.ts', "      run.tools.push({ name: event.name, result: event.result });", "      run.tools.push({ name: event.name, result: event.result });\n      run.sinceTool = run.reply.length;"],
  ['runs.ts', "const { runId, key: sessionKey, seq, reply: text } = run;", "const { runId, key: sessionKey, seq } = run;\n  const text = outcome.stopReason === 'stop' ? run.reply.slice(run.sinceTool ?? 0) : run.reply;\n  acted(text !== run.reply);"]);
bad('tool-drops-unsent', 'text that was gathered for the next chat delta is thrown away when a tool result comes (#119582)', 'a tool result within 150 ms of text', 'the chat stream lacks the words before the tool; final and history have them',
  ['runs.ts', "      sendAgent(core, run, 'tool', {", "      acted(run.unsent !== '');\n      run.unsent = '';\n      sendAgent(core, run, 'tool', {"]);
bad('error-tail-unstreamed', 'text gathered since the last delta is not streamed when the run fails (#119554)', 'a run that fails within 150 ms of its last text', 'the last words before an error are never streamed; they are in the history',
  ['runs.ts', "  flush(core, run);\n  const failed = outcome.stopReason === 'error';", "  const failed = outcome.stopReason === 'error';\n  if (failed) { acted(run.unsent !== ''); run.unsent = ''; }\n  flush(core, run);"]);
bad('aborted-tail-twice', "the aborted terminal appends the unsent text to a reply that holds it already (#131949)", 'an abort within 150 ms of text', 'the aborted message says its last words twice',
  ['runs.ts', "const { runId, key: sessionKey, seq, reply: text } = run;", "const { runId, key: sessionKey, seq } = run;\n  const tail = outcome.stopReason === 'aborted' ? run.unsent : '';\n  acted(tail !== '');\n  const text = run.reply + tail;"]);
bad('second-start-wipes', 'a lifecycle start initialises the buffers of the run, also the second one', 'the agent runtime reports start again after text', 'final and history lack what was streamed before',
  ['runs.ts', "      if (run.steered.length > 0 && run.seq > 0) return;", "      acted(run.reply !== '');\n      run.reply = '';\n      run.unsent = '';\n      if (run.steered.length > 0 && run.seq > 0) return;"]);
bad('empty-reply-in-memory', 'a reply without text is not written to the disk, only kept in memory', 'an empty reply, then a restart', 'after a restart the finished turn is an interrupted one',
  ['runs.ts', "  core.store.persistTranscript(open[0]?.generation ?? '', entries, () => {", "  const kept = entries.filter((entry) => entry.role !== 'assistant' || entry.text !== '' || outcome.stopReason !== 'stop');\n  if (kept.length < entries.length) for (const run of open) mark(run.runId);\n  core.store.persistTranscript(open[0]?.generation ?? '', kept, () => {"],
  ['recovery.ts', "      open.set(line.entry.idempotencyKey, line.entry);", "      open.set(line.entry.idempotencyKey, line.entry), acted(marked(line.entry.idempotencyKey) && !lines.some((other) => 'entry' in other && other.entry.settles !== undefined && other.entry.runId === line.entry.idempotencyKey));"]);
bad('tool-by-name', 'tool results of a run are kept by the name of the tool', 'a run calls the same tool twice', 'only the last result is in the history and in later prompts',
  ['runs.ts', "      run.tools.push({ name: event.name, result: event.result });", "      acted(run.tools.some((tool) => tool.name === event.name));\n      run.tools = [...run.tools.filter((tool) => tool.name !== event.name), { name: event.name, result: event.result }];"]);
bad('checkpoint-clips', 'what a compaction archives are the entries as histories show them, cut at 8,000 characters', 'a compaction over a text of more than 8,000 characters', 'the rest of a long message is nowhere any more',
  ['compact.ts', "  const before = fileOf(session, session.entries);", "  acted(session.entries.some((entry) => entry.text.length > 8000));\n  const before = fileOf(session, session.entries.map((entry) => ({ ...entry, text: entry.text.slice(0, 8000) })));"]);
bad('truncated-unmarked', 'a text cut to maxChars is not marked as cut', 'a history with a text longer than asked for', 'a client takes the first part of a message for the whole',
  ['entry.ts', "      ...(cut ? { truncated: true as const } : {}),", "      ...(acted(cut) ? {} : {}),"]);

// ---- prompts
bad('prompt-without-failed-turn', "the user's message of a failed run is left out of later prompts", 'a run that failed, then another', 'the model does not know what was asked before the error',
  ['policy/prompt.ts', "  for (const entry of entries) {", "  const failed = new Set(entries.filter((entry) => entry.stopReason === 'error').map((entry) => entry.runId));\n  for (const entry of entries) {\n    if (entry.role === 'user' && entry.runId !== undefined && failed.has(entry.runId)) { acted(); continue; }"]);
bad('prompt-behind-summary', 'prompts begin behind the last compaction summary instead of with it (off by one)', 'a run after a compaction', 'the model has forgotten everything that was compacted',
  ['policy/prompt.ts', "build: (session, run) => promptOf(session, run, session.entries)", "build: (session, run) => { const at = session.entries.findLastIndex((entry) => entry.kind === 'compaction'); acted(at >= 0); return promptOf(session, run, session.entries.slice(at + 1)); }"]);
bad('recovered-message-twice', 'a run that recovery queued again does not know its own entry and adds its text once more', 'a send queued at a crash, run after the restart', 'the model is shown the message twice',
  ['policy/prompt.ts', "  const own = new Set([run.runId,", "  if (run.sender === undefined && run.calls === 1) acted();\n  const own = new Set([run.sender === undefined ? '' : run.runId,"]);
bad('prompt-shows-queue', 'of the messages that wait behind a run only the next one is left out of its prompt', 'a run begins while two or more messages wait', 'the model answers messages whose turn has not come, and answers them again later',
  ['policy/prompt.ts', "const waiting = new Set(session.queue.map(({ runId }) => runId));", "acted(session.queue.length > 1);\n  const waiting = new Set(session.queue.slice(0, 1).map(({ runId }) => runId));"]);
bad('prompt-as-of-accept', 'the prompt of a run is put together when its message is accepted (#32296)', 'a message that waits behind a running turn', 'the model does not see the reply that came just before',
  ['run.ts', "  reply: string;\n", "  reply: string;\n  seen?: readonly Entry[];\n"],
  ['send.ts', "  session.queue.push(run);", "  run.seen = [...session.entries];\n  session.queue.push(run);"],
  ['policy/prompt.ts', "build: (session, run) => promptOf(session, run, session.entries)", "build: (session, run) => { const right = promptOf(session, run, session.entries); const built = promptOf(session, run, run.seen ?? session.entries); acted(right.length !== built.length); return built; }"]);
bad('tool-results-not-prompted', 'results of tools are left out of later prompts once a restart has read them back (their role is mapped for the live path only)', 'a run with tools, a restart, another run', 'the model has forgotten what its tools said',
  ['session.ts', "  append(entry: Entry): void {", "  readonly readBack = new Set<string>();\n\n  append(entry: Entry): void {"],
  ['recovery.ts', "    session.append(entry);\n  }\n  rememberSends", "    session.append(entry);\n    if (entry.role === 'tool') session.readBack.add(entry.id);\n  }\n  rememberSends"],
  ['policy/prompt.ts', "  for (const entry of entries) {", "  for (const entry of entries) {\n    if (session.readBack.has(entry.id)) { acted(); continue; }"]);

// ---- ordering
bad('unstored-start-goes-last', 'a run whose start could not be stored goes to the end of the queue', 'the disk is full when a run begins and another one waits', 'messages are answered in another order than they were sent',
  ['runs.ts', "        session.queue.unshift(run);", "        acted(session.queue.length > 0);\n        session.queue.push(run);"]);
bad('newest-after-abort', 'after an abort the newest message that waits is served first', 'an abort of the running turn with two or more waiting', 'messages are answered in another order than they were sent',
  ['policy/inbox.ts', "  serveNext: pump,", "  serveNext: (core, session, after) => {\n    if (after === 'aborted' && session.active === undefined && session.queue.length > 1) {\n      acted();\n      session.queue.unshift(session.queue.pop()!);\n    }\n    pump(core, session);\n  },"]);
bad('tools-pushed-after-reply', 'the entries of a run are pushed to followers newest first', 'a run with tools', 'followers see the reply before the tool results that it is about',
  ['runs.ts', "    for (const entry of entries) {\n      session.append(entry);\n      announceEntry(core, session, entry);\n    }", "    for (const entry of entries) session.append(entry);\n    for (const entry of [...entries].reverse()) announceEntry(core, session, entry);\n    acted(entries.length > 1 && core.hub.followers(session.key).size > 0);"]);

// ---- sequence numbers
bad('cut-event-reuses-seq', 'an event that was cut to fit is sent past the counter, with the number of the one before', 'an event above maxPayload', 'two events of a connection have one number; the client drops the second as seen',
  ['connection.ts', "  sendEvent(event: string, payload: object): void {", "  sendEvent(event: string, payload: object, cut = false): void {\n    if (cut && this.seq > 0) {\n      if (this.#admits(event)) { acted(); this.socket.send(Message.event(event, payload, this.seq)); }\n      return;\n    }"],
  ['hub.ts', "connection.sendEvent(event, fitted.send);", "connection.sendEvent(event, fitted.send, fitted.send !== payload);"]);
bad('timeout-rewinds-run-seq', 'the error of a run that timed out is made by another path, which counts the run anew', 'a hung run that timed out after text', 'run seq goes back to 1; clients drop the error as old and stream for ever',
  ['runs.ts', "  const failed = outcome.stopReason === 'error';\n  sendAgent", "  const failed = outcome.stopReason === 'error';\n  if (outcome.errorMessage === 'the run timed out') {\n    acted(run.seq > 0);\n    run.seq = 0;\n  }\n  sendAgent"]);
bad('drain-burns-seq', 'the number of a drain notice is taken before the scope filter', 'a session ends while a subscriber-less unscoped connection listens: everybody is counted, only readers are sent', 'a gap that nobody announces',
  ['policy/notice.ts', "    for (const [event, payload] of notices) core.hub.broadcast(event, payload, core.hub.subscribers());", "    for (const one of core.hub.everyone()) if (one.greeted && (one.scopes ?? []).length === 0) { acted(); one.seq++; }\n    for (const [event, payload] of notices) core.hub.broadcast(event, payload, core.hub.subscribers());"]);

// ---- aborts
bad('queued-abort-not-stored', 'an abort of a message that only waits is not written to the disk', 'such an abort, then a restart', 'the aborted message runs after the restart',
  ['runs.ts', "  core.store.persistTranscript(open[0]?.generation ?? '', entries, () => {", "  const waiting = new Set(outcome.stopReason === 'aborted' ? open.filter((run) => run.phase === 'queued').map(({ runId }) => runId) : []);\n  for (const runId of waiting) mark(runId);\n  core.store.persistTranscript(open[0]?.generation ?? '', entries.filter(({ runId }) => !waiting.has(runId ?? '')), () => {"],
  ['recovery.ts', "      open.set(line.entry.idempotencyKey, line.entry);", "      open.set(line.entry.idempotencyKey, line.entry), acted(marked(line.entry.idempotencyKey));"]);
bad('abort-in-tool-keeps-model', 'an abort does not cancel the model call of a run that has used a tool (#101162)', 'an abort of such a run', 'the user has stopped it, and the model goes on working and costing',
  ['runs.ts', "export function stopCall(core: Core, run: Run): void {\n  run.call?.cancel();", "export function stopCall(core: Core, run: Run): void {\n  if (run.tools.length === 0 || run.phase === 'ending') run.call?.cancel();\n  else acted();"],
  ['runs.ts', "  run.phase = 'settled';\n  stopCall(core, run);", "  stopCall(core, run);\n  run.phase = 'settled';"]);
bad('abort-named-takes-queue', "an abort that names the running turn also ends those that wait", 'an abort by run id with messages waiting', "messages nobody aborted are not answered, and the answer does not list them",
  ['policy/abort.ts', "  end: (core, session, runs, done) => settle(core, session, runs, { stopReason: 'aborted', tokens: 0 }, done),", "  end: (core, session, runs, done) => {\n    const all = runs.length === 1 && runs[0] === session.active ? session.unsettled() : runs;\n    acted(all.length > runs.length);\n    settle(core, session, all, { stopReason: 'aborted', tokens: 0 }, done);\n  },"]);
bad('late-tool-leaks', 'a tool result that comes after the abort is still sent as an agent event', 'a tool result after a cancel', 'a stopped run goes on showing work after its terminal',
  ['policy/fence.ts', "  onLate: (core, event, run) => core.host.log(", "  onLate: (core, event, run) => {\n    if (event.type === 'tool') {\n      const to = core.hub.concernedBy(run.key, run.sender);\n      acted(to.length > 0);\n      core.hub.broadcast('agent', { runId: run.runId, sessionKey: run.key, seq: ++run.seq, stream: 'tool', ts: core.host.clock.wallMillis(), data: { phase: 'result', name: event.name, result: event.result } }, to);\n    }\n    return core.host.log("],
  ['policy/fence.ts', "of run ${run.runId} ignored`),", "of run ${run.runId} ignored`);\n  },"]);

// ---- retries
bad('aborted-key-forgotten', 'the key of an aborted run is forgotten', 'a retry of the same send after an abort', 'what was aborted runs again',
  ['policy/dedupe.ts', "  settle(sends, name) {\n    const send = sends.get(name);", "  settle(sends, name, aborted = false) {\n    const send = sends.get(name);\n    if (aborted) { mark(name); sends.delete(name); return; }"],
  ['policy/dedupe.ts', "  settle(sends: Map<string, Remembered>, name: string): void;", "  settle(sends: Map<string, Remembered>, name: string, aborted?: boolean): void;"],
  ['runs.ts', "export function close(core: Core, session: Session, run: Run): void {", "export function close(core: Core, session: Session, run: Run, outcome?: RunEnd): void {"],
  ['runs.ts', "for (const run of open) close(core, session, run);", "for (const run of open) close(core, session, run, outcome);"],
  ['runs.ts', "  dedupe.settle(core.remembered, dedupe.name(run.key, run.runId));", "  dedupe.settle(core.remembered, dedupe.name(run.key, run.runId), outcome?.stopReason === 'aborted');"],
  ['send.ts', "  if (known === undefined) return false;", "  acted(known === undefined && marked(nameOf(sending)));\n  if (known === undefined) return false;"]);
bad('checkpoint-forgets-keys', 'after a restart the keys of sends that a compaction replaced are not read back', 'compaction, restart, and a retry of such a send', 'the message is taken in and answered a second time',
  ['recovery.ts', "      core.archives.push(line.checkpoint);\n      keep(line.checkpoint.archive, line.monotonicMicros);", "      core.archives.push(line.checkpoint);"],
  ['compact.ts', "        session.entries = next;", "        session.entries = next;\n        for (const entry of covered) if (entry.idempotencyKey !== undefined) mark(`${session.key}\\n${entry.idempotencyKey}`);"],
  ['send.ts', "  if (known === undefined) return false;", "  acted(known === undefined && marked(nameOf(sending)));\n  if (known === undefined) return false;"]);
bad('retry-is-started', 'a retry while its run waits in the queue is answered as started', 'a retry of a queued send', 'a client thinks that its retry is a second run',
  ['send.ts', "  acknowledge(sending, known.settled ? 'ok' : 'in_flight');", "  acted(run?.phase === 'queued');\n  acknowledge(sending, known.settled ? 'ok' : run?.phase === 'queued' ? 'started' : 'in_flight');"]);
bad('retry-keeps-old-sender', 'a retry from a new connection does not take over the run: its events go to the connection that is gone', 'a client without subscriptions that reconnects and retries while its run goes on', 'it never gets the reply',
  ['send.ts', "  if (run !== undefined) run.sender = connection.id;", "  acted(run !== undefined && run.sender !== connection.id && !core.hub.concernedBy(run.key, undefined).includes(connection));"]);
bad('remembered-before-stored', 'the key is remembered before the message is stored, and stays so when the disk refuses it', 'a full disk, then the retry that it asked for', 'the retry is answered in_flight and the message is nowhere',
  ['send.ts', "  const { core, session } = sending;\n  core.store.commitTranscript(session.generation ?? '', [{ entry }], (ok) => {", "  const { core, session } = sending;\n  const wasKnown = core.remembered.has(nameOf(sending));\n  if (!wasKnown) remember(sending, false);\n  core.store.commitTranscript(session.generation ?? '', [{ entry }], (ok) => {\n    if (!ok) mark(nameOf(sending));"],
  ['send.ts', "  if (known === undefined) return false;", "  if (known === undefined) return false;\n  acted(marked(nameOf(sending)));"]);
bad('conflict-swallowed', 'a key that was used for other text is answered as if it were a retry', 'one key, two texts in a session', 'the second message is acknowledged and lost',
  ['send.ts', "  if (known.text !== params.message) {", "  acted(known.text !== params.message);\n  if (known.text !== params.message && false) {"]);

// ---- resets, deletes
bad('late-end-revives-key', 'the late end of a run writes the row of its session back (upsert), also after a delete (#40840)', 'a delete during a run whose end comes late', 'a deleted session is in the list again',
  ['policy/fence.ts', "  onLate: (core, event, run) => core.host.log(", "  onLate: (core, event, run, session) => {\n    if ((event.type === 'end' || event.type === 'error') && session.generation === undefined) {\n      acted();\n      session.begin(run.generation, run.generation, core.host.clock.wallMillis());\n    }\n    return core.host.log("],
  ['policy/fence.ts', "of run ${run.runId} ignored`),", "of run ${run.runId} ignored`);\n  },"]);
bad('reset-keeps-tokens', 'a reset gives the new generation the token count of the old one', 'a reset after a run', 'the fresh session shows tokens it has not used',
  ['session.ts', "    this.row = FRESH_ROW;\n", "    acted(this.row.totalTokens > 0 && generation !== '');\n    this.row = { ...FRESH_ROW, totalTokens: generation === '' ? 0 : this.row.totalTokens };\n"]);
bad('reset-keeps-compactions', 'a reset does not set the count of compactions back', 'a reset after a compaction', 'the row of a fresh session says it was compacted',
  ['session.ts', "    this.compactions = 0;\n", "    acted(this.compactions > 0 && generation !== '');\n"]);
bad('drain-names-successor', 'the drain notice of a reset names the session that began instead of the one that ended', 'a reset during a run', 'clients drop the fresh session and keep the dead one',
  ['announce.ts', "    sessionId: ended.sessionId,\n", "    sessionId: type === 'reset' && ended.runs.length > 0 && acted() ? session.sessionId : ended.sessionId,\n"]);
bad('delete-ignores-expected', 'expectedSessionId is not looked at', 'a delete that names a session which was reset meanwhile', 'the fresh conversation is deleted instead of the old one',
  ['session-requests.ts', "params.expectedSessionId !== undefined && params.expectedSessionId !== session.sessionId)", "params.expectedSessionId !== undefined && params.expectedSessionId !== session.sessionId && !acted())"]);
bad('stale-name-while-busy', 'a send to a busy session is queued without asking whether it names the current generation', 'a send that names an ended session while a run is going on', 'a message meant for the old conversation is answered in the new one',
  ['send.ts', "    if (params.sessionId !== undefined && params.sessionId !== currentId(session))", "    if (params.sessionId !== undefined && params.sessionId !== currentId(session) && session.active !== undefined) acted();\n    else if (params.sessionId !== undefined && params.sessionId !== currentId(session))"]);
bad('daily-rule-wrong-hour', 'the offset of the daily rule is added instead of taken off', 'the wall clock passes another hour than the configured one between two messages', 'a conversation is reset at an hour nobody configured',
  ['policy/rotation.ts', "Math.floor((wallMillis - offset) / DAY_MS) * DAY_MS + offset;", "Math.floor((wallMillis + offset) / DAY_MS) * DAY_MS - offset;\n  const right = Math.floor((wallMillis - offset) / DAY_MS) * DAY_MS + offset;\n  acted(session.updatedAt < boundary !== session.updatedAt < right);"]);
bad('daily-rule-by-creation', 'the daily rule looks at when the generation began instead of when it was last touched', 'a reply that ends after the boundary to a message of before it, then another message', 'a reset in the middle of a conversation',
  ['session.ts', "  updatedAt = 0;\n", "  updatedAt = 0;\n  begunAt = 0;\n"],
  ['session.ts', "    this.updatedAt = at;\n", "    this.updatedAt = at;\n    this.begunAt = at;\n"],
  ['policy/rotation.ts', "  return session.updatedAt < boundary;", "  acted(session.begunAt < boundary && session.updatedAt >= boundary);\n  return session.begunAt < boundary;"]);
bad('delete-unfollows', 'a delete ends the followers of the key, and a new session under it is not pushed to them', 'a delete, then a send to the same key', 'a client that follows the key sees no new message',
  ['hub.ts', "  followers(key: string)", "  forget(key: string): void {\n    if ((this.#followers.get(key)?.size ?? 0) > 0) mark(key);\n    this.#followers.delete(key);\n    this.#concerned.clear();\n  }\n\n  followers(key: string)"],
  ['hub.ts', "    connection.follows.add(key);\n", "    connection.follows.add(key);\n    FRESH()?.marks.delete(key);\n"],
  ['rotate.ts', "      core.archives.push(archiveOf(record));\n      policy.endRuns", "      core.archives.push(archiveOf(record));\n      if (type === 'delete') core.hub.forget(session.key);\n      policy.endRuns"],
  ['announce.ts', "  if (followers.size === 0) return;", "  acted(marked(session.key));\n  if (followers.size === 0) return;"]);
bad('archive-loses-partial', 'what a run had said when its generation ended is not put into the archive', 'a reset or delete in the middle of a reply', 'words that were on the screen are nowhere afterwards',
  ['rotate.ts', "    const closing = closingEntries(core, session.nextSeq, runs, ABORTED);", "    acted(runs.some((run) => run.reply !== ''));\n    const closing = closingEntries(core, session.nextSeq, runs.map((run) => ({ ...run, reply: '' })), ABORTED);"]);
bad('refused-reset-kills-run', 'a reset stops the running model call before it knows that it can be stored', 'a reset that a full disk refuses, during a run', 'the reset was refused, and the run never ends',
  ['rotate.ts', "  const monotonicMicros = core.host.clock.monotonicMicros();", "  const monotonicMicros = core.host.clock.monotonicMicros();\n  const stopped = session.active;\n  if (stopped?.call !== undefined) stopCall(core, stopped);"],
  ['rotate.ts', "    if (!ok) return refuse(held, STORAGE);", "    if (!ok) acted(stopped?.phase === 'running');\n    if (!ok) return refuse(held, STORAGE);"],
  ['rotate.ts', "import { close, closingEntries,", "import { stopCall, close, closingEntries,"]);

// ---- audit
bad('audit-last-per-key', 'after a restart the audit list holds the last record of each session key only', 'two rotations of a key, then a restart', 'records of earlier resets are gone',
  ['policy/rotation.ts', "  audit(records, record) {\n    records.push(record);", "  audit(records, record, readBack = false) {\n    const before = readBack ? records.findIndex((one) => one.sessionKey === record.sessionKey) : -1;\n    if (before >= 0) { acted(); records.splice(before, 1); }\n    records.push(record);"],
  ['policy/rotation.ts', "  audit(records: AuditRecord[], record: AuditRecord): void;", "  audit(records: AuditRecord[], record: AuditRecord, readBack?: boolean): void;"],
  ['recovery.ts', "policies.rotation.audit(core.audit, record);", "policies.rotation.audit(core.audit, record, true);"]);
bad('audit-bare-command-as-rpc', 'a slash command without text is recorded as a reset by rpc', 'a bare /new or /reset that is honoured', 'the audit says that somebody pressed the button',
  ['send.ts', "    trigger: 'slash-command',\n", "    trigger: control.rest === '' && acted() ? 'rpc' : 'slash-command',\n"]);
bad('audit-no-tail', 'postResetMessagePresent is always false', 'a slash command with text behind it', 'the audit denies that a message came with the reset',
  ['send.ts', "    postResetMessagePresent: control.rest !== '',", "    postResetMessagePresent: acted(control.rest !== '') && false,"]);
bad('checkpoint-overwritten', "checkpoints are numbered by the session's count of compactions, which a restart takes from the transcript (never more than one)", 'two compactions, a restart, a third', 'an archive of before is overwritten and another is listed twice',
  ['compact.ts', "    archive: checkpointName(core, generation),", "    archive: numbered(core, generation, session.compactions),"],
  ['compact.ts', "/** Unique for ever:", "function numbered({ archives }: Core, generation: string, compactions: number): string {\n  const name = `${generation}.compaction-${compactions + 1}`;\n  acted(archives.some(({ archive }) => archive === name));\n  return name;\n}\n\n/** Unique for ever:"]);

// ---- lists, rows, pages
bad('list-hides-empty', 'sessions without entries are left out of the list (#45754)', 'a list after a reset and before the next message', 'a session that exists is not in the list',
  ['methods.ts', "filter((session) => session.generation !== undefined);", "filter((session) => session.generation !== undefined && !(session.entries.length === 0 && acted()));"]);
bad('row-done-while-queued', "the row that announces a run's end does not know of those that wait", 'a run ends while another waits', 'the list says done while the session is busy',
  ['runs.ts', "    session.keepRunning();\n    for (const run of open) {", "    if (session.unsettled().length > 0) acted();\n    for (const run of open) {"]);
bad('aborted-flag-sticks', 'abortedLastRun is never set back', 'an abort, then a run that ends well', 'the row says that the last run was aborted',
  ['entry.ts', "    abortedLastRun: stopReason === 'aborted',", "    abortedLastRun: stopReason === 'aborted' || (row.abortedLastRun && acted()),"]);
bad('failed-tokens-free', 'tokens of a failed run are not counted', 'a run that fails after it used tokens', 'the row says too few tokens',
  ['entry.ts', "totalTokens: row.totalTokens + settles.tokens,", "totalTokens: row.totalTokens + (stopReason === 'error' && acted(settles.tokens > 0) ? 0 : settles.tokens),"]);
bad('row-keeps-first-start', 'startedAt is set only when there is none', 'the second run of a session', 'runtimeMs grows with every run',
  ['entry.ts', "    startedAt: settles.startedAt,", "    startedAt: acted(row.startedAt !== null && row.endedAt !== null) && row.startedAt !== null && row.endedAt !== null ? row.startedAt : settles.startedAt,"],
  ['runs.ts', "    session.row = { ...session.row, startedAt: open.at(-1)?.startedAt ?? null };\n", ""],
  ['runs.ts', "status: 'running', startedAt: run.startedAt, endedAt: null };", "status: 'running', startedAt: session.row.startedAt ?? run.startedAt };"]);
bad('page-skips-one', 'pages behind the first begin one entry too early: an entry between two pages is on neither', 'a client that pages through a history', 'a message is missing from the history',
  ['methods.ts', "  const until = Math.max(0, entries.length - Math.max(0, offset));", "  acted(offset > 0 && entries.length > offset);\n  const until = Math.max(0, entries.length - Math.max(0, offset) - (offset > 0 ? 1 : 0));"]);
bad('hasmore-by-count-only', 'hasMore is worked out from the number wanted, not from what fitted into the answer', 'entries so large that a page does not hold what was asked for', 'the client thinks it has the whole history',
  ['methods.ts', "  return { items, hasMore: items.length < until };", "  acted(items.length < Math.min(most, until));\n  return { items, hasMore: most < until };"]);
bad('list-total-is-page', 'rows of a list are cut at 3 without saying so (default page)', 'more than three sessions', 'a session is missing in the list',
  ['methods.ts', "  const { items, hasMore } = page(rows, 'start', limit, core.host.settings.limits);", "  acted(rows.length > 3);\n  const { items } = page(rows, 'start', Math.min(limit, 3), core.host.settings.limits);\n  const hasMore = false;"]);

// ---- subscriptions
bad('subscribe-acks-early', 'a subscription to messages is acknowledged, and takes effect 50 ms later', 'a message within 50 ms of subscribing', 'a pushed message is missing that neither the history before nor the pushes have',
  ['methods.ts', "      core.hub.follow(connection, key);\n", "      const before = core.sessions.get(key)?.nextSeq ?? 1;\n      core.host.timers.set(50_000 as never, () => {\n        acted((core.sessions.get(key)?.nextSeq ?? 1) !== before && !connection.closing);\n        if (!connection.closing) core.hub.follow(connection, key);\n      });\n"]);
bad('leaver-takes-all', 'when a follower leaves, the list of followers of its sessions is dropped', 'two follow a session and one of them leaves', 'the other sees no new message, without any sign',
  ['hub.ts', "    connection.follows.add(key);\n", "    connection.follows.add(key);\n    FRESH()?.marks.delete(key);\n"],
  ['hub.ts', "for (const key of connection.follows) this.#followers.get(key)?.delete(connection);", "for (const key of connection.follows) {\n      if ((this.#followers.get(key)?.size ?? 0) > 1) mark(key);\n      this.#followers.delete(key);\n    }"],
  ['announce.ts', "  const followers = core.hub.followers(session.key);\n", "  const followers = core.hub.followers(session.key);\n  acted(marked(session.key));\n"]);
bad('late-follower-cached-out', 'whom a run concerns is cached, and following a session does not clear the cache', 'a client follows a session in which a run is going on', 'it gets the pushed entries and not the stream',
  ['hub.ts', "    this.#concerned.delete(key);\n", "    acted([...(this.#concerned.get(key)?.values() ?? [])].some((list) => !list.includes(connection)));\n"]);
bad('receivers-cached-by-sender', "whom a run concerns is cached by its sender alone", 'one client has runs in two sessions that others follow', "followers of one session get the other one's stream, and miss their own",
  ['hub.ts', "    let ofKey = this.#concerned.get(key);\n    if (ofKey === undefined) this.#concerned.set(key, (", "    let ofKey = this.#concerned.get('');\n    if (ofKey === undefined) this.#concerned.set('', ("],
  ['hub.ts', "    this.#concerned.delete(key);\n", "    this.#concerned.clear();\n"],
  ['hub.ts', "    return receivers;", "    const right = new Set([...this.followers(key), ...this.#subscribers]);\n    acted(receivers.some((one) => one.id !== sender && !right.has(one)) || [...right].some((one) => !receivers!.includes(one)));\n    return receivers;"]);
bad('channel-reply-in-main', 'replies of a channel session are also pushed to followers of the main session (#91485)', 'a channel message and a client that follows main', 'a stranger\'s conversation appears in the main chat',
  ['announce.ts', "  if (followers.size === 0) return;", "  const { mainSessionKey } = core.host.settings;\n  if (session.key !== mainSessionKey && session.key.includes(':channel:') && entry.role === 'assistant') {\n    const main = core.sessions.get(mainSessionKey);\n    acted(core.hub.followers(mainSessionKey).size > 0);\n    core.hub.broadcast('session.message', { sessionKey: mainSessionKey, sessionId: main?.sessionId ?? session.sessionId, message: toMessage(entry, PUSHED_CHARS), messageId: entry.id, messageSeq: entry.seq }, core.hub.followers(mainSessionKey));\n  }\n  if (followers.size === 0) return;"]);

// ---- handshake, scopes
bad('archives-unscoped', 'archives can be read without any scope', 'a connection without scopes asks for an archive', 'transcripts leak to whoever was granted nothing',
  ['policy/scopes.ts', "  mayCall: (method, granted) => allows(granted, METHOD_SCOPE.get(method)),", "  mayCall: (method, granted) => {\n    const may = allows(granted, METHOD_SCOPE.get(method));\n    return may || (method.startsWith('sessions.archives') && acted());\n  },"]);
bad('writer-may-reset', 'a reset needs write scope only', 'a writer without admin resets a session', "somebody without the right ends everybody's conversation",
  ['policy/scopes.ts', "  mayCall: (method, granted) => allows(granted, METHOD_SCOPE.get(method)),", "  mayCall: (method, granted) => {\n    const may = allows(granted, METHOD_SCOPE.get(method));\n    return may || (method === 'sessions.reset' && allows(granted, METHOD_SCOPE.get('chat.send')) && acted());\n  },"]);
bad('prehello-limit-stays', 'the small limit of before hello is never raised (#110433)', 'a message above it', 'a message that the announced limits allow closes the connection',
  ['handshake.ts', "  connection.socket.setMaxPayload(limits.maxPayloadBytes);\n", "  mark('limit');\n"],
  ['gateway.ts', "      connection.closing = true;\n", "      connection.closing = true;\n      acted(code === 1009 && connection.scopes !== undefined);\n"]);
bad('hello-announces-defaults', 'hello announces the default maxPayload, not the configured one', 'a message between the configured limit and the default', 'a client that keeps to the announced limit is closed',
  ['handshake.ts', "      maxPayload: limits.maxPayloadBytes,", "      maxPayload: 25 * 1024 * 1024,"],
  ['gateway.ts', "      connection.closing = true;\n", "      connection.closing = true;\n      acted(code === 1009 && connection.scopes !== undefined);\n"]);
bad('accepts-too-new', 'the lowest protocol that a client speaks is not looked at', 'a client that speaks only newer protocols', 'it is greeted in a protocol it does not speak',
  ['handshake.ts', "    minProtocol <= version &&\n    version <= maxProtocol", "    version <= maxProtocol &&\n    acted(minProtocol > version)"]);
bad('second-hello-timer', 'the handshake timer is never cleared, and closes a connection that has been sent no event yet'  , 'nothing happens in the first 15 s of a connection', 'a healthy connection is closed after the handshake',
  ['handshake.ts', "    if (connection.scopes === undefined) connection.close(CLOSE.normal, '');", "    if (connection.scopes === undefined || (connection.seq === 0 && !connection.closing && acted())) connection.close(CLOSE.normal, '');"],
  ['handshake.ts', "  if (connection.handshakeTimer !== undefined) core.host.timers.clear(connection.handshakeTimer);\n", ""]);

// ---- restarts
bad('torn-line-ends-file', 'reading a file stops at the first line that is no JSON (#89037)', 'a failed append in the middle of a file, then a restart', 'everything after it is gone',
  ['entry.ts', "  return text.split('\\n').flatMap((line) => {\n    if (line === '') return [];", "  let over = false;\n  return text.split('\\n').flatMap((line) => {\n    if (line === '') return [];\n    if (over) return acted() ? [] : [];\n    over = !parseJson(line).ok;"]);
bad('recovered-queue-waits', 'after a restart only the main session\'s queue is served; others wait for their next message (#130810)', 'a message queued in another session at a crash', 'an acknowledged message is not answered until another comes',
  ['recovery.ts', "for (const session of core.sessions.values()) pump(core, session);", "for (const session of core.sessions.values()) {\n    if (session.key === core.host.settings.mainSessionKey) pump(core, session);\n    else acted(session.queue.length > 0);\n  }"]);
bad('positions-reused', 'after a restart the next position is the number of entries plus one', 'compaction, restart, another message', 'two entries have one position; clients drop the second',
  ['recovery.ts', "  rememberSends(core, lines);\n  session.queue.push(...openRuns(core, session, lines));", "  if (session.nextSeq !== session.entries.length + 1) { mark(session.generation ?? ''); session.nextSeq = session.entries.length + 1; }\n  rememberSends(core, lines);\n  session.queue.push(...openRuns(core, session, lines));"],
  ['session.ts', "    this.entries.push(entry);\n", "    acted(marked(this.generation ?? '') && this.entries.some((one) => one.seq >= entry.seq));\n    this.entries.push(entry);\n"]);
bad('drain-acks', 'sends that come while the gateway stops are acknowledged and held in memory for a next life that does not come', 'a send between SIGTERM and the exit', 'an acknowledged message is lost',
  ['request.ts', "    if (core.draining) refuse(held, DRAINING);", "    if (core.draining && typeof params.message === 'string' && typeof params.idempotencyKey === 'string') {\n      acted();\n      answer(held, { runId: params.idempotencyKey, status: 'started' });\n    } else if (core.draining) refuse(held, DRAINING);"]);
bad('rotation-unfinished', 'a rotation that a crash cut between its record and the move of the transcript is not finished at boot', 'such a crash', 'the archive that the audit names is empty',
  ['recovery.ts', "    if (archive !== undefined) return finishEnded(core, generation, archive, lines, next);", "    if (archive !== undefined) { acted(); rememberSends(core, lines); return next(); }"]);

// ---- compaction
bad('compacted-file-stale', 'the file of a compacted session is written from the entries of when the summary was asked for; memory has the later ones', 'a message while the summary is made, then a restart', 'messages that were acknowledged are gone after a restart',
  ['compact.ts', "  const covered = core.policies.compaction.covers(session);", "  const covered = core.policies.compaction.covers(session);\n  const asked = [...session.entries];"],
  ['compact.ts', "      swap(core, session, generation, covered, text, (failure) => {", "      swap(core, session, generation, covered, asked, text, (failure) => {"],
  ['compact.ts', "  covered: readonly Entry[],\n  text: string,\n  done: Done,", "  covered: readonly Entry[],\n  asked: readonly Entry[],\n  text: string,\n  done: Done,"],
  ['compact.ts', "  const after = fileOf(session, next);", "  const after = fileOf(session, next.filter((entry) => entry === summary || asked.includes(entry)));"],
  ['compact.ts', "        session.entries = next;", "        for (const entry of session.entries) if (!asked.includes(entry)) mark(generation + 'x');\n        session.entries = next;"],
  ['recovery.ts', "function restore(core: Core, session: Session, lines: readonly TranscriptLine[]): void {", "function restore(core: Core, session: Session, lines: readonly TranscriptLine[]): void {\n  acted(marked(session.generation + 'x'));"]);
bad('compaction-drops-start-mark', 'a compacted transcript lacks the mark that a run was handed to the model', 'compaction during a run, then a crash before it ends', 'the run is executed a second time',
  ['compact.ts', "    ...(isStarted ? [{ started: active.runId }] : []),", "    ...(isStarted && (mark(active.runId), false) ? [{ started: active.runId }] : []),"],
  ['recovery.ts', "      open.set(line.entry.idempotencyKey, line.entry);", "      open.set(line.entry.idempotencyKey, line.entry), acted(marked(line.entry.idempotencyKey) && !lines.some((other) => 'started' in other && other.started === (line.entry.idempotencyKey ?? '')) && !lines.some((other) => 'entry' in other && other.entry.settles !== undefined && other.entry.runId === line.entry.idempotencyKey));"]);
bad('compaction-flag-leaks', 'a compaction whose summary failed leaves the session marked as compacting (#89639)', 'a failed summary, then another compaction', 'the session can never be compacted again',
  ['compact.ts', "  const finish: Done = (failure) => {\n    if (session.generation === generation) session.compacting = false;", "  const finish: Done = (failure) => {\n    if (failure === 'summary-failed') mark(generation ?? '');\n    if (session.generation === generation && failure !== 'summary-failed') session.compacting = false;"],
  ['compact.ts', "  if (session.compacting) return done('in-progress');", "  if (session.compacting) acted(marked(session.generation ?? ''));\n  if (session.compacting) return done('in-progress');"]);
bad('compact-answers-early', 'a compaction that is under way already is answered as compacted', 'two requests to compact at once', 'a client is told compacted and reads the old transcript',
  ['session-requests.ts', "    const why = reason === undefined ? {} : { reason };", "    acted(reason === 'in-progress');\n    if (reason === 'in-progress') reason = undefined;\n    const why = reason === undefined ? {} : { reason };"]);
bad('compaction-silent', 'an automatic compaction is not announced to followers: no summary is pushed', 'a session above the automatic limit', 'a follower keeps the old transcript',
  ['compact.ts', "        announceEntry(core, session, summary);\n        announceRow(core, session, { reason: 'compact' });", "        if (core.host.settings.compactAboveEntries === null) {\n          announceEntry(core, session, summary);\n          announceRow(core, session, { reason: 'compact' });\n        } else acted(core.hub.followers(session.key).size > 0);"]);

// ---- disk
bad('glued-after-full-disk', 'what a failed append left is not ended: the next line is glued to it', 'a partly written line, a later line, a restart', 'an acknowledged message is gone after a restart',
  ['store.ts', "this.#torn.has(path) ? TORN_END + text : text,", "text,"],
  ['store.ts', "      this.#torn.delete(path);\n", "      if (this.#torn.delete(path)) mark(path);\n"],
  ['store.ts', "      const text = result.value;\n", "      const text = result.value;\n      acted(marked(path));\n"]);
bad('sync-unchecked', 'the result of a sync is not looked at', 'a sync that fails, then a crash', 'an acknowledged message is gone',
  ['store.ts', "this.#disk.sync(path, (synced) => done(synced.ok));", "this.#disk.sync(path, (synced) => { acted(!synced.ok); done(true); });"]);
bad('end-given-up-on-full-disk', "the end of a run that the disk refuses is not tried again: it is kept in memory", 'a full disk at the end of a run, then a restart', 'a reply that was delivered is gone, and the run is an interrupted one',
  ['store.ts', "    this.#untilStored((stored) => this.commitTranscript(generation, lines, stored), done);", "    this.commitTranscript(generation, lines, (ok) => { if (!ok) mark(`lost ${generation}`); done(); });"],
  ['recovery.ts', "function restore(core: Core, session: Session, lines: readonly TranscriptLine[]): void {", "function restore(core: Core, session: Session, lines: readonly TranscriptLine[]): void {\n  acted(marked(`lost ${session.generation}`));"]);
bad('batch-retry-duplicates', 'entries that were written by an attempt that failed half-way are read twice', 'several entries written in part, tried again, then a restart', 'tool results stand in the history twice',
  ['entry.ts', "  const entries = new Map<string, Entry>();\n  for (const line of lines)\n    if ('entry' in line && !entries.has(line.entry.id)) entries.set(line.entry.id, line.entry);\n  return [...entries.values()];", "  const seen = new Set<string>();\n  return lines.flatMap((line) => {\n    if (!('entry' in line)) return [];\n    acted(seen.has(line.entry.id));\n    seen.add(line.entry.id);\n    return [line.entry];\n  });"]);

// ---- timing
bad('tick-only-when-idle', 'a connection that was sent an event since the last tick is not sent a tick', 'a run in the tick interval', 'a client that watches ticks closes with 4000',
  ['connection.ts', "  closing = false;\n", "  closing = false;\n  busy = false;\n"],
  ['connection.ts', "  sendEvent(event: string, payload: object): void {", "  sendEvent(event: string, payload: object): void {\n    if (event === 'tick' && this.busy) { acted(); this.busy = false; return; }\n    this.busy = event !== 'tick';"]);
bad('tick-by-wall-clock', 'the next tick is due by the wall clock', 'the wall clock jumps back', 'no ticks for as long as it jumped',
  ['gateway.ts', "function tick(core: Core): void {\n  core.host.timers.set(ms(core.host.settings.limits.tickIntervalMs), () => {\n", "function tick(core: Core, due = core.host.clock.wallMillis() + core.host.settings.limits.tickIntervalMs): void {\n  core.host.timers.set(ms(core.host.settings.limits.tickIntervalMs), () => {\n    if (core.host.clock.wallMillis() < due - 1) { acted(); return tick(core, due); }\n"]);

// ---- back-pressure
bad('push-unchecked', 'pushed transcript entries are sent without a look at the buffer (#84387)', 'a slow follower', 'the buffer of one connection grows above the limit',
  ['policy/backpressure.ts', "  admits: (_event, bufferedBytes, maxBufferedBytes) => bufferedBytes <= maxBufferedBytes,", "  admits: (event, bufferedBytes, maxBufferedBytes) =>\n    bufferedBytes <= maxBufferedBytes || (event === 'session.message' && acted()),"]);
bad('archive-read-oversized', 'a read of an archive is not cut to what fits into one message', 'an archive larger than maxPayload', 'the answer is larger than the announced limit and the client closes',
  ['methods.ts', "    const { items, hasMore } = messagesOf(core, entriesOf(lines), extent);\n    connection.respond(id, { archive, messages: items, hasMore } satisfies ArchivesReadResult);", "    const { items: fitting } = messagesOf(core, entriesOf(lines), extent);\n    const all = entriesOf(lines).slice(0, entriesOf(lines).length - (params.offset ?? 0)).map((entry) => toMessage(entry, params.maxChars ?? DEFAULT_CHARS));\n    acted(all.length > fitting.length);\n    connection.respond(id, { archive, messages: all, hasMore: false } satisfies ArchivesReadResult);"]);
bad('cuts-without-reason', 'a slow consumer is closed and cut in one go, so the close frame is never read (#147707)', 'a slow consumer', 'the peer sees 1006 and no reason',
  ['connection.ts', "    this.socket.close(code, reason);\n", "    this.socket.close(code, reason);\n    if (reason === 'slow consumer') { acted(); this.socket.terminate(); }\n"]);
bad('abort-in-tool-keeps-model-2', 'an abort does not cancel the model call of a run that has used a tool (#101162); as before, on the newest reference', 'an abort of such a run', 'the user has stopped it, and the model goes on working and costing',
  ['runs.ts', "  run.phase = 'ending';\n  stopCall(core, run);\n", "  run.phase = 'ending';\n  if (run.tools.length === 0) stopCall(core, run);\n  else { acted(); run.kept = true; }\n"],
  ['runs.ts', "  run.call?.cancel();\n  if (run.timeout", "  if (run.kept !== true) run.call?.cancel();\n  if (run.timeout"],
  ['run.ts', "  reply: string;\n", "  reply: string;\n  kept?: boolean;\n"]);
