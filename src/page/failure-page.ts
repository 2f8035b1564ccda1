/** The page of a failure file: what the file says, its history beside it, and what the page needs to execute the plan again. */
import { failureCommand, regenerateCommand } from '../campaign/commands.ts';
import type { Failure } from '../campaign/failure.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { GATEWAYS } from '../gateway/catalogue.ts';
import type { HistoryRecord } from '../history/record.ts';
import type { Plan } from '../plan/plan.ts';
import { PROPERTIES } from '../properties/catalogue.ts';
import { evidenceOf } from '../trace/evidence.ts';
import { packHistory } from './packed-history.ts';
import type { FailurePage, GatewayText, PropertyText } from './page-data.ts';
import { pageText } from './page-text.ts';

export interface FailurePageParts {
  readonly failure: Failure;
  /** The failure file, as the commands are to name it. */
  readonly file: string;
  readonly dialect: Dialect;
  /** Null: it was not kept. */
  readonly history: readonly HistoryRecord[] | null;
  /** The plan before it was made smaller, where it is at hand. */
  readonly original: Plan | null;
}

export async function failurePage(parts: FailurePageParts): Promise<string> {
  const data = dataOf(parts);
  const head = {
    title: `${data.finding.property} on ${data.gateway.name}`,
    kicker: `${data.finding.property} violated by ${data.gateway.name}, while ${data.finding.state ?? 'unknown'}: ${data.finding.cause}`,
    heading: data.finding.sentence,
  };
  return pageText(head, data, data.whyNotHere === null);
}

function dataOf({ failure, file, dialect, history, original }: FailurePageParts): FailurePage {
  const { target, source, verdict, shrunk, explanation, causality, plan, digest, gauntlet } = failure;
  const { reference } = target;
  const gateway = GATEWAYS.find(({ name }) => reference.type === 'named' && name === reference.name);
  return {
    type: 'failure',
    gauntlet,
    finding: { ...verdict, evidence: evidenceIn(verdict, history) },
    property: propertyText(verdict.property),
    gateway:
      gateway === undefined
        ? { name: target.name, kind: 'file', sentence: 'A gateway that is not in the catalogue.' }
        : gatewayText(gateway),
    dialect: target.dialect,
    whyNotHere:
      gateway === undefined
        ? `${target.name} is not in the catalogue, so its code is not in this page and the plan cannot be run here; what is shown is the recording.`
        : null,
    source: source.type === 'seed' ? `plan ${source.index} of seed '${source.seed}'` : source.name,
    commands: [
      { label: 'replay this failure', command: failureCommand('replay', file, reference) },
      ...(shrunk === null
        ? [
            { label: 'draw its plan again', command: regenerateCommand(source, reference) },
            { label: 'make it smaller', command: failureCommand('shrink', file, reference) },
          ]
        : [{ label: 'make a scenario of it', command: failureCommand('promote', file, reference) }]),
    ],
    plan,
    shrunk,
    explanation,
    causality,
    original,
    digest,
    gateways: GATEWAYS.map(gatewayText),
    history: history === null ? null : packHistory(history, dialect, verdict.records),
  };
}

/** As the file has it, or, where it says nothing, as the history has it. */
function evidenceIn(
  { evidence, records }: Failure['verdict'],
  history: readonly HistoryRecord[] | null,
): Failure['verdict']['evidence'] {
  if (evidence.length > 0 || history === null) return evidence;
  return records.flatMap((i) => history[i] ?? []).map(evidenceOf);
}

function propertyText(id: string): PropertyText | null {
  const property = PROPERTIES.find((one) => one.id === id);
  return property === undefined ? null : { id, statement: property.statement, why: property.why };
}

function gatewayText({ name, kind, sentence }: GatewayText): GatewayText {
  return { name, kind, sentence };
}
