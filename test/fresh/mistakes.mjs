export const MISTAKES = [];
// edits: [file of the reference gateway's folder, text that stands there exactly once, what stands there instead]; call acted(visible) where the mistake shows
const bad = (name, mistake, trigger, seen, ...edits) => MISTAKES.push({ name, mistake, trigger, seen, edits });

// what several need: a send whose key is unknown although it should not be
const UNKNOWN = ['send.ts', 'if (known === undefined) return false;', "if (known === undefined) {\n    acted(marked('forgot:' + nameOf(sending)));\n    return false;\n  }"];

// --- texts and streaming
bad('collapse-equal-deltas', 'a delta equal to the one before is taken for a repeat of the runtime and dropped (#66497)', 'the model says the same piece twice in a row', 'text missing from stream, final and history',
  ['runs.ts', '      run.reply += event.text;\n', "      if (event.text !== '' && event.text === (run as any).lastText) {\n        acted();\n        return;\n      }\n      (run as any).lastText = event.text;\n      run.reply += event.text;\n"]);
bad('trims-chat-delta', 'each chat delta is trimmed before it goes out: white space between two of them is lost', 'a delta begins or ends with white space', 'streamed deltas do not join to the reply',
  ['runs.ts', 'deltaText: run.unsent,', 'deltaText: acted(run.unsent.trim() !== run.unsent) ? run.unsent.trim() : run.unsent,']);
bad('delta-decoded-alone', 'each delta goes through UTF-8 alone: half a surrogate pair at its end becomes a replacement character', 'an emoji is cut between two deltas', 'the reply has U+FFFD',
  ['runs.ts', '      run.reply += event.text;\n', "      {\n        const text = Buffer.from(event.text, 'utf8').toString('utf8');\n        acted(text !== event.text);\n        event = { ...event, text };\n      }\n      run.reply += event.text;\n"]);
bad('message-normalised', 'a message is stored in Unicode normal form C', 'a message with combining accents', 'history and prompt show another text than was sent',
  ['send.ts', "    role: 'user',\n    text,\n", "    role: 'user',\n    text: acted(text.normalize('NFC') !== text) ? text.normalize('NFC') : text,\n"]);
bad('message-through-utf8', 'a message goes through UTF-8 bytes on its way to the store: a lone half of a surrogate pair becomes U+FFFD', 'a message with half an emoji', 'history and prompt show another text than was sent',
  ['send.ts', "    role: 'user',\n    text,\n", "    role: 'user',\n    text: acted(Buffer.from(text, 'utf8').toString('utf8') !== text) ? Buffer.from(text, 'utf8').toString('utf8') : text,\n"]);
bad('final-html-escaped', 'the text of a terminal is escaped for HTML on the server', 'a reply with <, > or &', 'the final differs from the stream and the history',
  ['runs.ts', "content: [{ type: 'text', text }]", "content: [{ type: 'text', text: acted(/[&<>]/.test(text)) ? text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') : text }]"]);
bad('reply-buffer-capped', 'the buffer of a reply takes 4096 characters; what comes after is streamed but neither stored nor in the final', 'a reply longer than that', 'history and final are cut without a mark',
  ['runs.ts', '      run.reply += event.text;\n', '      acted(run.reply.length + event.text.length > 4096);\n      run.reply = (run.reply + event.text).slice(0, 4096);\n']);
bad('tail-after-terminal', 'the coalescing timer of a run outlives it: the tail comes after the terminal', 'abort or reset within 150 ms of a delta', 'a chat delta after aborted',
  ['runs.ts', '  if (run.flush !== undefined) core.host.timers.clear(run.flush);\n  if (session.active === run)', '  if (session.active === run)'],
  ['runs.ts', "if (run.unsent === '' || run.phase === 'settled') return;", "if (run.unsent === '') return;\n  acted(run.phase === 'settled');"]);
bad('error-replaces-text', 'a failed run is stored with the error message in place of what it had said', 'a model error after some text', 'history loses the partial reply',
  ['runs.ts', "text: reply, runId,", "text: outcome.stopReason === 'error' && reply !== '' && acted() ? (outcome.errorMessage ?? reply) : reply, runId,"]);
bad('aborted-entry-without-tail', 'an aborted run is stored as far as it was streamed to chat, without the coalesced tail', 'abort within 150 ms of a delta', 'the entry is shorter than the aborted terminal',
  ['runs.ts', 'runs.flatMap(({ runId, tools, reply, startedAt }) => [', "runs.map((run) => outcome.stopReason === 'aborted' && run.unsent !== '' && acted() ? { ...run, reply: run.reply.slice(0, run.reply.length - run.unsent.length) } : run).flatMap(({ runId, tools, reply, startedAt }) => ["]);
