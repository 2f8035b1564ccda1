/** Why a gateway never answered a connect, read from one history in which it did not. */
import type { FrameRecord, HistoryRecord } from '../history/record.ts';
import { findingsOf, type Executor } from './chunk.ts';
import type { Outcome, Trial } from './execute.ts';
import { isNotAlive, TARGET_ALIVE } from '../properties/target-alive.ts';
import type { ReportedFinding } from '../report/published.ts';
import { regenerateCommand } from './commands.ts';
import type { PlanSource } from './failure.ts';
import type { Target } from './target.ts';

/** A sentence for people: what the gateway named `name` did instead. Executes the trial again where it must look. */
export async function whyUnanswered(executor: Executor, trial: Trial, known?: Outcome): Promise<string> {
  const outcome = known?.history === undefined ? await executor.execute({ ...trial, keep: true }) : known;
  const died = findingsOf(outcome).find(isNotAlive);
  const why = died === undefined ? silenceOf(outcome.history ?? []) : died.sentence;
  return `gateway '${trial.gateway.name}' never answered a connect (dead before hello): ${why}`;
}

/** The finding of a gateway that answered nobody. No record shows it, so it has no failure file; `plan`: in words. */
export function deadBeforeHello(
  { name, reference }: Target,
  plan: string,
  source: PlanSource,
  sentence: string,
): ReportedFinding {
  return {
    property: TARGET_ALIVE,
    cause: 'dead before hello',
    state: 'idle',
    sentence,
    records: [],
    evidence: [],
    gateway: name,
    plan,
    file: null,
    replay: [regenerateCommand(source, reference)],
    shrink: null,
    plans: 1,
    expected: false,
  };
}

function silenceOf(history: readonly HistoryRecord[]): string {
  if (!history.some((one) => one.kind === 'process' && one.event === 'listening'))
    return 'it never called host.listen';
  const sent = history.filter(
    (one): one is FrameRecord => one.kind === 'frame' && one.from === 'gateway' && one.leg === 'gateway',
  );
  const frames = sent.flatMap(({ message }) => message.frame ?? []);
  const refusal = frames.find((frame) => frame.type === 'res' && !frame.ok);
  if (refusal?.type === 'res')
    return `it refused it: ${refusal.error?.code ?? 'no code'} "${refusal.error?.message ?? ''}"`;
  if (!frames.some((frame) => frame.type === 'event' && frame.event === 'connect.challenge'))
    return 'it never sent connect.challenge, which a client waits for';
  const closed = history.find((one) => one.kind === 'connection' && one.by === 'gateway');
  if (closed?.kind === 'connection')
    return `it closed the connection with ${closed.code ?? 'no code'} "${closed.reason ?? ''}"`;
  return 'it sent connect.challenge, and no response to connect';
}
