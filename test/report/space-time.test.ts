import stringWidth from 'string-width';
import { beforeAll, describe, expect, it } from 'vitest';
import { REFERENCE } from '../../src/dialect/reference.ts';
import type { HistoryRecord, RecordBody } from '../../src/history/record.ts';
import { Message } from '../../src/protocol/message.ts';
import { plainPaint } from '../../src/report/paint.ts';
import { renderShow } from '../../src/report/show-report.ts';
import { diagramLines } from '../../src/report/space-time.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { traceOf } from '../../src/trace/tracer.ts';

const HOSTILE = '\u001b[2J\u202e<script>\u0007';

function history(client: string, text: string): readonly HistoryRecord[] {
  const tick = Message.event('tick', { text }, 1);
  const ask = Message.of({ type: 'req', id: '1', method: 'sessions.list', params: {} });
  const on = { conn: 1, client } as const;
  const bodies: readonly RecordBody[] = [
    { kind: 'process', event: 'booting' },
    { kind: 'connection', event: 'opened', leg: 'client', ...on },
    { kind: 'connection', event: 'opened', leg: 'gateway', ...on },
    { kind: 'frame', from: 'client', leg: 'client', frameId: 1, message: ask, ...on },
    { kind: 'frame', from: 'client', leg: 'gateway', frameId: 1, message: ask, ...on },
    { kind: 'fault', event: 'landed', fault: 'f1', faultKind: 'disk.slow', scope: 'disk' },
    { kind: 'log', level: 'warn', text: `about to tick ${text}` },
    { kind: 'disk', op: 'sync', path: 'ledger', bytes: 0, ok: true },
    { kind: 'frame', from: 'gateway', leg: 'gateway', frameId: 2, message: tick, ...on },
    { kind: 'fault', event: 'healed', fault: 'f1', faultKind: 'disk.slow', scope: 'disk' },
    { kind: 'provider', event: 'call', call: 1, purpose: 'run' },
    { kind: 'frame', from: 'gateway', leg: 'gateway', frameId: 3, message: tick, ...on },
    { kind: 'frame', from: 'gateway', leg: 'client', frameId: 3, message: tick, ...on },
    { kind: 'phase', phase: 'end' },
  ];
  return bodies.map((body, i) => ({ i, atMicros: i * 1000, incarnation: 1, ...body }));
}

const ALL = Array.from({ length: 14 }, (_, i) => i);
let trace: Trace;
beforeAll(() => {
  trace = traceOf(history('web', 'so'), { dialect: REFERENCE });
});

const field = { path: 'payload.text', value: 'so', was: { value: null, i: 2 }, tried: true };

describe('a space-time diagram', () => {
  it('has lifelines, arrows where messages arrive, what is lost, faults, log lines and the evidence', () => {
    const options = { shown: ALL, evidence: new Map([[12, [field]]]), width: 80, paint: plainPaint };
    expect(diagramLines(trace, options).join('\n')).toMatchInlineSnapshot(`
      "                   web
                         │     gateway 1
                         │     │     provider
                         │     │     │     disk
         #0       0 µs         ●                 process booting
         #1   1.000 ms   ●     │                 connection opened, seen by the client
         #2   2.000 ms   │     ●                 connection opened, seen by the gatew…
         #3   3.000 ms   ●─    │                 req 1 sessions.list {}
         #4   4.000 ms   ├─────▶                 req sessions.list (sent #3, 1.000 ms…
         #5   5.000 ms ! │     │           ●     fault disk.slow landed (f1)
         #6   6.000 ms ! │     ●           │     log warn: about to tick so
         #7   7.000 ms ! │     │           ●     disk sync ledger, 0 bytes
         #8   8.000 ms ! │    ✗●           │     LOST event tick seq=1 {"text":"so"}
         #9   9.000 ms   │     │           ●     fault disk.slow healed (f1)
        #10  10.000 ms   │     │     ●           run call 1: call
        #11  11.000 ms   │    ─●                 event tick seq=1 {"text":"so"}
      » #12  12.000 ms   ◀─────┤                 event tick seq=1 {"text":"so"}
                         │     │                 payload.text = "so" (was null in #2)
        #13  13.000 ms                           phase end"
    `);
  });

  it('shows all fields of a record beside the lanes, or all in their place', () => {
    const fields = [field, { ...field, path: `payload.${'long'.repeat(11)}` }];
    const options = { shown: ALL, evidence: new Map([[12, fields]]), width: 80, paint: plainPaint };
    const told = diagramLines(trace, options).filter((line) => line.includes('payload.'));
    expect(told.map((line) => line.indexOf('payload.'))).toEqual([19, 19]);
    expect(diagramLines(trace, { ...options, width: 160 }).join('\n')).toMatch(
      /│ +payload\.text = .*\n.*│ +payload\.long/,
    );
  });

  it('counts what it leaves out', () => {
    const options = { shown: [3, 4, 9], evidence: new Map(), width: 80, paint: plainPaint };
    const told = diagramLines(trace, options).filter((line) => line.includes('⋮'));
    expect(told.map((line) => /\d+ records?$/.exec(line)?.[0])).toEqual([
      '3 records',
      '4 records',
      '4 records',
    ]);
  });

  it.each([40, 80, 160])(
    'fits %i columns, with any names and texts, and nothing in it is obeyed',
    (width) => {
      const hostile = traceOf(history(`web${HOSTILE}`, HOSTILE.repeat(1000)), { dialect: REFERENCE });
      const evidence = new Map([[12, [{ ...field, value: HOSTILE }]]]);
      const about = [`a sentence ${HOSTILE}`.replaceAll(HOSTILE, '')];
      const text = renderShow(
        { file: 'f.jsonl', about, trace: hostile, shown: ALL, evidence },
        plainPaint,
        width,
      );
      for (const line of text.split('\n')) {
        expect(stringWidth(line)).toBeLessThanOrEqual(width);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
      expect(text).toContain('web\\x1b[2J');
    },
  );

  it('names the lifeline of what has no lane for want of room', () => {
    const crowd = Array.from({ length: 30 }, (_, i): HistoryRecord => {
      const client = `web-${i}`;
      const about = { i, atMicros: i, incarnation: 1, conn: i, client } as const;
      return { ...about, kind: 'connection', event: 'opened', leg: 'client' };
    });
    const crowded = traceOf(crowd, { dialect: REFERENCE });
    const shown = crowd.map(({ i }) => i);
    const lines = diagramLines(crowded, { shown, evidence: new Map(), width: 80, paint: plainPaint });
    expect(lines.every((line) => stringWidth(line) <= 80)).toBe(true);
    expect(lines.at(-1)).toContain('client:web-29: connection opened');
  });

  it('says so when nothing is to be shown', () => {
    const text = renderShow({ file: 'f', about: [], trace, shown: [], evidence: new Map() }, plainPaint, 80);
    expect(text).toContain('14 records in 13.000 ms, none of them shown');
  });
});