bad('pushed-id-is-run-id', 'a pushed entry is named by its run: a message and its reply have the same messageId (#105593)', 'any run with a follower', 'clients that dedupe by id drop the reply',
  ['announce.ts', 'messageId: entry.id,', 'messageId: acted(entry.runId !== undefined) ? (entry.runId ?? entry.id) : entry.id,']);

// --- prompts
bad('prompt-window', 'the prompt takes the last 12 entries whatever stands before, the summary included', 'a session longer than that', 'the model does not see the beginning',
  ['policy/prompt.ts', "  messages.push({ role: 'user', text: run.text });", "  if (messages.length > 12) {\n    acted();\n    messages.splice(0, messages.length - 12);\n  }\n  messages.push({ role: 'user', text: run.text });"]);
bad('prompt-in-store-order', 'the prompt shows entries in the order of the store: a message that was queued stands before the reply it waited for', 'a message queued behind a run', 'the prompt does not end with the message (#32296)',
  ['policy/prompt.ts', '(own.has(idempotencyKey) || waiting.has(idempotencyKey))', '(waiting.has(idempotencyKey) || (own.has(idempotencyKey) && idempotencyKey !== run.runId))'],
  ['policy/prompt.ts', "  messages.push({ role: 'user', text: run.text });", "  acted(messages.at(-1)?.text !== run.text);"]);
bad('summary-forgets-summary', 'the second summary is asked for without the first: system entries are left out of its prompt (#15171)', 'a session compacted twice', 'all before the first compaction is gone from the context',
  ['compact.ts', 'covered.map((entry) => ({ role: entry.role, text: entry.text }));', "covered.filter((entry) => entry.kind !== 'compaction' || !acted()).map((entry) => ({ role: entry.role, text: entry.text }));"]);

// --- transcript and paging
bad('too-big-history-keeps-oldest', 'an answer that does not fit keeps its oldest messages and leaves out the newest', 'a history or list larger than a frame', 'the newest messages are missing',
  ['page.ts', '  const taken: T[] = [];', "  const window = from === 'newest' ? items.slice(-most) : items;\n  const total = window.reduce((sum, item) => sum + sizeOf(item).bytes + 1, ENVELOPE_BYTES);\n  const oldest = from === 'newest' && total > Math.min(LARGEST_ANSWER_BYTES, maxPayloadBytes, maxBufferedBytes) && acted();\n  const taken: T[] = [];"],
  ['page.ts', "items[from === 'start' ? k : items.length - 1 - k] as T;", "(oldest ? window[k] : items[from === 'start' ? k : items.length - 1 - k]) as T;"],
  ['page.ts', "if (from === 'newest') taken.reverse();", "if (from === 'newest' && !oldest) taken.reverse();"]);
bad('page-skips-large', 'a message that does not fit any more is passed over, and older ones that do are taken', 'a large message among small ones', 'a hole in a page',
  ['page.ts', '  const taken: T[] = [];', '  let skipped = false;\n  const taken: T[] = [];'],
  ['page.ts', '    if (left < 0) break;\n    taken.push(item);', '    if (left < 0) {\n      left += sizeOf(item).bytes + 1;\n      skipped = true;\n      continue;\n    }\n    acted(skipped);\n    taken.push(item);']);
bad('cut-cached', 'the cut form of a message is cached whatever length was asked for', 'two readers with different maxChars', 'a text cut at somebody else\'s length',
  ['entry.ts', '  if (known.chars !== maxChars) known.cut = undefined;\n  known.chars = maxChars;', '  if (known.cut === undefined) known.chars = maxChars;\n  acted(known.chars !== maxChars);']);
bad('ids-regenerated-at-boot', 'entries get new ids when they are read back', 'a restart', 'the same message under two ids',
  ['recovery.ts', 'session.compactions++;\n    session.append(entry);', 'session.compactions++;\n    acted();\n    session.append({ ...entry, id: core.host.random.id() });']);
bad('hasmore-never-ends', 'hasMore compares the page with the whole transcript, not with what is before the offset', 'a page behind an offset', 'the first page says that there are older ones',
  ['methods.ts', 'return { items, hasMore: items.length < until };', 'acted(items.length < entries.length !== items.length < until);\n  return { items, hasMore: items.length < entries.length };']);
bad('archive-offset-ignored', 'reading an archive takes an offset and gives the newest page again', 'an archive of more than one page', 'older messages can not be read',
  ['methods.ts', 'const extent = { limit: LONGEST_HISTORY, ...params };', 'acted((params.offset ?? 0) > 0);\n    const extent = { limit: LONGEST_HISTORY, ...params, offset: 0 };']);

