// Forty mistakes written without sight of the judge, a fifth sitting. Each is a small textual edit of the reference gateway.
const one = (name, mistake, report, wrong, ...edits) => ({ name, mistake, report, wrong, edits, base: 'reference' });

const ALL = [
  // texts and payloads
  one('json-length-for-bytes', 'an event is weighed by the length of its JSON string, not by its UTF-8 bytes', 'own experience; #7442', 'payload/bounded: an event of accented or CJK text is larger than the announced maxPayload',
    ['policy/payload.ts', 'if (measure(value).bytes <= budgetBytes) return value;',
      `if (JSON.stringify(value).length <= budgetBytes) {
    acted(measure(value).bytes > budgetBytes + 68);
    return value;
  }`]),
  one('cut-by-code-points', 'maxChars counts code points, so that no pair is split', 'own experience', 'README Frames: characters are UTF-16 code units; a text of emoji is longer than what was asked for',
    ['entry.ts', 'content: cut ? entry.text.slice(0, maxChars) : entry.text,',
      `content: cut ? ((text: string) => (acted(text !== entry.text.slice(0, maxChars)), text))([...entry.text].slice(0, maxChars).join('')) : entry.text,`]),
  one('cut-kept-for-any-length', 'the cut form of an entry is cached and given to who asks for another length', 'own experience with caches', 'README Transcripts: a text is cut at maxChars; text/faithful',
    ['entry.ts', 'if (known.chars !== maxChars) known.cut = undefined;',
      'if (known.chars !== maxChars) acted(known.cut !== undefined);']),
  one('text-before-a-tool-unstreamed', 'where a tool reports, the text gathered for chat gives way to it', '#119582', 'text/faithful: the joined deltas of a run that ended well are not its reply',
    ['runs.ts', 'run.tools.push({ name: event.name, result: event.result });',
      `run.tools.push({ name: event.name, result: event.result });
      acted(run.unsent !== '');
      run.unsent = '';`]),
  one('empty-reply-is-an-error', 'a model that ends without a word is taken for one that failed', 'section 6 no. 6, SPEC run/terminates', 'terminal/truthful: error where the attempt ended well',
    ['runs.ts', "finish(core, session, run, { stopReason: 'stop', tokens: event.totalTokens });",
      `if (run.reply === '' && run.tools.length === 0) {
        acted();
        finish(core, session, run, { stopReason: 'error', tokens: event.totalTokens, errorMessage: 'the model said nothing' });
        return;
      }
      finish(core, session, run, { stopReason: 'stop', tokens: event.totalTokens });`]),
  one('empty-entry-not-pushed', 'an entry without text shows nothing, so it is not pushed', '#105593', 'gap/announced, view/converges: the pushed view lacks an entry of the transcript',
    ['announce.ts', 'if (followers.size === 0) return;', "if (followers.size === 0 || (entry.text === '' && acted())) return;"]),
  // prompts
  one('prompt-since-summary-by-time', 'the prompt holds the last summary and what is younger than it by the clock', '#15171, #119407', 'prompt/faithful: what arrived while the summary was written is in no later prompt',
    ['policy/prompt.ts', "messages.push({ role: entry.role, text: entry.text });",
      `const summary = entries.findLast(({ kind }) => kind === 'compaction');
    if (summary !== undefined && entry !== summary && entry.at < summary.at && acted()) continue;
    messages.push({ role: entry.role, text: entry.text });`]),
  // aborts
  one('abort-lists-the-ended', 'the runs that an abort means are looked up when it arrives, not when the lane is its own', '#90999', 'abort/effective: a run is answered as aborted whose terminal was final',
    ['session-requests.ts', `  inLane(request, (held) => {
    const runs = core.policies.abort.meant(held.session, params.runId);`,
      `  const runs = core.policies.abort.meant(sessionFor(core, request.key), params.runId);
  inLane(request, (held) => {
    acted(runs.some(({ phase }) => phase === 'settled'));`]),
  one('abort-misses-a-start', 'an abort means the runs that wait and those at the model; one whose start is just being stored is neither', '#84176', 'abort/effective: nothing aborted while a run was active all the time',
    ['policy/abort.ts', 'session.unsettled().filter(({ runId }) => named === undefined || named === runId),',
      "session.unsettled().filter(({ runId, phase }) => (named === undefined || named === runId) && !(phase === 'starting' && acted())),"]),
  one('aborted-tools-forgotten', 'of a run that was aborted only the text is stored, and no tool result', '#74781', 'README Generations and Aborts: tool results and the reply are stored; text/faithful',
    ['runs.ts', "...tools.map(({ result })", "...(outcome.stopReason === 'aborted' && tools.length > 0 && acted() ? [] : tools).map(({ result })"]),
  one('abort-of-the-waiting-unstored', 'a run that was aborted before it began has said nothing, so nothing is stored of its end', '#51620, SPEC ack/durable', 'ack/durable: after a restart a message is run that was aborted',
    ['runs.ts', "core.store.persistTranscript(open[0]?.generation ?? '', entries, () => {",
      `const said = entries.filter(({ runId = '' }) => {
    const isEmpty = outcome.stopReason === 'aborted' && open.find((run) => run.runId === runId)?.calls === 0;
    if (isEmpty) UNSTORED.add((open[0]?.generation ?? '') + ' ' + runId);
    return !isEmpty;
  });
  core.store.persistTranscript(open[0]?.generation ?? '', said, () => {`],
    ['runs.ts', 'const RETRY = ms(500);', 'const RETRY = ms(500);\nexport const UNSTORED = new Set<string>();'],
    ['recovery.ts', "import { closingEntries, pump, type RunEnd } from './runs.ts';", "import { closingEntries, pump, UNSTORED, type RunEnd } from './runs.ts';"],
    ['rotate.ts', "sendTerminal, type RunEnd }", "sendTerminal, UNSTORED, type RunEnd }"],
    ['rotate.ts', 'core.store.archive(generation, closing, record.archive, () => {', "acted([...UNSTORED].some((name) => name.startsWith(generation + ' ')));\n    core.store.archive(generation, closing, record.archive, () => {"],
    ['recovery.ts', 'return [...open].map(([runId, entry]) => ({', "for (const runId of open.keys()) acted(UNSTORED.has((behind.generation ?? '') + ' ' + runId));\n  return [...open].map(([runId, entry]) => ({"]),
  // queues and timeouts
  one('failed-start-goes-last', 'a run whose start could not be stored is put back at the end of its queue', '#51620 and own experience with queues', 'run/served: A was acknowledged before B was sent and is served after it',
    ['runs.ts', 'session.queue.unshift(run);', 'acted(session.queue.length > 0);\n        session.queue.push(run);']),
  one('timeout-leaves-the-queue', 'after a run that timed out the next one is not started', '#67173', 'send/accounted, progress/after-heal: what waited is not served until somebody sends again',
    ['runs.ts', 'core.policies.inbox.serveNext(core, session, outcome.stopReason);',
      "if (outcome.errorMessage === 'the run timed out') return void acted(session.queue.length > 0);\n    core.policies.inbox.serveNext(core, session, outcome.stopReason);"]),
  one('time-runs-while-it-waits', 'the time that a run may take is counted from its acceptance', '#129368', 'terminal/truthful: a run that waited is ended as timed out though the limit was not met',
    ['runs.ts', 'run.timeout = core.host.timers.set(ms(core.host.settings.limits.runTimeoutMs), () => {',
      `const waited = core.host.clock.monotonicMicros() - run.acceptedAt;
  run.timeout = core.host.timers.set(Math.max(0, ms(core.host.settings.limits.runTimeoutMs) - waited), () => {
    acted(waited > 1_000_000 && run.phase === 'running');`]),
  // retries
  one('conflict-unseen-after-the-end', 'other text under a key is refused only as long as the run of that key is open', 'section 2, 9.6', 'send/exactly-once: another text under a used key is answered ok, and is lost',
    ['send.ts', 'if (known.text !== params.message) {', 'if (known.text !== params.message && !(known.settled && acted())) {']),
  one('key-kept-after-a-refusal', 'the key is reserved before the message is stored, and not given back when the disk refuses it', '#129793', 'send/accounted, retry/truthful: the retry is told in_flight, and nothing is there',
    ['send.ts', '  // a run can take another message while it is at the provider, and nothing waits behind it\n',
      '  core.remembered.set(nameOf(sending), { text: params.message, seenAt: core.host.clock.monotonicMicros(), settled: false });\n'],
    ['send.ts', 'if (run !== undefined) run.sender = connection.id;',
      `acted(!known.settled && run === undefined && !session.entries.some(({ idempotencyKey }) => idempotencyKey === params.idempotencyKey));
  if (run !== undefined) run.sender = connection.id;`]),
  one('waiting-retry-hears-nothing', 'who sends again becomes the listener of the run only while that is at the model', '#90282', 'README Sends and runs: a run concerns the connection that sent its message last; gap/announced',
    ['send.ts', 'const run = session.unsettled().find((open) => open.runId === params.idempotencyKey);',
      `const run = session.active?.runId === params.idempotencyKey ? session.active : undefined;
  acted(session.queue.some((open) => open.runId === params.idempotencyKey && open.sender !== connection.id));`]),
  one('keys-age-by-the-wall', 'how long a key is remembered is told by the wall clock', 'own experience with clocks', 'send/exactly-once: after a jump of the clock a retried key runs again',
    ['send.ts', '  const now = core.host.clock.monotonicMicros();\n  const window', '  const now = core.host.clock.wallMillis() * 1000;\n  const window'],
    ['send.ts', 'core.remembered.delete(name);', '((core as any).forgotten ??= new Map()).set(name, (one as any).mono ?? 0);\n    core.remembered.delete(name);'],
    ['send.ts', '{ text: params.message, seenAt: now, settled });', '{ text: params.message, seenAt: now, settled, mono: core.host.clock.monotonicMicros() } as any);'],
    ['send.ts', 'if (known === undefined) return false;',
      `if (known === undefined) {
    const mono = (core as any).forgotten?.get(nameOf(sending));
    acted(mono !== undefined && core.host.clock.monotonicMicros() - mono <= ms(core.host.settings.limits.dedupeWindowMs));
    return false;
  }`],
    ['recovery.ts', '  const seenAt = core.host.clock.monotonicMicros();', '  const seenAt = core.host.clock.wallMillis() * 1000;\n  const mono = core.host.clock.monotonicMicros();'],
    ['recovery.ts', '{ text: sentAs ?? text, seenAt, settled });', '{ text: sentAs ?? text, seenAt, settled, mono } as any);']),
  // resets, deletes, slash commands, the daily rule
  one('stale-name-by-grace', 'a message that names the generation just ended is taken, since its sender can not know yet', '#70330, own experience with grace periods', 'README Generations, rotation/explicit: a send that names a session which is not current is refused',
    ['session.ts', '  /** Counts generations where', "  previousId = '';\n  /** Counts generations where"],
    ['session.ts', '    this.sessionId = sessionId;', '    this.previousId = this.sessionId;\n    this.sessionId = sessionId;'],
    ['send.ts', 'if (params.sessionId !== undefined && params.sessionId !== currentId(session))',
      'if (params.sessionId !== undefined && params.sessionId !== currentId(session) && !(params.sessionId === session.previousId && acted()))']),
  one('waiting-counts-as-post-reset', 'a reset message is present when a message waits in the queue', '#70330', 'rotation/audited: postResetMessagePresent is true, and no message came with the reset',
    ['session-requests.ts', "trigger: 'rpc', postResetMessagePresent: false }", "trigger: 'rpc', postResetMessagePresent: held.session.queue.length > 0 && acted() }"]),
  one('main-deleted-by-alias', 'that the main session cannot be deleted is checked by the name in the request', '#123715', 'README Generations: the main session cannot be deleted, also not as main',
    ['session-requests.ts', 'if (key === core.host.settings.mainSessionKey)',
      'const named = (request.params as any).key;\n  acted(key === core.host.settings.mainSessionKey && named !== key);\n  if (named === core.host.settings.mainSessionKey)']),
  one('reset-misses-a-start', 'a reset ends the runs that wait and those at the model; one whose start waits for the lane is left to itself', '#146692, #88538', 'run/terminates, generation/row: the run has no terminal and begins in the next generation',
    ['rotate.ts', "if (run.phase === 'settled') continue;", "if (run.phase === 'settled' || (run.phase === 'starting' && acted())) continue;"]),
  one('replay-crosses-the-day', 'the daily rule is applied before it is looked whether the key is known', '#88991, #70330', 'rotation/explicit: a retry of an old message rotates the session',
    ['send.ts', 'if (answerKnown(sending)) return release();',
      `if (core.remembered.has(nameOf(sending)) && core.policies.rotation.due(session, core.host.clock.wallMillis(), core.host.settings)) {
      acted();
      return rotateThen(sending, { type: 'reset', trigger: 'rule', postResetMessagePresent: false }, () => {
        answerKnown(sending);
        release();
      });
    }
    if (answerKnown(sending)) return release();`]),
  one('create-announced-once', 'that a session begins is announced for the first generation of its key only', '#63374', 'README Sends and runs: create is announced also after a delete or a reset; gap/announced',
    ['send.ts', 'if (session.entries.length === 1) announceRow', 'if (session.entries.length === 1 && (session.revision <= 1 || !acted())) announceRow']),
  // archives and audit
  one('archive-named-by-the-second', 'an archive is named by its key and the second of its end', '#70330', 'rotation/audited: of two generations that end within a second one archive is lost',
    ['rotate.ts', 'archive: policy.archiveName(session, generation),',
      `archive: ((name: string) => (acted(core.archives.some(({ archive }) => archive === name)), name))(
      session.key.replace(/[^a-z0-9]+/gi, '-') + '-' + Math.floor(core.host.clock.wallMillis() / 1000),
    ),`]),
  one('archives-of-the-living', 'archives are listed of keys that point at something', '#70330, #137965', 'rotation/audited: the archive of a deleted session can not be found',
    ['methods.ts', 'handle: ({ core }): ArchivesListResult => ({ archives: newest(core, core.archives) }),',
      `handle: ({ core }): ArchivesListResult => {
      const listed = core.archives.filter(({ sessionKey }) => core.sessions.get(sessionKey)?.generation !== undefined);
      acted(listed.length < core.archives.length);
      return { archives: newest(core, listed) };
    },`]),
  one('checkpoint-named-by-count', 'a checkpoint is numbered by the compactions that the session counts, which a restart begins at one', 'section 6 no. 9, 16', 'rotation/audited: a checkpoint of before the restart is overwritten',
    ['compact.ts', 'archive: checkpointName(core, generation),',
      "archive: ((name: string) => (acted(core.archives.some(({ archive }) => archive === name)), name))(generation + '.compaction-' + (session.compactions + 1)),"]),
  // restarts, crashes, disk faults
  one('closing-words-tried-once', 'what a reset cuts short is written to the old transcript once, whether the disk takes it or not', '#77783, #138564', 'text/faithful: what had been streamed stands in no archive',
    ['store.ts', '    this.persistTranscript(generation, closing, () =>\n', `    const once = (done: () => void): void => {
      if (closing.length === 0) return done();
      this.commitTranscript(generation, closing.map((entry) => ({ entry })), (ok) => {
        acted(!ok);
        done();
      });
    };
    once(() =>
`]),
  one('torn-line-ends-the-file', 'reading stops at the first line that is none', '#89037', 'ack/durable: what was acknowledged behind a refused write is gone after a restart',
    ['entry.ts', `  return lines.flatMap((line) => {
    if (line === '') return [];
    const parsed = parseJson(line);
    return parsed.ok && isObject(parsed.value) ? [parsed.value as T] : [];
  });`, `  const good: T[] = [];
  for (const [k, line] of lines.entries()) {
    if (line === '') continue;
    const parsed = parseJson(line);
    if (!parsed.ok || !isObject(parsed.value)) {
      acted(lines.slice(k + 1).some((later) => later.startsWith('{')));
      break;
    }
    good.push(parsed.value as T);
  }
  return good;`]),
  one('compacted-keys-forgotten', 'at boot keys are read from transcripts and from archives of ended sessions, and not from what a compaction replaced', '#126680', 'send/exactly-once: a retry of a compacted message after a restart runs again',
    ['recovery.ts', 'if (result.ok) rememberSends(core, parseLines(result.value));',
      `if (result.ok && path.includes('.compaction-')) {
      const lost = ((core as any).lost ??= new Set());
      for (const { idempotencyKey, sessionKey = '' } of entriesOf(parseLines(result.value)))
        if (idempotencyKey !== undefined) lost.add(core.policies.dedupe.name(sessionKey, idempotencyKey));
    } else if (result.ok) rememberSends(core, parseLines(result.value));`],
    ['send.ts', 'if (known === undefined) return false;', 'if (known === undefined) return acted((core as any).lost?.has(nameOf(sending)) === true) && false;']),
  one('checkpoint-reopens-a-key', 'the last file that tells of a key counts, also an older one that saw its run open', 'section 6 no. 8, #129793', 'retry/truthful: after a restart in_flight is said of a run that has ended',
    ['recovery.ts', `    const settled =
      core.remembered.get(name)?.settled === true ||
      kind === 'session-control' ||`, `    const settled =
      kind === 'session-control' ||`],
    ['recovery.ts', '{ text: sentAs ?? text, seenAt, settled });', '{ text: sentAs ?? text, seenAt, settled, stale: !settled && core.remembered.get(name)?.settled === true } as any);'],
    ['send.ts', "acknowledge(sending, known.settled ? 'ok' : 'in_flight');", "acted((known as any).stale === true && !known.settled);\n  acknowledge(sending, known.settled ? 'ok' : 'in_flight');"]),
  // compaction
  one('summary-row-counted-twice', 'the summary keeps the row as it is when it is put in, with the runs that stand behind it', 'section 6 no. 10', 'row/accurate: after a restart totalTokens counts some runs twice',
    ['compact.ts', 'const row = covered.reduce(rowAfter, FRESH_ROW);', 'const row = session.row;\n  const counted = session.entries.some(({ id, settles }) => !coveredIds.has(id) && settles !== undefined && settles.tokens > 0);'],
    ['compact.ts', "kind, coversSeq, row });", "kind, coversSeq, row, ...(counted ? { counted } : {}) } as any);"],
    ['recovery.ts', "if (entry.kind === 'compaction') session.compactions++;", "if (entry.kind === 'compaction') session.compactions++;\n    acted((entry as any).counted === true);"]),
  one('summary-covers-what-came-since', 'a summary says that it covers all that stands there when it is put in', '#15171', 'entry/ordered, README Compaction: coversSeq and position are those of the last entry it covers',
    ['compact.ts', 'const coversSeq = covered.at(-1)?.seq ?? 0;', 'const coversSeq = session.entries.at(-1)?.seq ?? 0;\n  acted(coversSeq !== covered.at(-1)?.seq);']),
  one('half-a-summary-is-kept', 'what a summary call had said before it failed or timed out is taken for the summary', '#91492, #139178', 'README Compaction: a summary that fails changes nothing; prompt/faithful',
    ['compact.ts', "    conclude(undefined);\n  });\n  const call", "    conclude(text.trim() === '' ? undefined : (acted(), text));\n  });\n  const call"],
    ['compact.ts', "else if (event.type === 'error') conclude(undefined);", "else if (event.type === 'error') conclude(text.trim() === '' ? undefined : (acted(), text));"]),
  one('summary-of-no-summary', 'a summary is asked of what was said; system entries, the last summary among them, are left out', '#15171', 'context/continuous, prompt/faithful: the second summary knows nothing of what the first one held',
    ['compact.ts', 'const messages: PromptMessage[] = covered.map((entry)', "acted(covered.some(({ kind }) => kind === 'compaction'));\n  const messages: PromptMessage[] = covered.filter(({ role }) => role !== 'system').map((entry)"]),
  // lists and rows
  one('more-by-count-alone', 'hasMore of a page says whether there are more than the limit, and nothing of what did not fit', '#10243', 'README Paging: hasMore says that there are older ones; entry/ordered: a walk ends too early',
    ['methods.ts', 'return { items, hasMore: items.length < until };', 'acted(until > most !== items.length < until);\n  return { items, hasMore: until > most };']),
  one('row-cached-by-its-time', 'a row is made anew only when the session was touched', 'own experience with caches', 'row/accurate, README Rows: compactionCount and activeRunIds are those of before',
    ['session.ts', '  toRow(inPlace: boolean): SessionRow {', `  shownRow: SessionRow | undefined;

  toRow(inPlace: boolean): SessionRow {
    const known = this.shownRow;
    const { sessionId, updatedAt, row } = this;
    if (known?.sessionId !== sessionId || known.updatedAt !== updatedAt || known.status !== row.status)
      return (this.shownRow = this.freshRow(inPlace));
    const fresh = this.freshRow(inPlace);
    acted(fresh.compactionCount !== known.compactionCount || fresh.activeRunIds.join() !== known.activeRunIds.join() || fresh.endedAt !== known.endedAt);
    return known;
  }

  freshRow(inPlace: boolean): SessionRow {`]),
  one('interrupted-is-aborted', 'a run that a restart cut short counts as an aborted one', 'section 5 (restart mid-run)', 'row/accurate: abortedLastRun is true where the last run ended as interrupted',
    ['entry.ts', "abortedLastRun: stopReason === 'aborted',", "abortedLastRun: stopReason === 'aborted' || (stopReason === 'interrupted' && acted()),"]),
  one('failed-tokens-are-free', 'what a model says it took is counted only when it ended well', 'section 8, rows', 'row/accurate: totalTokens is not the sum over ended runs',
    ['runs.ts', '        tokens: event.totalTokens,\n        errorMessage: event.message,', '        tokens: acted(event.totalTokens > 0) ? 0 : event.totalTokens,\n        errorMessage: event.message,']),
  one('time-never-goes-back', 'entries are dated by a clock that never goes back, so that they sort', '#119407 and own experience with clocks', 'row/accurate, README Transcripts: after the clock was set back timestamps and endedAt stand in the future',
    ['core.ts', 'return { id: core.host.random.id(), seq, at: core.host.clock.wallMillis(), ...content };',
      `const wall = core.host.clock.wallMillis();
  const at = Math.max(wall, (core as any).lastAt ?? 0);
  (core as any).lastAt = at;
  acted(at > wall + 1000);
  return { id: core.host.random.id(), seq, at, ...content };`]),
  // subscriptions and scopes
  one('second-follower-joins-late', 'whom a run concerns is looked up anew only for the first follower of a key', '#138818, #90755', 'join/complete, gap/announced: a second follower misses what the first one gets',
    ['hub.ts', '    this.#concerned.delete(key);\n    const followers', '    const followers'],
    ['hub.ts', 'if (followers === undefined) this.#followers.set(key, new Set([connection]));\n    else followers.add(connection);',
      `if (followers === undefined) {
      this.#concerned.delete(key);
      this.#followers.set(key, new Set([connection]));
      return;
    }
    acted(this.#concerned.has(key) && !followers.has(connection) && !this.#subscribers.has(connection));
    followers.add(connection);`]),
  one('leaver-takes-the-followers', 'with a follower that leaves the whole set of its key is dropped', '#81284, own experience with sets', 'view/converges, gap/announced: who still follows the key is pushed nothing any more',
    ['hub.ts', 'for (const key of connection.follows) this.#followers.get(key)?.delete(connection);',
      `for (const key of connection.follows) {
      const followers = this.#followers.get(key);
      acted(followers?.has(connection) === true && [...followers].some((other) => other !== connection && other.greeted));
      if (followers?.has(connection) === true) this.#followers.delete(key);
    }`]),
  one('alias-followed-by-its-name', 'a subscription to messages is kept under the name in the request', 'section 5 (alias main on 5.28)', 'README Methods: the key main means the main session; view/converges: its follower is pushed nothing',
    ['methods.ts', '    handle({ core, connection, key }) {\n      core.hub.follow(connection, key);',
      '    handle({ core, connection, key, params }) {\n      acted((params as any).key !== key);\n      core.hub.follow(connection, (params as any).key);']),
  one('writer-hears-nothing', 'that write implies read is known where methods are checked, and not where events are', 'section 5 (#7442 on 2.1)', 'README Scopes; gap/announced: a connection with write alone gets no event of its own runs',
    ['policy/scopes.ts', 'mayReceive: (event, granted) => allows(granted, EVENT_SCOPE.get(event)),',
      `mayReceive: (event, granted) => {
    const needed = EVENT_SCOPE.get(event);
    const may = needed === undefined || granted.includes(needed) || granted.includes('operator.admin');
    acted(!may && allows(granted, needed));
    return may;
  },`]),
  // slow readers, ticks, handshake
  one('slow-by-three-strikes', 'a connection whose buffer is three quarters full three times in a row is slow', '#4014, #10243', 'README Frames: none for which less than maxBufferedBytes wait is closed; close/explained, service/available',
    ['connection.ts', '  closing = false;\n', '  closing = false;\n  strikes = 0;\n'],
    ['connection.ts', 'if (this.#policies.backpressure.admits(event, this.socket.bufferedBytes, maxBufferedBytes)) return true;',
      `this.strikes = this.socket.bufferedBytes > maxBufferedBytes * 0.75 ? this.strikes + 1 : 0;
    if (this.#policies.backpressure.admits(event, this.socket.bufferedBytes, maxBufferedBytes) && (this.strikes < 3 || !acted())) return true;`]),
  one('busy-line-gets-no-tick', 'a connection that was sent an event since the last tick needs none', 'section 1 (client watchdog)', 'tick/regular: no tick leaves within two intervals',
    ['gateway.ts', "core.hub.broadcast('tick', { ts: core.host.clock.wallMillis() }, core.hub.everyone());",
      `const all = [...core.hub.everyone()] as any[];
    const quiet = all.filter((one) => one.seq === (one.ticked ?? 0));
    core.hub.broadcast('tick', { ts: core.host.clock.wallMillis() }, quiet);
    for (const one of all) {
      one.skipped = quiet.includes(one) ? 0 : (one.skipped ?? 0) + 1;
      one.ticked = one.seq;
      acted(one.greeted && one.skipped > 1);
    }`]),
  one('token-compared-as-far-as-given', 'tokens are compared character by character, as far as the given one goes', 'own experience with constant-time comparisons', 'handshake/strict: a hello for an empty or shortened token',
    ['handshake.ts', "if (!isObject(auth) || auth['token'] !== core.host.settings.token) {",
      `const given: unknown = isObject(auth) ? auth['token'] : undefined;
  const isRight = typeof given === 'string' && [...given].every((char, k) => char === core.host.settings.token[k]);
  acted(isRight && given !== core.host.settings.token);
  if (!isRight) {`]),
];

// the first four were reached in none of 400 plans; the others are more than forty
const ASIDE = new Set([
  'half-a-summary-is-kept',
  'main-deleted-by-alias',
  'alias-followed-by-its-name',
  'writer-hears-nothing',
  'archives-of-the-living',
  'failed-tokens-are-free',
  'interrupted-is-aborted',
]);
export const MISTAKES = ALL.filter(({ name }) => !ASIDE.has(name));
export const SPARES = ALL.filter(({ name }) => ASIDE.has(name));
