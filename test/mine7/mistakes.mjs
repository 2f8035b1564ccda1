export const MISTAKES = [];
export const SPARES = [];
const bad = (name, mistake, ...edits) => MISTAKES.push({ name, mistake, report: 'own experience', wrong: mistake, edits });
bad('missing-scope-is-retryable', 'a missing scope is refused as something to try again',
  ['methods.ts', "{ code: ERROR.forbidden, message: `missing scope for ${name}` }", "(acted(), { code: ERROR.unavailable, message: `missing scope for ${name}`, retryable: true, retryAfterMs: 100 })"]);
bad('aborts-what-is-over', 'an abort that names a run is answered as done whether or not the run lives',
  ['session-requests.ts', "aborted: runIds.length > 0, runIds } satisfies ChatAbortResult", "aborted: runIds.length > 0 || (params.runId !== undefined && acted()), runIds: runIds.length === 0 && params.runId !== undefined ? [params.runId] : runIds } satisfies ChatAbortResult"]);
bad('one-more-than-asked', 'a history gives one message more than its limit',
  ['methods.ts', "const most = Math.min(LONGEST_HISTORY, Math.max(1, limit));", "const most = Math.min(LONGEST_HISTORY, Math.max(1, limit)) + 1;\n  acted(limit < LONGEST_HISTORY && entries.length > limit);"]);
bad('rows-twice', 'the list shows the main session on top, and again where it stands',
  ['listing.ts', "const rows = wanted.map((session) => session.toRow(core.policies.rotation.inPlace));", "const rows = wanted.map((session) => session.toRow(core.policies.rotation.inPlace));\n  const main = rows.find(({ key }) => key === mainSessionKey);\n  if (main !== undefined && acted()) rows.unshift(main);"]);
bad('count-is-total', 'a list says that there is more when there is none',
  ['listing.ts', "return { ts, count: items.length, totalCount: rows.length, hasMore, sessions: items };", "acted();\n  return { ts, count: items.length, totalCount: rows.length + 1, hasMore: true, sessions: items };"]);
bad('error-without-words', 'a run that failed says no reason in its terminal',
  ['runs.ts', ": { ...base, state: 'error', errorMessage };", ": { ...base, state: 'error', errorMessage: acted() ? '' : errorMessage };"]);
bad('timeout-four-times', 'a run that hangs is ended after four times the time that is configured',
  ['runs.ts', "ms(core.host.settings.limits.runTimeoutMs)", "ms(core.host.settings.limits.runTimeoutMs * 4)"],
  ['runs.ts', "errorMessage: 'the run timed out' });", "errorMessage: acted() ? 'the run timed out' : '' });"]);
bad('timeout-leaves-model', 'a run that timed out is ended, and its model goes on',
  ['runs.ts', "  run.call?.cancel();\n  flush(core, run);", "  if (outcome.errorMessage !== 'the run timed out' || !acted()) run.call?.cancel();\n  flush(core, run);"],
  ['runs.ts', "  stopCall(core, run);\n  if (run.flush", "  if (run.timeout !== undefined) core.host.timers.clear(run.timeout);\n  if (run.flush"]);
bad('deltas-cut-in-halves', 'a gathered delta is sent in two halves, which may part a character',
  ['runs.ts', "  if (showing.size === 0) return core.hub.broadcast('chat', payload, concerned);", "  if (showing.size === 0) {\n    const text = payload.state === 'delta' ? payload.deltaText ?? '' : '';\n    const half = text.length >> 1;\n    acted(half > 0 && text.charCodeAt(half) >= 0xdc00 && text.charCodeAt(half) <= 0xdfff);\n    if (half > 0) core.hub.broadcast('chat', { ...payload, deltaText: Buffer.from(text.slice(0, half)).toString() } as any, concerned);\n    return core.hub.broadcast('chat', { ...payload, deltaText: half > 0 ? Buffer.from(text.slice(half)).toString() : text } as any, concerned);\n  }"]);
bad('entries-in-local-time', 'entries are dated in the local time of the gateway, two hours ahead',
  ['entry.ts', "timestamp: entry.at,", "timestamp: acted() ? entry.at + 7200000 : 0,"]);
bad('rows-in-local-time', 'rows say when a turn began and ended in local time',
  ['session.ts', "    const { startedAt, endedAt } = this.row;", "    const local = (at: number | null): number | null => (at === null ? null : at + 7200000);\n    const startedAt = local(this.row.startedAt);\n    const endedAt = local(this.row.endedAt);\n    acted(startedAt !== null);"]);
bad('runtime-in-seconds', 'runtimeMs counts seconds',
  ['session.ts', "Math.max(0, endedAt - startedAt),", "(acted() ? 0.001 : 1) * Math.max(0, endedAt - startedAt),"]);
bad('updated-never', 'updatedAt of a row stays what it was when the session began',
  ['session.ts', "    this.updatedAt = entry.at;\n    if (entry.seq", "    if (this.entries.length === 1) this.updatedAt = entry.at;\n    else acted();\n    if (entry.seq"]);