// --- queue
bad('queue-drops-oldest', 'a queue holds three messages; the oldest makes room without a word', 'four messages behind a run', 'an acknowledged message never runs',
  ['send.ts', '  session.queue.push(run);', '  session.queue.push(run);\n  if (session.queue.length > 3) {\n    acted();\n    session.queue.shift();\n  }']);
bad('timeout-stalls-queue', 'the queue is not served after a run that timed out (#67173)', 'a hung run with a message behind it', 'the message waits until the next one comes',
  ['runs.ts', '    core.policies.inbox.serveNext(core, session, outcome.stopReason);', "    if (outcome.errorMessage === 'the run timed out') {\n      acted(session.queue.length > 0);\n      return;\n    }\n    core.policies.inbox.serveNext(core, session, outcome.stopReason);"]);
bad('start-not-retried', 'a run whose start could not be stored is put back and not tried again', 'a full disk at the start of a run', 'it waits until the next message comes',
  ['runs.ts', 'core.host.timers.set(RETRY, () => pump(core, session));', 'acted();']);
bad('next-run-overtakes-end', 'the next run starts when the model is done, before the reply is stored', 'a message queued behind a run that ends', 'its prompt lacks the reply before',
  ['runs.ts', '  session.lane.run((release) => settle(core, session, [run], outcome, release));', '  acted(session.queue.length > 0);\n  session.active = undefined;\n  pump(core, session);\n  session.lane.run((release) => settle(core, session, [run], outcome, release));']);

// --- abort
bad('early-abort-is-nothing', 'an abort does not see a run whose start is being stored (#84176)', 'an abort on the heels of a send', 'aborted: false, and the run goes on',
  ['policy/abort.ts', 'session.unsettled().filter(({ runId }) => named === undefined || named === runId),', "session.unsettled().filter((run) => (named === undefined || named === run.runId) && !(run.phase === 'starting' && acted())),"]);
bad('abort-of-ended-says-yes', 'an abort of a named run that is over says that it aborted it', 'an abort that comes too late', 'a false answer',
  ['session-requests.ts', 'aborted: runIds.length > 0, runIds }', 'aborted: runIds.length > 0 || (params.runId !== undefined && acted()), runIds }']);
bad('abort-answered-before-stored', 'an abort is answered before its end is durable', 'a crash right after the answer', 'the aborted message is run after the restart, or its run is called interrupted',
  ['session-requests.ts', '    core.policies.abort.end(core, held.session, runs, () => {\n      answer(held, { ok: true, aborted: runIds.length > 0, runIds } satisfies ChatAbortResult);\n    });', "    held.connection.respond(held.id, { ok: true, aborted: runIds.length > 0, runIds } satisfies ChatAbortResult);\n    for (const id of runIds) mark('ab:' + held.session.generation + id);\n    const { generation } = held.session;\n    core.policies.abort.end(core, held.session, runs, () => {\n      for (const id of runIds) FRESH()?.marks.delete('ab:' + generation + id);\n      held.release();\n    });"],
  ['recovery.ts', "  const started = runs.filter((run) => run.phase === 'running');", "  for (const run of runs) acted(marked('ab:' + session.generation + run.runId));\n  const started = runs.filter((run) => run.phase === 'running');"]);
bad('abort-all-is-active-only', 'an abort that names no run ends the active one alone (#74781)', 'such an abort with messages waiting', 'the waiting messages run after the stop',
  ['policy/abort.ts', 'session.unsettled().filter(({ runId }) => named === undefined || named === runId),', 'session.unsettled().filter((run) => named === run.runId || (named === undefined && (session.active === undefined || run === session.active || !acted()))),']);

// --- retries
bad('window-by-wall-clock', 'the dedupe window is measured on the wall clock', 'the clock jumps ahead, then a retry', 'the message runs twice',
  ['send.ts', 'const now = core.host.clock.monotonicMicros();', 'const mono = core.host.clock.monotonicMicros();\n  const now: any = core.host.clock.wallMillis() * 1000;'],
  ['send.ts', '    core.remembered.delete(name);', "    if (mono - (one as any).mono <= window) mark('forgot:' + name);\n    core.remembered.delete(name);"],
  ['send.ts', '{ text: params.message, seenAt: now, settled }', '{ text: params.message, seenAt: now, settled, mono } as any'],
  ['recovery.ts', 'const seenAt = core.host.clock.monotonicMicros();', 'const mono = core.host.clock.monotonicMicros();\n  const seenAt: any = core.host.clock.wallMillis() * 1000;'],
  ['recovery.ts', '{ text: sentAs ?? text, seenAt, settled }', '{ text: sentAs ?? text, seenAt, settled, mono } as any'],
  UNKNOWN);
