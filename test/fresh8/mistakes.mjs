// 40 mistakes written without sight of the judge, each textual edits of one gateway's sources: [file, from, to]. `base`: reference (default) or awaits.
const one = (name, mistake, report, edits, base = 'reference') => ({ name, mistake, report, wrong: mistake, edits, base });
const RUNS = 'runs.ts', SEND = 'send.ts', HUB = 'hub.ts', REC = 'recovery.ts', SESS = 'session.ts', ROT = 'rotate.ts';

const ALL = [
  one('followers-stay-behind', 'a reset inside a send (slash command, daily rule) makes a new session object, and who follows the messages of the old one is not moved', 'own: pub/sub rooms; #81284', [
    [HUB, '  followers(key: string): ReadonlySet<Connection> {', '  unfollow(key: string): void {\n    for (const one of this.#followers.get(key) ?? []) one.follows.delete(key);\n    this.#followers.delete(key);\n    this.#concerned.delete(key);\n  }\n\n  followers(key: string): ReadonlySet<Connection> {'],
    [SEND, '    announce();\n    next();', '    acted(sending.core.hub.followers(sending.session.key).size > 0);\n    sending.core.hub.unfollow(sending.session.key);\n    announce();\n    next();'],
  ]),
  one('receivers-cached-by-key', 'the receivers of a run are cached by session key alone, and the cache holds the sender of the run before', 'own: wrong cache key', [
    [HUB, 'let receivers = ofKey.get(sender);', 'let receivers = ofKey.get(undefined);\n    if (receivers !== undefined) {\n      const right = new Set([...this.followers(key), ...this.#subscribers]);\n      const from = sender === undefined ? undefined : this.#connections.get(sender);\n      if (from !== undefined) right.add(from);\n      acted(right.size !== receivers.length || receivers.some((c) => !right.has(c)));\n    }'],
    [HUB, 'ofKey.set(sender, (receivers', 'ofKey.set(undefined, (receivers'],
  ]),
  one('retry-keeps-old-sender', 'a retry on a new connection does not make that connection the receiver of the run', 'own; #90282', [
    [SEND, 'if (run !== undefined) run.sender = connection.id;', 'if (run !== undefined && run.sender !== connection.id) acted();'],
  ]),
  one('flush-outlives-abort', 'the coalescing timer of chat deltas is not cleared when an abort settles the run', '#131949; own: debounce timers', [
    [RUNS, '  if (run.flush !== undefined) core.host.timers.clear(run.flush);\n  if (session.active', '  if (session.active'],
    [RUNS, "if (run.unsent === '' || run.phase === 'settled') return;", "if (run.unsent === '') return;\n  acted(run.phase === 'settled');"],
  ]),
  one('slow-reader-ends-broadcast', 'a broadcast returns at the first connection that it has to close, and the receivers behind it get nothing', 'own: return for continue in a fan-out loop', [
    [HUB, 'else connection.close(CLOSE.policyViolation, fitted.close);', 'else connection.close(CLOSE.policyViolation, fitted.close);\n      if (connection.closing) {\n        const all = [...receivers];\n        acted(all.slice(all.indexOf(connection) + 1).some((c) => c.greeted));\n        return;\n      }'],
  ]),
  one('tick-only-when-idle', 'a connection that was sent an event since the last tick is not sent a tick', 'own: keep-alive only on idle', [
    ['connection.ts', 'if (this.#admits(event)) this.socket.send(Message.event(event, payload, ++this.seq));', "if (!this.#admits(event)) return;\n    if (event !== 'tick') (this as any).spoke = true;\n    this.socket.send(Message.event(event, payload, ++this.seq));"],
    ['gateway.ts', "core.hub.broadcast('tick', { ts: core.host.clock.wallMillis() }, core.hub.everyone());", "const idle = [...core.hub.everyone()].filter((c: any) => {\n      const { spoke } = c;\n      c.spoke = false;\n      acted(spoke && c.greeted);\n      return !spoke;\n    });\n    core.hub.broadcast('tick', { ts: core.host.clock.wallMillis() }, idle);"],
  ]),
  one('limit-in-characters', 'the payload limit is compared with the length of the JSON text in characters, not with its UTF-8 bytes', 'own: string.length', [
    ['policy/payload.ts', 'if (measure(value).bytes <= budgetBytes) return value;', 'if (JSON.stringify(value).length <= budgetBytes) {\n    acted(measure(value).bytes > budgetBytes);\n    return value;\n  }'],
    ['policy/payload.ts', 'if (measure(cut).bytes <= budgetBytes) return cut;', 'if (JSON.stringify(cut).length <= budgetBytes) {\n      acted(measure(cut).bytes > budgetBytes);\n      return cut;\n    }'],
  ]),
  one('has-more-by-count', 'hasMore of a page says whether the count limit cut it, and forgets that the byte limit may have', 'own: paging with two limits', [
    ['methods.ts', 'return { items, hasMore: items.length < until };', 'const hasMore = until > most;\n  acted(hasMore !== items.length < until);\n  return { items, hasMore };'],
  ]),
  one('history-cached-by-count', 'a history answer is cached by session key, extent and number of entries, and a new generation with as many entries gets the old one', 'own: ETag by count', [
    ['methods.ts', '  const { items, hasMore } = messagesOf(core, session.entries, params);\n  return {\n    sessionKey: key,', '  const cache: Map<string, any> = ((core as any).pages ??= new Map());\n  const name = JSON.stringify([key, session.entries.length, params.limit, params.offset, params.maxChars]);\n  const fresh = messagesOf(core, session.entries, params);\n  const kept = cache.get(name);\n  acted(kept !== undefined && JSON.stringify(kept) !== JSON.stringify(fresh));\n  if (kept === undefined) cache.set(name, fresh);\n  const { items, hasMore } = kept ?? fresh;\n  return {\n    sessionKey: key,'],
  ]),
  one('hello-forgets-drain', 'the list of events in the hello is kept by hand and lacks socket.drain', '#63374: listed in the hello', [
    ['handshake.ts', "events: [...EVENTS, 'presence']", "events: [...EVENTS.filter((name) => !acted() || name !== 'socket.drain'), 'presence']"],
  ]),
  one('drain-names-new-session', 'the socket.drain notice of a reset names the session that began, not the one that ended', 'own: read after the swap', [
    ['announce.ts', 'sessionId: ended.sessionId,', "sessionId: type === 'reset' && acted() ? session.sessionId : ended.sessionId,"],
  ]),
  one('end-notice-with-old-row', 'the row of the sessions.changed that tells the end of a run is taken before the run is out of the session', '#82382; own: order of snapshot and update', [
    [RUNS, "    for (const run of open) close(core, session, run);", "    acted(core.hub.subscribers().size > 0);\n    for (const run of open)\n      announceRow(core, session, { phase: outcome.stopReason === 'stop' ? 'end' : 'error', runId: run.runId });\n    for (const run of open) close(core, session, run);"],
    [RUNS, "      sendTerminal(core, run, outcome);\n      announceRow(core, session, {\n        phase: outcome.stopReason === 'stop' ? 'end' : 'error',\n        runId: run.runId,\n      });", '      sendTerminal(core, run, outcome);'],
  ]),
  one('active-ids-name-one', 'activeRunIds of a row names the run at the model and leaves out those that wait', 'own', [
    [SESS, 'activeRunIds: running.map((run) => run.runId),', 'activeRunIds: running.slice(0, acted(running.length > 1) ? 1 : 1).map((run) => run.runId),'],
  ]),
  one('negative-runtime', 'runtimeMs is the difference of two wall times, also where the clock was set back between them', 'own: durations by wall clock', [
    [SESS, 'Math.max(0, endedAt - startedAt)', '(acted(endedAt < startedAt), endedAt - startedAt)'],
  ]),
  one('failed-run-costs-nothing', 'the tokens of a run that failed are not added to totalTokens', 'own: usage counted on success only', [
    [RUNS, 'tokens: event.totalTokens,\n        errorMessage', 'tokens: acted(event.totalTokens > 0) ? 0 : 0,\n        errorMessage'],
  ]),
  one('push-dated-anew', 'a pushed entry carries the time of the push, the stored one that of the draft', 'own: timestamp taken twice', [
    ['announce.ts', 'message: toMessage(entry, PUSHED_CHARS),', 'message: {\n      ...toMessage(entry, PUSHED_CHARS),\n      timestamp: (acted(core.host.clock.wallMillis() !== entry.at), core.host.clock.wallMillis()),\n    },'],
  ]),
  one('queued-end-untold', 'a reset or delete tells the end of the run at the model and forgets those that wait behind it', '#74781', [
    [ROT, '    close(core, session, run);\n    sendTerminal', "    const waits = run.phase === 'queued';\n    close(core, session, run);\n    if (waits && acted()) continue;\n    sendTerminal"],
  ]),
  one('compacting-for-ever', 'the flag that a compaction is under way survives a reset, and the session is never compacted again', '#89639', [
    [SESS, '    this.compacting = false;\n', '    acted(this.compacting);\n'],
  ]),
  one('named-session-checked-early', 'the sessionId that a send names is compared when the request arrives, not when the lane is free', 'own: check, wait, act', [
    [SEND, 'export function send(request: Request): void {', 'export function send(request: Request): void {\n  const named = (request.params as any).sessionId;\n  const at = request.core.sessions.get(request.key);\n  const isCurrent = named === undefined || (at !== undefined && named === currentId(at));'],
    [SEND, 'if (params.sessionId !== undefined && params.sessionId !== currentId(session))', 'acted(params.sessionId !== undefined && isCurrent && params.sessionId !== currentId(session));\n    if (!isCurrent)'],
  ]),
  one('archives-dated-at-boot', 'archives that are read back at boot are listed with the time of the boot', 'own: default timestamp in a constructor', [
    [REC, '      core.archives.push(archiveOf(record));', '      core.archives.push({ ...archiveOf(record), timestamp: core.host.clock.wallMillis() });\n      acted();'],
  ]),
  one('archive-named-by-second', 'an archive is named by its session key and the second, and two resets in one second share it', 'own: file names by time', [
    [ROT, 'archive: policy.archiveName(session, generation),', "archive: `${session.key.replaceAll(':', '-')}-${Math.floor(core.host.clock.wallMillis() / 1000)}`,"],
    [ROT, '  const monotonicMicros = core.host.clock.monotonicMicros();', '  acted(core.archives.some(({ archive }) => archive === record.archive));\n  const monotonicMicros = core.host.clock.monotonicMicros();'],
  ]),
  one('closes-after-the-move', 'the entries that close a generation are appended after its transcript was moved to the archive, under its old name', 'own: wrong order of rename and append', [
    ['store.ts', '    this.persistTranscript(generation, closing, () =>\n      this.#disk.rename(this.transcriptPath(generation), this.archivePath(archive), () => done()),\n    );', '    acted(closing.length > 0);\n    this.#disk.rename(this.transcriptPath(generation), this.archivePath(archive), () =>\n      this.persistTranscript(generation, closing, done),\n    );'],
  ]),
  one('early-abort', 'an abort that comes while the start of a run is being stored does not keep it from the model', '#84176', [
    [RUNS, "if (run.phase !== 'running' && run.phase !== 'starting') return;", "acted(run.phase === 'starting');\n  if (run.phase !== 'running') return;"],
  ]),
  one('abort-of-queued-stops-model', 'there is one abort signal per session: to abort a waiting run cancels the call of the one at the model', '#146420; own: AbortController per session', [
    ['policy/abort.ts', "end: (core, session, runs, done) => settle(", "end: (core, session, runs, done) => {\n    const { active } = session;\n    if (active !== undefined && runs.length > 0 && !runs.includes(active)) {\n      acted(active.phase === 'running');\n      active.call?.cancel();\n    }\n    settle("],
    ['policy/abort.ts', "{ stopReason: 'aborted', tokens: 0 }, done),", "{ stopReason: 'aborted', tokens: 0 }, done);\n  },"],
  ]),
  one('start-not-tried-again', 'a run whose start could not be stored goes back to the queue, and nothing tries again', '#67173', [
    [RUNS, '        core.host.timers.set(RETRY, () => pump(core, session));\n', '        acted();\n'],
  ]),
  one('timeout-from-acceptance', 'the time limit of a run counts from the acceptance of its message, waiting included', 'own: deadline set on enqueue', [
    [RUNS, 'run.timeout = core.host.timers.set(ms(core.host.settings.limits.runTimeoutMs), () => {', "const waited = core.host.clock.monotonicMicros() - run.acceptedAt;\n  run.timeout = core.host.timers.set(Math.max(1, ms(core.host.settings.limits.runTimeoutMs) - waited) as any, () => {\n    acted(run.phase === 'running' && waited > 1_000_000);"],
  ]),
  one('late-error-in-terminal', 'an error that the model reports after its end, while the reply is being stored, becomes the terminal', '#90999', [
    [RUNS, 'const RETRY = ms(500);', 'const RETRY = ms(500);\nconst LATE = new WeakMap<Run, string>();'],
    [RUNS, "event: ProviderEvent): void {\n  if (run.phase !== 'running') return;", "event: ProviderEvent): void {\n  if (run.phase === 'ending' && event.type === 'error') LATE.set(run, event.message);\n  if (run.phase !== 'running') return;"],
    [RUNS, 'const { stopReason, errorMessage = stopReason } = outcome;', "const late = LATE.get(run);\n  acted(late !== undefined && outcome.stopReason !== 'error');\n  const { stopReason, errorMessage = stopReason }: any =\n    late === undefined ? outcome : { stopReason: 'error', errorMessage: late };"],
  ]),
  one('one-result-per-tool', 'the tool results of a run are kept by the name of the tool: the second of a name replaces the first', 'own: map by name', [
    [RUNS, 'run.tools.push({ name: event.name, result: event.result });', 'run.tools = run.tools.filter(({ name }) => name !== event.name || !acted());\n      run.tools.push({ name: event.name, result: event.result });'],
  ]),
  one('row-lost-by-compaction', 'a compacted transcript does not keep the row, and after a restart it is derived from what is left', 'own: state rebuilt from a truncated log', [
    ['compact.ts', 'kind, coversSeq, row });', 'kind, coversSeq });'],
    [REC, "if (entry.kind === 'compaction') session.compactions++;", "if (entry.kind === 'compaction') session.compactions++;\n    acted(entry.kind === 'compaction');"],
  ]),
  one('compacted-keys-forgotten', 'idempotency keys of messages that a compaction covered are not read back at boot', '#126680', [
    [REC, '      keep(line.checkpoint.archive, line.monotonicMicros);\n', '      acted(line.monotonicMicros >= since);\n'],
  ]),
  one('second-summary-forgets-first', 'what is to be summarised is the conversation without system entries, so a second summary loses the first', '#15171', [
    ['compact.ts', 'covered.map((entry) => ({ role', "covered.filter(({ role, kind }) => role !== 'system' || !acted(kind === 'compaction')).map((entry) => ({ role"],
  ]),
  one('finishes-the-rename', 'a temporary file that a crash left is taken for the newer transcript at boot and renamed over it', 'own: recovery of atomic replace; #77783', [
    [REC, '      inTurn(files, (path, next) => readTranscript', "      const left = paths.filter((path) => path.endsWith('.jsonl.tmp'));\n      const finishRename = (path: string, next: () => void): void => {\n        acted();\n        core.host.disk.rename(path, path.slice(0, -'.tmp'.length) as any, () => next());\n      };\n      const readAll = (): void => inTurn(files, (path, next) => readTranscript"],
    [REC, 'ledger, next), readArchives);', 'ledger, next), readArchives);\n      inTurn(left, finishRename, readAll);'],
  ]),
  one('requeued-by-name', 'messages that waited at a crash are queued again in the order of their idempotency keys', 'own: order of directory entries', [
    [REC, '  return [...open].map(([runId, entry]) => ({', '  const byName = [...open].sort(([a], [b]) => (a < b ? -1 : 1));\n  acted([...open.keys()].some((name, k) => name !== byName[k]![0]));\n  return byName.map(([runId, entry]) => ({'],
  ]),
  one('keys-age-by-wall-clock', 'the age of an idempotency key is told by the wall clock, and a jump forward forgets it', 'own', [
    [SEND, '  const now = core.host.clock.monotonicMicros();\n', '  const now: any = core.host.clock.wallMillis() * 1000;\n  const mono = core.host.clock.monotonicMicros();\n'],
    [SEND, '    core.remembered.delete(name);', '    acted(mono - (one as any).mono <= window);\n    core.remembered.delete(name);'],
    [SEND, 'seenAt: now, settled });', 'seenAt: now, settled, mono } as any);'],
    [REC, '  const seenAt = core.host.clock.monotonicMicros();', '  const seenAt: any = core.host.clock.wallMillis() * 1000;\n  const mono = core.host.clock.monotonicMicros();'],
    [REC, '{ text: sentAs ?? text, seenAt, settled }', '{ text: sentAs ?? text, seenAt, settled, mono } as any'],
  ]),
  one('failed-key-in-flight', 'after a restart a key counts as ended only where its run ended well; a retry of one that was aborted or failed is in flight for ever', '#93052; own', [
    [REC, 'entries.flatMap(({ settles, runId }) => (settles === undefined ? [] : [runId]))', "entries.flatMap(({ settles, runId, stopReason }) => (settles === undefined || (stopReason !== 'stop' && acted()) ? [] : [runId]))"],
  ]),
  one('failed-turn-unsaid', 'the prompt leaves out a turn that failed, the message of the user included', '#120563', [
    ['policy/prompt.ts', '    const { idempotencyKey } = entry;', "    const { idempotencyKey } = entry;\n    if (entry.runId !== undefined && failed.has(entry.runId) && !own.has(entry.runId) && acted(entry.role === 'user')) continue;"],
    ['policy/prompt.ts', '  for (const entry of entries) {', "  const failed = new Set(entries.flatMap(({ settles, stopReason, runId }) => (settles !== undefined && stopReason === 'error' ? [runId] : [])));\n  for (const entry of entries) {"],
  ]),
  one('remembered-before-stored', 'a key is remembered before its message is stored, and stays so when the disk refuses it: the retry is in flight for ever', '#129793', [
    [SEND, 'if (into === undefined) core.policies.inbox.take(sending, entry);', 'if (into === undefined) {\n    remember(sending, false);\n    core.policies.inbox.take(sending, entry);\n  }'],
    [SEND, '    if (ok) next();\n    else refuse(sending, STORAGE);', "    if (ok) return next();\n    acted(entry.role === 'user');\n    refuse(sending, STORAGE);"],
  ]),
  one('sender-leaves-queue', 'when a connection closes, messages of it that still wait are aborted', 'own: request context cancelled with its connection', [
    ['gateway.ts', '      core.hub.remove(connection);\n', "      core.hub.remove(connection);\n      for (const session of core.sessions.values()) {\n        const waiting = session.queue.filter((run) => run.sender === connection.id);\n        if (waiting.length === 0 || core.draining) continue;\n        session.lane.run((release) => {\n          const still = waiting.filter((run) => session.queue.includes(run));\n          acted(still.length > 0);\n          settle(core, session, still, { stopReason: 'aborted', tokens: 0 }, release);\n        });\n      }\n"],
  ]),
  one('daily-rule-at-midnight', 'the daily rule looks whether the day changed, and not whether its minute passed', '#88991', [
    ['policy/rotation.ts', '  const offset = minuteOfDay * 60_000;', '  const meant = minuteOfDay * 60_000;\n  const due = session.updatedAt < Math.floor((wallMillis - meant) / DAY_MS) * DAY_MS + meant;\n  const offset = 0;'],
    ['policy/rotation.ts', '  return session.updatedAt < boundary;', '  acted(due !== session.updatedAt < boundary);\n  return session.updatedAt < boundary;'],
  ]),
  one('empty-sessions-hidden', 'the list leaves out sessions without entries, as after a reset', '#45754', [
    ['listing.ts', 'session.generation !== undefined && isWanted', 'session.generation !== undefined && (session.entries.length > 0 || !acted()) && isWanted'],
  ]),
  one('line-separators', 'lines are read back with a splitter that also breaks at U+0085, U+2028 and U+2029, which JSON leaves as they are', 'own: str.splitlines over JSONL', [
    ['entry.ts', "  return text.split('\\n').flatMap(", "  acted(/[\\u0085\\u2028\\u2029]/.test(text));\n  return text.split(/[\\n\\u0085\\u2028\\u2029]/).flatMap("],
  ]),
  one('reset-leaves-model-working', 'a reset or delete ends its runs and does not cancel the call to the model', '#101162, #38277', [
    [ROT, '    close(core, session, run);\n    sendTerminal', "    acted(run.call !== undefined);\n    run.call = undefined;\n    close(core, session, run);\n    sendTerminal"],
  ]),
  one('lane-stuck-after-throw', 'the lane is given back after the work, but not where the work throws', '#89639; own: missing finally', [
    ['lane.ts', '    try {\n      return await work();\n    } finally {\n      if (this.#last === mine.promise) this.#last = undefined;\n      mine.resolve();\n    }', '    let threw = true;\n    try {\n      const done = await work();\n      threw = false;\n      if (this.#last === mine.promise) this.#last = undefined;\n      mine.resolve();\n      return done;\n    } finally {\n      acted(threw);\n    }'],
  ], 'awaits'),
  one('first-line-glued', 'the first line after a crash is appended right behind the torn one that the crash left', '#89037', [
    ['journal.ts', 'if (whole.length < file.value.length) this.#mend = TORN_END;', 'acted(whole.length < file.value.length);'],
  ], 'awaits'),
  one('heard-while-storing', 'while an abort is being stored, what the model says is still streamed, and not stored', 'own: await between snapshot and cancel', [
    ['settling.ts', '  await unheard(conversation, async () => {\n    const replies', '  const { activeRun } = conversation;\n  const said = activeRun?.text;\n  await (async () => {\n    const replies'],
    ['settling.ts', 'outcome)));\n', 'outcome)));\n    acted(activeRun?.text !== said);\n'],
    ['settling.ts', "runId: turn.runId });\n    }\n  });", "runId: turn.runId });\n    }\n  })();"],
  ], 'awaits'),
  one('abort-looks-before-lane', 'an abort notes the runs that it means before it waits for the lane, and answers with those that ended meanwhile', 'own: snapshot outside the lock', [
    ['requests.ts', '    return conversation.lane.run(async () => {\n      const open = conversation.session?.turns ?? [];\n      const turns = open.filter((turn) => runId === undefined || turn.runId === runId);\n', '    const open = conversation.session?.turns ?? [];\n    const turns = open.filter((turn) => runId === undefined || turn.runId === runId);\n    return conversation.lane.run(async () => {\n      acted(turns.some(({ settled }) => settled));\n'],
  ], 'awaits'),
  one('shown-before-stored', 'a message is put into the session before it is stored, and stays there when the disk refuses it', 'own: optimistic update without rollback', [
    ['sending.ts', '  if (!isDue(conversation, session)) return conversation.commit([accepted]);', '  if (!isDue(conversation, session)) {\n    const made = conversation.app.memory.apply(accepted);\n    await conversation.app.journal.commit([accepted]).catch((error) => {\n      acted();\n      throw error;\n    });\n    return made === undefined ? [] : [made];\n  }'],
  ], 'awaits'),
  one('queued-aborted-with-others-text', 'a run that ends in the queue is stored with what the run at the model has said', 'own: wrong variable', [
    ['settling.ts', "content: activeRun?.turn === turn ? activeRun.text : '',", "content: (acted(activeRun !== undefined && activeRun.turn !== turn && activeRun.text !== ''), activeRun?.text ?? ''),"],
  ], 'awaits'),
];

