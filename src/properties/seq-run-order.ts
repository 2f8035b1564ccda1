/**
 * seq/run-order. Text is coalesced, so the run seq may skip; it never goes back. Judged on delivery. A fresh
 * acceptance of the same run id (after the dedupe window) begins a new run; whether there may be one is the matter
 * of send/exactly-once.
 */
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Send } from './terms/sends.ts';

interface Progress {
  runSeq: number;
  /** The lifecycle end, then the terminal, was delivered. */
  stage: 'running' | 'ended' | 'over';
  record: number;
}

export const seqRunOrder: Property = {
  id: 'seq/run-order',
  family: 'order',
  statement:
    'Per connection and run, the run seq never decreases; after a lifecycle end come only coalesced text and the terminal, after the terminal nothing of that run.',
  why: 'incident #7442; OPENCLAW protocol: order of a run; OpenClaw issues 43751, 131949',
  minimum: 1,
  exercise: 'the delivery of a terminal',
  watches: ['event', 'connection', 'response'],
  start(terms) {
    const findings = new Findings();
    const connections = new Map<number, Map<Send | string, Progress>>();

    return checking(findings, (observation) => {
      switch (observation.type) {
        case 'event': {
          const { record, told } = observation;
          if (record.leg !== 'client') return;
          switch (told.type) {
            case 'run-start':
            case 'run-tool':
            case 'run-text':
            case 'run-end':
            case 'terminal':
              break;
            default:
              return;
          }
          let runs = connections.get(record.conn);
          if (runs === undefined) connections.set(record.conn, (runs = new Map<Send | string, Progress>()));
          const send = terms.sends.ofRun(told.runId, told.key);
          const name = send ?? told.runId;
          const run = runs.get(name);
          // its followers are not told that the run id was accepted as new: its sender is
          const isNew = run?.stage === 'over' && send?.begunAgain === true;
          if (run === undefined || isNew) {
            const stage = told.type === 'terminal' ? 'over' : told.type === 'run-end' ? 'ended' : 'running';
            runs.set(name, { runSeq: told.runSeq, stage, record: record.i });
            if (stage === 'over') findings.exercised++;
            return;
          }
          const about = `connection ${record.conn}, run ${told.runId}`;
          if (run.stage === 'over') {
            findings.add(
              'an event of a run after its terminal',
              `${about}: ${told.type} after the terminal`,
              run.record,
              record.i,
            );
            return;
          }
          if (told.runSeq < run.runSeq) {
            const sentence = `${about}: run seq went from ${run.runSeq} back to ${told.runSeq}`;
            findings.add('the run seq went back', sentence, run.record, record.i);
          }
          if (run.stage === 'ended' && told.type !== 'run-text' && told.type !== 'terminal') {
            findings.add(
              'more than text and the terminal after a lifecycle end',
              `${about}: ${told.type} after its lifecycle end`,
              run.record,
              record.i,
            );
          }
          run.runSeq = told.runSeq;
          run.record = record.i;
          if (told.type === 'run-end') run.stage = 'ended';
          else if (told.type === 'terminal') {
            run.stage = 'over';
            findings.exercised++;
          }
          return;
        }
        case 'response': {
          const { record, answer } = observation;
          if (record.leg !== 'client' || answer?.type !== 'send' || answer.status !== 'accepted') return;
          const runs = connections.get(record.conn);
          const name = terms.send ?? answer.runId;
          if (runs?.get(name)?.stage === 'over') runs.delete(name);
          return;
        }
        case 'connection':
          if (observation.record.event === 'closed' && observation.record.leg === 'client') {
            connections.delete(observation.record.conn);
          }
          return;
        default:
          return;
      }
    });
  },
};