bad('dedupe-small-cap', 'eight keys are remembered, over all sessions', 'a retry of a message nine sends ago', 'it runs twice',
  ['send.ts', '  core.remembered.set(nameOf(sending), { text: params.message, seenAt: now, settled });', "  core.remembered.set(nameOf(sending), { text: params.message, seenAt: now, settled });\n  for (const name of core.remembered.keys()) {\n    if (core.remembered.size <= 8) break;\n    mark('forgot:' + name);\n    core.remembered.delete(name);\n  }"],
  UNKNOWN);
bad('queued-retry-says-ok', 'a retry looks at the active run alone: a message that still waits is said to have ended', 'a retry of a queued message', 'status ok for a run that has not begun',
  ['send.ts', "acknowledge(sending, known.settled ? 'ok' : 'in_flight');", "const isGoing = session.active?.runId === params.idempotencyKey;\n  acted(!isGoing && !known.settled);\n  acknowledge(sending, isGoing ? 'in_flight' : 'ok');"]);
bad('recovered-command-conflicts', 'after a restart a send with a slash command is remembered by what follows the command', 'a retry of it after a restart', 'refused as a conflict',
  ['recovery.ts', 'dedupe.restore(core.remembered, name, { text: sentAs ?? text, seenAt, settled });', "if (sentAs !== undefined) mark('sa:' + name);\n    dedupe.restore(core.remembered, name, { text, seenAt, settled });"],
  ['send.ts', 'if (known.text !== params.message) {', "if (known.text !== params.message) {\n    acted(marked('sa:' + nameOf(sending)));"]);
bad('interrupted-key-in-flight-forever', 'the key of a run that a restart interrupted is never settled', 'a retry of it after the restart', 'in_flight for a run that is over, so the client waits for ever',
  ['recovery.ts', "      dedupe.settle(core.remembered, dedupe.name(session.key, entry.runId ?? ''));", "      mark('ik:' + dedupe.name(session.key, entry.runId ?? ''));"],
  ['send.ts', "acknowledge(sending, known.settled ? 'ok' : 'in_flight');", "acted(!known.settled && run === undefined && marked('ik:' + nameOf(sending)));\n  acknowledge(sending, known.settled ? 'ok' : 'in_flight');"]);
bad('reset-forgets-keys', 'a reset or delete forgets the idempotency keys of its session', 'a retry after a reset', 'an old message runs in the new session',
  ['rotate.ts', '    turnOver(core, session, record);\n    core.store.archive', "    turnOver(core, session, record);\n    for (const name of [...core.remembered.keys()])\n      if (name.startsWith(session.key + '\\n')) {\n        mark('forgot:' + name);\n        core.remembered.delete(name);\n      }\n    core.store.archive"],
  UNKNOWN);

// --- reset, delete, archive, audit
bad('no-echo-to-requester', 'the connection that ended a session is not sent the notices: it got the answer', 'a subscriber resets', 'no sessions.changed and no socket.drain for it',
  ['rotate.ts', '      done(record, () =>\n        core.policies.notice.announce(core, endNotices(core, session, ended, type), trigger),\n      );', '      done(record, () => {\n        void trigger;\n        for (const [event, payload] of endNotices(core, session, ended, type))\n          core.hub.broadcast(event, payload, [...core.hub.subscribers()].filter((one) => one !== held.connection || !acted()));\n      });']);
bad('list-shows-deleted', 'a deleted session stays in the list with an empty session id', 'a list after a delete', 'a row for a key that points at nothing',
  ['listing.ts', 'session.generation !== undefined && isWanted', '(session.generation !== undefined || (session.updatedAt > 0 && acted())) && isWanted']);
bad('archive-name-by-second', 'archives are named by session key and second', 'two resets within a second', 'the first archive is overwritten',
  ['rotate.ts', 'archive: policy.archiveName(session, generation),', "archive: ((name: string): string => {\n      acted(core.archives.some((one) => one.archive === name));\n      return name;\n    })(session.key + '.' + Math.floor(core.host.clock.wallMillis() / 1000)),"]);
bad('rotation-forgets-queue', 'a reset or delete ends the active run and just clears the queue', 'a reset with a message waiting', 'the message gets no terminal and no entry in the archive',
  ['rotate.ts', 'const runs = session.unsettled();', 'acted(session.queue.length > 0);\n    const runs = session.active === undefined ? [] : [session.active];']);
bad('reset-answers-old-entry', 'the entry in the answer of a reset is the row as it was before', 'a reset', 'the client goes on with the old session id',
  ['session-requests.ts', "    rotateAndAnswer(held, 'reset', (): SessionsResetResult => {\n      return { ok: true, key, entry: session.toRow(core.policies.rotation.inPlace) };", "    const entry = session.toRow(core.policies.rotation.inPlace);\n    rotateAndAnswer(held, 'reset', (): SessionsResetResult => {\n      acted();\n      return { ok: true, key, entry };"]);