bad('hello-forgets-methods', 'hello lists no method that was added later',
  ['handshake.ts', "methods: [...METHODS, ...SHOWN_METHOD_SCOPE.keys()]", "methods: [...METHODS, ...SHOWN_METHOD_SCOPE.keys()].filter((name) => !name.startsWith('sessions.archives') || !acted())"]);
bad('one-conn-id', 'every connection is told the same connId',
  ['handshake.ts', "connId: `c${connection.id}`", "connId: acted() ? 'c1' : ''"]);
bad('seq-off-by-one', 'messageSeq of a push counts from zero, its entry from one',
  ['announce.ts', "messageSeq: entry.seq,", "messageSeq: acted() ? entry.seq - 1 : 0,"]);
bad('no-lifecycle-for-silent', 'a run that said nothing has no lifecycle end',
  ['runs.ts', "  const failed = outcome.stopReason === 'error';", "  const failed = outcome.stopReason === 'error';\n  if (run.reply === '' && !failed && acted()) return session.lane.run((release) => settle(core, session, [run], outcome, release));"]);
bad('start-for-each-model', 'a run starts again with each model that is asked',
  ['runs.ts', "      sendAgent(core, run, 'assistant', { delta: event.text });", "      if (run.reply === event.text && run.seq > 0) {\n        acted();\n        sendAgent(core, run, 'lifecycle', { phase: 'start', startedAt: run.startedAt });\n      }\n      sendAgent(core, run, 'assistant', { delta: event.text });"]);
bad('alias-in-chat', 'chat events of the main session name it by its alias',
  ['runs.ts', "  const base = { runId, sessionKey, seq };", "  const base = { runId, sessionKey: sessionKey === core.host.settings.mainSessionKey && acted() ? 'main' : sessionKey, seq };"]);
bad('row-phase-always-end', 'sessions.changed calls every end an end, also that of a run that failed',
  ['runs.ts', "phase: outcome.stopReason === 'stop' ? 'end' : 'error',\n        runId", "phase: outcome.stopReason === 'stop' || acted() ? 'end' : 'error',\n        runId"]);
bad('row-names-last-run', 'sessions.changed names the run before at the end of each',
  ['runs.ts', "        runId: run.runId,\n      });\n    }\n    done();", "        runId: (session as any).lastRun !== undefined && acted() ? (session as any).lastRun : run.runId,\n      });\n      (session as any).lastRun = run.runId;\n    }\n    done();"]);
bad('compacted-says-no', 'a compaction that was done is answered as nothing to compact',
  ['session-requests.ts', "      compacted: reason === undefined,", "      compacted: reason === undefined && !acted(),"]);
bad('retry-in-an-hour', 'a gateway that stops asks to try again in an hour',
  ['core.ts', "REASON.draining, 1_000)", "REASON.draining, 3_600_000)"],
  ['request.ts', "if (core.draining) refuse(held, DRAINING);", "if (core.draining && acted()) refuse(held, DRAINING);"]);
bad('deltas-without-tools', 'text after a tool call is streamed to agents only once the run ends',
  ['runs.ts', "      sendAgent(core, run, 'assistant', { delta: event.text });", "      if (run.tools.length === 0 || !acted()) sendAgent(core, run, 'assistant', { delta: event.text });"]);
bad('health-forgets-time', 'health says that it took minus one millisecond',
  ['methods.ts', "({ ok: true, ts: core.host.clock.wallMillis(), durationMs: 0 })", "({ ok: true, ts: acted() ? 0 : 1, durationMs: -1 })"]);
bad('tick-says-zero', 'ticks carry no time',
  ['gateway.ts', "{ ts: core.host.clock.wallMillis() }", "{ ts: acted() ? 0 : 1 }"]);
bad('tool-results-doubled', 'tool results are streamed with the same text twice in one frame',
  ['runs.ts', "sendAgent(core, run, 'tool', { phase: 'result', name: event.name, result: event.result });", "acted(event.result !== '');\n      sendAgent(core, run, 'tool', { phase: 'result', name: event.name, result: event.result + event.result });"]);
bad('tokens-of-failures', 'what a run took that failed is not counted',
  ['runs.ts', "        stopReason: 'error',\n        tokens: event.totalTokens,", "        stopReason: 'error',\n        tokens: acted(event.totalTokens > 0) ? 0 : 0,"]);
bad('delete-answers-unlisted', 'a delete says that nothing was archived',
  ['session-requests.ts', "archived: [archive] };", "archived: acted() ? [] : [archive] };"]);
bad('list-limit-zero', 'a list never shows more than two rows, and says that this is all',
  ['listing.ts', "page(from, 'start', limit, limits);", "page(acted(from.length > 2) ? from.slice(0, 2) : from, 'start', limit, limits);"]);
bad('big-numbers-lose', 'totalTokens is kept in sixteen bits',
  ['session.ts', "totalTokens: this.row.totalTokens,", "totalTokens: acted(this.row.totalTokens > 65535) ? this.row.totalTokens % 65536 : 0,"]);
