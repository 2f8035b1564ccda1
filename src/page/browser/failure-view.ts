/** The page of one failure: what happened and what must hold, the commands, the trace, the plan to be run again. */
import { planLines } from '../../campaign/plan-lines.ts';
import type { Plan } from '../../plan/plan.ts';
import type { FailurePage } from '../page-data.ts';
import { commandLine } from './command-line.ts';
import { droppedFiles } from './dropped-files.ts';
import { h } from './element.ts';
import { causalitySection } from './causality-section.ts';
import { evidenceSection, explanationSection } from './evidence-section.ts';
import { PlanEditor } from './plan-editor.ts';
import { planIn } from './plan-link.ts';
import { executed, recorded, type ShownHistory } from './shown-history.ts';
import { tracePanelOf, type TracePanel } from './trace-panel.ts';
import { ask } from './worker-handle.ts';

export async function failureView(page: FailurePage): Promise<readonly HTMLElement[]> {
  const { finding, history } = page;
  const recording = history === null ? undefined : recorded(history, finding);
  const panel = h('div', { class: 'panel' });
  const source = h('p', { class: 'source', role: 'status' });
  let trace: TracePanel | undefined;
  const show = (shown: ShownHistory, words: string, isRecording: boolean): void => {
    trace = tracePanelOf(shown);
    panel.replaceChildren(trace.element);
    source.replaceChildren(words);
    if (!isRecording && recording !== undefined)
      source.append(
        ' ',
        h('button', { type: 'button', click: () => show(recording, RECORDING, true) }, 'show the recording'),
      );
  };
  if (recording !== undefined) show(recording, RECORDING, true);
  else source.replaceChildren('No history was kept beside the failure file.');

  const link = await planIn(location.hash);
  const sent = typeof link === 'object' ? link : undefined;
  const editor =
    page.whyNotHere === null
      ? new PlanEditor({
          page,
          sent,
          onRun: (run) =>
            show(executed(run), `This is what ${run.gateway} did just now, in this page.`, false),
        })
      : undefined;
  if (editor !== undefined && (sent !== undefined || recording === undefined)) void editor.run();

  droppedFiles(document.body, (file, blobs) => {
    void ask({ type: 'read', name: file.name, text: file.text, blobs, dialect: page.dialect }).then(
      (answer) => {
        if (answer.type === 'read') show(executed(answer), `This is ${file.name}.`, false);
        else if (answer.type === 'problem') source.replaceChildren(answer.problem);
      },
    );
  });
  addEventListener('hashchange', () => location.reload());

  return [
    aboutSection(page, (record) => trace?.goTo(record)),
    ...explanationSection(page),
    ...causalitySection(page, (record) => trace?.goTo(record)),
    h('section', { 'aria-labelledby': 'trace' }, h('h2', { id: 'trace' }, 'Trace'), source, panel),
    h(
      'section',
      { 'aria-labelledby': 'plan' },
      h('h2', { id: 'plan' }, 'Plan'),
      planSection(page),
      typeof link === 'string' ? h('p', { class: 'problem' }, link) : null,
      ...(editor === undefined
        ? [h('p', { class: 'source' }, page.whyNotHere ?? '')]
        : [h('h3', {}, 'Change it and run it again'), editor.element]),
    ),
  ];
}

const RECORDING = 'This is the recording of the failure.';

function aboutSection(page: FailurePage, goTo: (record: number) => void): HTMLElement {
  const { finding, property, gateway } = page;
  return h(
    'section',
    { class: 'about', 'aria-label': 'the failure' },
    h(
      'div',
      { class: 'claims' },
      h('h2', {}, 'What must hold'),
      h('p', {}, property?.statement ?? `${finding.property} is not a property of this version.`),
      property === null ? null : h('p', { class: 'note' }, property.why),
      ...evidenceSection(page, goTo),
    ),
    h(
      'div',
      { class: 'commands' },
      h('h2', {}, 'See it again'),
      page.commands.map(({ label, command }) => commandLine(label, command)),
      h('h2', {}, 'Gateway'),
      h('p', {}, h('b', {}, gateway.name), ` ${gateway.sentence}`),
      h(
        'p',
        { class: 'note' },
        `${page.source}; dialect ${page.dialect}; digest `,
        h('code', { class: 'recorded-digest' }, page.digest),
        `; Gauntlet ${page.gauntlet}`,
      ),
    ),
  );
}

function planSection({ plan, original, shrunk }: FailurePage): HTMLElement {
  const column = (title: string, one: Plan): HTMLElement =>
    h(
      'div',
      {},
      h('h3', {}, title),
      h(
        'ol',
        { class: 'plan', tabindex: 0, 'aria-label': title },
        planLines(one).map((line) => h('li', {}, line)),
      ),
    );
  if (shrunk === null) return h('div', { class: 'plans' }, column('As it was drawn', plan));
  const { entriesBefore, entriesAfter, executions, minimal } = shrunk;
  const proof = minimal === 'proven' ? 'none of them can go' : 'the budget ran out before more was tried';
  return h(
    'div',
    { class: 'plans' },
    column(`Shrunk: ${entriesAfter} of ${entriesBefore} entries, ${proof} (${executions} executions)`, plan),
    original === null ? null : column('As it was', original),
  );
}