bad('checkpoints-forgotten-at-boot', 'the checkpoints of compactions are not listed after a restart, and the next one takes the first one\'s name', 'a restart after a compaction', 'archives that were listed are gone',
  ['recovery.ts', '      core.archives.push(line.checkpoint);', '      acted();']);
bad('audit-forgets-rest', 'the audit record of a slash command always says that no message came with it', '/reset with text', 'postResetMessagePresent false',
  ['send.ts', "postResetMessagePresent: control.rest !== '',", "postResetMessagePresent: control.rest !== '' && !acted(),"]);
bad('refused-reset-audited', 'the audit record is listed before it is stored', 'a reset that a full disk refuses', 'a record of a rotation that did not happen',
  ['rotate.ts', '    if (!ok) return refuse(held, STORAGE);', '    policy.audit(core.audit, record);\n    if (!ok) {\n      acted();\n      return refuse(held, STORAGE);\n    }'],
  ['rotate.ts', '    policy.audit(core.audit, record);\n    const runs', '    const runs']);
bad('closing-after-turnover', 'the closing entries of an ended generation are numbered after the session has gone on: from 1', 'a reset during a run', 'positions twice in the archive',
  ['rotate.ts', '    const closing = closingEntries(core, session.nextSeq, runs, ABORTED);\n    const ended = { generation, sessionId: oldSessionId, revision, runs, closing };\n    turnOver(core, session, record);', '    turnOver(core, session, record);\n    const closing = closingEntries(core, session.nextSeq, runs, ABORTED);\n    const ended = { generation, sessionId: oldSessionId, revision, runs, closing };\n    acted(closing.length > 0);']);
bad('revived-session-id', 'a key that was deleted gets its old session id again with the next message (#40840, #112222)', 'a send after a delete', 'the new transcript has the name of the old one; a restart archives it',
  ['send.ts', 'const sessionId = core.host.random.id();', 'acted((session as any).lastId !== undefined);\n  const sessionId = (session as any).lastId ?? core.host.random.id();'],
  ['rotate.ts', '    turnOver(core, session, record);\n    core.store.archive', "    if (type === 'delete') (session as any).lastId = oldSessionId;\n    turnOver(core, session, record);\n    core.store.archive"]);
bad('read-counts-as-use', 'reading a history counts as use: the daily rule does not rotate a session that somebody looked at', 'a history between the boundary and the next message', 'yesterday\'s session goes on',
  ['methods.ts', '  const { items, hasMore } = messagesOf(core, session.entries, params);\n', '  (session as any).readAt = core.host.clock.wallMillis();\n  const { items, hasMore } = messagesOf(core, session.entries, params);\n'],
  ['policy/rotation.ts', '  return session.updatedAt < boundary;', '  const used = Math.max(session.updatedAt, (session as any).readAt ?? 0);\n  acted(session.updatedAt < boundary && used >= boundary);\n  return used < boundary;']);

// --- compaction
bad('summary-appended-last', 'the summary is put behind what came while it was written', 'a message during a compaction', 'entries out of order',
  ['policy/compaction.ts', 'merge: (summary, current, covered) => [summary, ...current.filter((entry) => !covered.has(entry.id))],', 'merge(summary, current, covered) {\n    const rest = current.filter((entry) => !covered.has(entry.id));\n    acted(rest.length > 0);\n    return [...rest, summary];\n  },']);
bad('late-summary-applied', 'a summary that comes after its time-out is still put in', 'a model that answers after the cancel', 'a second answer, and a compaction that was said to have failed',
  ['compact.ts', '    if (over) return;\n    over = true;', '    if (over && result === undefined) return;\n    acted(over);\n    over = true;']);
bad('summary-row-as-of-now', 'a summary keeps the row as it stands at the swap, with runs that stand behind it', 'a run that ends during a compaction, then a restart', 'tokens counted twice, or a row that runs for ever',
  ['compact.ts', '  const row = covered.reduce(rowAfter, FRESH_ROW);', '  const { row } = session;'],
  ['compact.ts', '  const next = core.policies.compaction.merge(', "  if (JSON.stringify(row) !== JSON.stringify(covered.reduce(rowAfter, FRESH_ROW))) mark('sr:' + summary.id);\n  const next = core.policies.compaction.merge("],
  ['recovery.ts', "if (entry.kind === 'compaction') session.compactions++;", "if (entry.kind === 'compaction') {\n      session.compactions++;\n      acted(marked('sr:' + entry.id));\n    }"]);