const MORE = [
  one('write-without-read', 'events ask for operator.read by its name, and a connection with operator.write alone gets none', 'own', [
    ['policy/scopes.ts', 'mayReceive: (event, granted) => allows(granted, EVENT_SCOPE.get(event)),', "mayReceive: (event, granted) => {\n    const needed = EVENT_SCOPE.get(event);\n    const may = needed === undefined || granted.includes(needed) || granted.includes('operator.admin');\n    acted(may !== allows(granted, needed));\n    return may;\n  },"],
  ]),
  one('token-by-prefix', 'the token is compared over the length of what the client sent', 'own: constant-time compare of truncated buffers', [
    ['handshake.ts', "auth['token'] !== core.host.settings.token", "typeof auth['token'] !== 'string' || !(core.host.settings.token.startsWith(auth['token']) && acted(auth['token'] !== core.host.settings.token))"],
  ]),
  one('announces-usual-payload', 'the hello announces the usual maxPayload, whatever is configured', '#110433', [
    ['handshake.ts', 'maxPayload: limits.maxPayloadBytes,', 'maxPayload: (acted(), 25 * 1024 * 1024),'],
  ]),
  one('exits-before-goodbye', 'the process exits in the same moment as it closes its connections', '#147707', [
    ['gateway.ts', 'core.host.timers.set(ms(50), () => core.host.exit());', 'acted([...core.hub.everyone()].length > 0);\n  core.host.exit();'],
  ]),
  one('compactions-outlive-reset', 'compactionCount goes on through a reset', 'own', [
    [SESS, '    this.compactions = 0;\n', '    acted(this.compactions > 0);\n'],
  ]),
  one('positions-by-count', 'after a restart the next position is the number of entries plus one', 'own', [
    [REC, "  rememberSends(core, lines);\n  session.queue.push", "  acted(session.nextSeq !== session.entries.length + 1);\n  session.nextSeq = session.entries.length + 1;\n  rememberSends(core, lines);\n  session.queue.push"],
  ]),
];

/** Not one of 300 plans of the seed `fresh` reaches them. */
const UNREACHED = ['named-session-checked-early', 'daily-rule-at-midnight', 'line-separators', 'write-without-read'];
/** Others of their kind are in the set. */
const SIMILAR = ['shown-before-stored', 'requeued-by-name', 'end-notice-with-old-row', 'early-abort', 'failed-run-costs-nothing', 'queued-aborted-with-others-text', 'flush-outlives-abort', 'announces-usual-payload', 'compactions-outlive-reset', 'positions-by-count'];
const left = ({ name }) => UNREACHED.includes(name) || SIMILAR.includes(name);
export const MISTAKES = [...ALL, ...MORE].filter((one) => !left(one));
export const SPARES = [...ALL, ...MORE].filter(left);