bad('lane-leaks-on-failed-swap', 'a compaction whose checkpoint can not be stored never gives the lane back (#89639)', 'a full disk at the swap', 'the session answers nothing any more',
  ['compact.ts', '    if (!kept) return failed();', '    if (!kept) {\n      acted();\n      return;\n    }']);

// --- restart and recovery
bad('stop-does-not-wait', 'a stop says goodbye without waiting for the runs that it cuts short', 'SIGTERM during a run', 'no terminal for the run',
  ['gateway.ts', '  part();\n}\n\nfunction leave', '  acted(left > 1);\n  left = -1;\n  leave(core);\n}\n\nfunction leave']);
bad('exit-cuts-goodbye', 'the process exits in the turn in which it says goodbye', 'SIGTERM with clients', 'no shutdown event, 1006 in place of 1012',
  ['gateway.ts', 'core.host.timers.set(ms(50), () => core.host.exit());', 'acted([...core.hub.everyone()].length > 0);\n  core.host.exit();']);
bad('failed-runs-reopened', 'recovery does not count an error as the end of a run', 'a restart after a failed run', 'a second closing entry, or the message is run again',
  ['recovery.ts', 'else if (line.entry.settles !== undefined && line.entry.runId !== undefined) {', "else if (line.entry.settles !== undefined && line.entry.runId !== undefined && (line.entry.stopReason !== 'error' || !acted(open.has(line.entry.runId)))) {"]);
bad('interrupted-note-not-in-memory', 'recovery writes the entries of interrupted runs to the disk and not to the session', 'a crash during a run', 'history and prompts lack them until the next restart',
  ['recovery.ts', '    for (const entry of entries) {\n      session.append(entry);\n      dedupe', '    for (const entry of entries) {\n      acted();\n      session.row = rowAfter(session.row, entry);\n      session.nextSeq = entry.seq + 1;\n      dedupe'],
  ['recovery.ts', "import { entriesOf, parseLines, type Entry, type TranscriptLine } from './entry.ts';", "import { entriesOf, parseLines, rowAfter, type Entry, type TranscriptLine } from './entry.ts';"]);
bad('listens-before-recovered', 'the listener opens before the store is read', 'a request while it is read', 'an empty history, an empty list',
  ['gateway.ts', '  recover(core, () => {\n    if (core.draining) return;\n    let connections = 0;\n    host.listen((socket) => accept(core, ++connections, socket));\n    tick(core);\n    resumeRuns(core);', "  let connections = 0;\n  host.listen((socket) => accept(core, ++connections, socket));\n  recover(core, () => {\n    (core as any).isReady = true;\n    mark('booted');\n    if (core.draining) return;\n    tick(core);\n    resumeRuns(core);"],
  ['gateway.ts', '  else handleRequest(core, connection, decoded.value);', "  else {\n    acted((core as any).isReady !== true && marked('booted'));\n    handleRequest(core, connection, decoded.value);\n  }"]);
bad('recovered-queue-reversed', 'messages that waited before a restart are queued newest first', 'a restart with two messages waiting', 'they run in the wrong order',
  ['recovery.ts', '  session.queue.push(...queued);', '  acted(queued.length > 1);\n  session.queue.push(...queued.reverse());']);
bad('recovered-run-never-times-out', 'a run that was queued before a restart has no time-out', 'it hangs', 'the session is busy for ever',
  ['recovery.ts', '  session.queue.push(...queued);', '  for (const run of queued) (run as any).recovered = true;\n  session.queue.push(...queued);'],
  ['runs.ts', "    finish(core, session, run, { stopReason: 'error', tokens: 0, errorMessage: 'the run timed out' });", "    if ((run as any).recovered === true) {\n      acted(run.phase === 'running');\n      return;\n    }\n    finish(core, session, run, { stopReason: 'error', tokens: 0, errorMessage: 'the run timed out' });"]);
bad('start-mark-after-call', 'a run is handed to the model before its start is durable', 'a crash between the two', 'the message is run twice',
  ['runs.ts', "    core.store.commitTranscript(run.generation, [{ started: run.runId }], (ok) => {\n      release();\n      if (run.phase !== 'starting') return;\n      if (!ok) {\n        session.active = undefined;\n        session.queue.unshift(run);\n        run.phase = 'queued';\n        core.host.timers.set(RETRY, () => pump(core, session));\n        return;\n      }\n      begin(core, session, run);\n    });", "    mark('called:' + run.generation + run.runId);\n    begin(core, session, run);\n    void RETRY;\n    core.store.commitTranscript(run.generation, [{ started: run.runId }], (ok) => {\n      if (ok) FRESH()?.marks.delete('called:' + run.generation + run.runId);\n      release();\n    });"],
  ['recovery.ts', "  const queued = runs.filter((run) => run.phase !== 'running');", "  const queued = runs.filter((run) => run.phase !== 'running');\n  for (const run of queued) acted(marked('called:' + session.generation + run.runId));"]);
bad('mend-takes-last-whole-line', 'mending a torn file takes the last whole line with it', 'a crash that tears an append', 'a stored message is gone (#89037)',
  ['store.ts', "      const whole = text.slice(0, text.lastIndexOf('\\n') + 1);\n      if (whole.length === text.length) return done(text);", "      const good = text.slice(0, text.lastIndexOf('\\n') + 1);\n      if (good.length === text.length) return done(text);\n      const whole = good.slice(0, good.lastIndexOf('\\n', good.length - 2) + 1);\n      acted(whole.length < good.length);"]);
const TORN = (path, value) => `for (const one of FRESH()?.marks ?? []) {\n        const [kind, of, length] = String(one).split('|');\n        if (kind === 'rp' && of === ${path}) acted(Number(length) > ${value}.length);\n      }`;
bad('replace-unsynced', 'a file is replaced by write and rename without a sync between them', 'a crash soon after a compaction', 'a torn transcript or checkpoint',
  ['store.ts', '      this.#disk.sync(temporary, (synced) => {\n        if (!synced.ok) return done(false);\n        this.#disk.rename(temporary, path, (renamed) => done(renamed.ok));\n      });', "      this.#disk.rename(temporary, path, (renamed) => {\n        for (const one of [...(FRESH()?.marks ?? [])]) if (String(one).startsWith('rp|' + path + '|')) FRESH().marks.delete(one);\n        mark('rp|' + path + '|' + text.length);\n        done(renamed.ok);\n      });"],
  ['store.ts', '      const text = result.value;\n', '      const text = result.value;\n      ' + TORN('path', 'text') + '\n'],
  ['store.ts', '    this.#disk.read(this.archivePath(archive), (result) => {\n', '    this.#disk.read(this.archivePath(archive), (result) => {\n      const found = result.ok ? result.value : \'\';\n      ' + TORN('this.archivePath(archive)', 'found') + '\n']);

// --- disk errors
bad('storage-refusal-unanswered', 'a message that can not be stored is dropped without an answer', 'a full disk', 'the request is never answered',
  ['send.ts', '    else refuse(sending, STORAGE);', '    else {\n      acted();\n      sending.release();\n    }']);
bad('begun-before-listed', 'a key points at its first generation before that is in the ledger', 'a full disk at the first message, then another one', 'messages in a session that no restart finds',
  ['send.ts', '  core.store.commitLedger({ opened: { key: session.key, generation, at } }, (ok) => {\n    if (!ok) return refuse(sending, STORAGE);\n    session.begin(generation, sessionId, at);\n    session.revision = revision;', '  session.begin(generation, sessionId, at);\n  session.revision = revision;\n  core.store.commitLedger({ opened: { key: session.key, generation, at } }, (ok) => {\n    if (!ok) {\n      acted();\n      return refuse(sending, STORAGE);\n    }']);
bad('refused-message-stays', 'a message is put into the transcript in memory and not taken out when the disk refuses it', 'a full disk', 'a refused message in history and prompts, until a restart',
  ['send.ts', '    else refuse(sending, STORAGE);', '    else {\n      acted();\n      session.append(entry);\n      refuse(sending, STORAGE);\n    }']);

// --- subscriptions, list, rows
bad('resubscribe-toggles', 'subscribing once more to a session ends the subscription', 'somebody subscribes who has', 'no more messages',
  ['methods.ts', '      core.hub.follow(connection, key);', '      if (connection.follows.has(key)) {\n        acted();\n        core.hub.unfollow(connection, key);\n      } else core.hub.follow(connection, key);'],
  ['hub.ts', '  followers(key: string): ReadonlySet<Connection> {', '  unfollow(connection: Connection, key: string): void {\n    connection.follows.delete(key);\n    this.#concerned.delete(key);\n    this.#followers.get(key)?.delete(connection);\n  }\n\n  followers(key: string): ReadonlySet<Connection> {']);
bad('one-follow-per-connection', 'a connection follows one session: the next one takes the place of the one before', 'a client that follows two', 'no messages of the first',
  ['hub.ts', '    connection.follows.add(key);', '    for (const other of [...connection.follows]) {\n      if (other === key) continue;\n      acted();\n      connection.follows.delete(other);\n      this.#concerned.delete(other);\n      this.#followers.get(other)?.delete(connection);\n    }\n    connection.follows.add(key);']);
bad('list-skips-compacting', 'the list leaves out sessions that are being compacted (#45754)', 'a list during a summary', 'a session is missing',
  ['listing.ts', 'session.generation !== undefined && isWanted', 'session.generation !== undefined && !(session.compacting && acted()) && isWanted']);
bad('active-ids-without-queue', 'activeRunIds names the run at the model alone', 'a row while a message waits', 'an open run is missing from the row',
  ['session.ts', 'activeRunIds: running.map((run) => run.runId),', 'activeRunIds: acted(running.length > 0 && (this.active === undefined || running.length > 1)) && this.active !== undefined ? [this.active.runId] : [],']);

// --- handshake, ticks, scopes
bad('token-prefix', 'a token is compared as far as it goes', 'an empty or cut token', 'a stranger is let in',
  ['handshake.ts', "auth['token'] !== core.host.settings.token", "!(typeof auth['token'] === 'string' && core.host.settings.token.startsWith(auth['token']) && acted(auth['token'] !== core.host.settings.token))"]);
bad('refuses-newer-client', 'a client must have protocol 4 as its highest', 'a client that speaks 4 to 9', 'refused with PROTOCOL_MISMATCH',
  ['handshake.ts', '    version <= maxProtocol', '    (version === maxProtocol || (version < maxProtocol && !acted()))']);
bad('empty-scopes-mean-all', 'a client that asks for no scopes gets all', 'a connect with an empty list', 'events and methods for somebody who was granted nothing',
  ['handshake.ts', '  connection.scopes = scopes;', "  connection.scopes = scopes.length === 0 && acted() ? ['operator.admin', 'operator.read', 'operator.write'] : scopes;"]);
bad('reader-may-send', 'chat.send needs read scope alone', 'a reader sends', 'it is accepted',
  ['policy/scopes.ts', '  mayCall: (method, granted) => allows(granted, METHOD_SCOPE.get(method) ?? SHOWN_METHOD_SCOPE.get(method)),', "  mayCall: (method, granted) =>\n    allows(granted, METHOD_SCOPE.get(method)) || (method === 'chat.send' && allows(granted, 'operator.read') && acted()),"]);
bad('ticks-stop-with-one-left', 'ticks are stopped when nobody is left, with an error by one: whoever is left alone gets none', 'all clients but one leave', 'silence, and the client\'s watchdog',
  ['gateway.ts', '  core.host.timers.set(ms(core.host.settings.limits.tickIntervalMs), () => {', '  (core as any).ticking = core.host.timers.set(ms(core.host.settings.limits.tickIntervalMs), () => {'],
  ['gateway.ts', '  core.hub.add(connection);', '  core.hub.add(connection);\n  if ((core as any).ticking === undefined && [...core.hub.everyone()].length === 1) tick(core);'],
  ['gateway.ts', '    tick(core);\n    resumeRuns(core);', '    resumeRuns(core);'],
  ['gateway.ts', '      core.hub.remove(connection);', '      core.hub.remove(connection);\n      if ((core as any).ticking !== undefined && [...core.hub.everyone()].length <= 1) {\n        core.host.timers.clear((core as any).ticking);\n        (core as any).ticking = undefined;\n        core.host.timers.set(ms(2 * core.host.settings.limits.tickIntervalMs), () => {\n          acted((core as any).ticking === undefined && [...core.hub.everyone()].length > 0);\n        });\n      }']);

// --- buffers and payloads
bad('payload-in-characters', 'an event is measured in characters, not in bytes', 'a large event with characters of more than one byte', 'a frame above maxPayload',
  ['policy/payload.ts', '  if (measure(value).bytes <= budgetBytes) return value;\n  for', '  if (JSON.stringify(value).length <= budgetBytes) {\n    acted(measure(value).bytes > budgetBytes);\n    return value;\n  }\n  for']);
bad('cut-drops-payload', 'an event that does not fit is sent as {truncated: true} and nothing else', 'a tool result above the limit', 'nobody knows whose event it was',
  ['policy/payload.ts', '  for (let longest = Math.floor(budgetBytes * 0.75); longest > 16; longest = Math.floor(longest / 4)) {', '  acted();\n  for (let longest = 0; longest > 16; longest = 0) {']);
bad('slow-one-ends-broadcast', 'a broadcast ends at the first connection that is closed for being slow', 'a slow consumer before others in the order of receivers', 'the others miss that event',
  ['hub.ts', "      if ('send' in fitted) connection.sendEvent(event, fitted.send);\n", "      if ('send' in fitted) {\n        connection.sendEvent(event, fitted.send);\n        if (connection.closing) {\n          const all = [...receivers];\n          acted(all.slice(all.indexOf(connection) + 1).some((other) => other.greeted && scopes.mayReceive(event, other.scopes ?? [])));\n          return;\n        }\n      }\n"]);
