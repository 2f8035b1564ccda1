/** The plan, to be changed and executed in the page: numbers to turn, entries to leave out, another gateway or seed, or its JSON. */
import { planLines } from '../../campaign/plan-lines.ts';
import { without, type PlanEntry } from '../../plan/edits.ts';
import type { Plan } from '../../plan/plan.ts';
import type { FailurePage } from '../page-data.ts';
import { copyButton } from './command-line.ts';
import { h } from './element.ts';
import { fieldsOf, withValue } from './plan-fields.ts';
import { fragmentOf, LONGEST_LINK, type SentPlan } from './plan-link.ts';
import type { PlanRun } from './plan-run.ts';
import { ask, stop } from './worker-handle.ts';

export interface EditorOptions {
  readonly page: FailurePage;
  readonly sent: SentPlan | undefined;
  readonly onRun: (run: PlanRun) => void;
}

type ListName = 'operations' | 'faults';

export class PlanEditor {
  readonly element: HTMLElement;
  readonly #options: EditorOptions;
  #plan: Plan;
  readonly #gateway: HTMLSelectElement;
  readonly #seed: HTMLInputElement;
  readonly #entries = h('div', { class: 'entries' });
  readonly #json = h('textarea', { spellcheck: 'false', rows: 16, 'aria-label': 'the plan as JSON' });
  readonly #said = h('div', { class: 'said', role: 'status' });
  readonly #link = h('div', { class: 'share' });
  readonly #stop: HTMLButtonElement;

  constructor(options: EditorOptions) {
    const { page, sent } = options;
    this.#options = options;
    this.#plan = (sent?.plan ?? page.plan) as Plan;
    this.#gateway = h(
      'select',
      { name: 'gateway' },
      page.gateways.map(({ name, kind }) => h('option', { value: name }, `${name} (${kind})`)),
    );
    this.#gateway.value = sent?.gateway ?? page.gateway.name;
    this.#seed = h('input', { type: 'text', name: 'seed', maxlength: 200, value: this.#plan.seed });
    this.#seed.addEventListener('change', () => this.#change({ ...this.#plan, seed: this.#seed.value }));
    this.#json.addEventListener('change', () => this.#readJson());
    this.#stop = h('button', { type: 'button', hidden: true, click: () => this.#stopped() }, 'stop');
    this.element = h(
      'div',
      { class: 'editor' },
      h(
        'div',
        { class: 'settings' },
        h('label', {}, 'gateway', this.#gateway),
        h('label', {}, 'seed of the world', this.#seed),
        h('button', { type: 'button', class: 'main', click: () => void this.run() }, 'Run it here'),
        this.#stop,
        h('button', { type: 'button', click: () => this.#change(page.plan) }, 'the plan as it was'),
      ),
      this.#said,
      this.#entries,
      h('details', {}, h('summary', {}, 'The plan as JSON'), this.#json),
      this.#link,
    );
    this.#change(this.#plan);
  }

  /** Executes what the editor holds. */
  async run(): Promise<void> {
    this.#said.replaceChildren('executing…');
    this.#stop.hidden = false;
    const answer = await ask({ type: 'run', plan: this.#plan, gateway: this.#gateway.value });
    this.#stop.hidden = true;
    if (answer.type === 'problem') this.#said.replaceChildren(h('pre', { class: 'problem' }, answer.problem));
    if (answer.type !== 'ran') return;
    this.#said.replaceChildren(...this.#outcome(answer));
    this.#options.onRun(answer);
  }

  #stopped(): void {
    stop();
    this.#stop.hidden = true;
    this.#said.replaceChildren('stopped');
  }

  #outcome(run: PlanRun): readonly HTMLElement[] {
    const { page } = this.#options;
    const violated = run.verdicts.filter(({ verdict }) => verdict === 'violation');
    const passed = run.verdicts.filter(({ verdict }) => verdict === 'pass').length;
    const isUnchanged =
      JSON.stringify(run.plan) === JSON.stringify(page.plan) && run.gateway === page.gateway.name;
    const same = run.digest === page.digest;
    return [
      h(
        'p',
        {},
        h(
          'b',
          { class: violated.length > 0 ? 'violation' : 'pass' },
          violated.length > 0 ? 'violation' : 'no violation',
        ),
        ` on ${run.gateway}: ${run.trace.events.length} records, ${passed} of ${run.verdicts.length} properties passed, digest `,
        h('code', { class: 'digest' }, run.digest),
        isUnchanged
          ? same
            ? ', the same as the recording’s'
            : `, where the recording’s is ${page.digest}: this page is of another version`
          : '',
      ),
      h(
        'ul',
        { class: 'violations' },
        violated.flatMap(({ property, violations }) =>
          violations.map(({ sentence, cause, property: by }) =>
            h('li', {}, h('b', {}, by || property), ` ${cause}: ${sentence}`),
          ),
        ),
      ),
    ];
  }

  #change(plan: Plan): void {
    this.#plan = plan;
    this.#seed.value = plan.seed;
    this.#json.value = JSON.stringify(plan, null, 2);
    try {
      this.#entries.replaceChildren(...this.#lists());
    } catch {
      // what a link holds may be anything: the worker says what is wrong with it
      this.#entries.replaceChildren();
    }
    void this.#share();
  }

  #readJson(): void {
    try {
      this.#change(JSON.parse(this.#json.value) as Plan);
    } catch (thrown) {
      this.#said.replaceChildren(h('pre', { class: 'problem' }, `no JSON: ${String(thrown)}`));
    }
  }

  #lists(): readonly HTMLElement[] {
    const plan = this.#plan;
    const clients = plan.clients.map(({ id }) =>
      this.#entry(
        { ...plan, operations: [], faults: [], clients: plan.clients.filter((one) => one.id === id) },
        null,
        plan.clients.length < 2 ? null : { type: 'client', id },
      ),
    );
    const list = (name: ListName): readonly HTMLElement[] =>
      plan[name].map(({ id }, k) => {
        const alone = { ...plan, clients: [], operations: [], faults: [], [name]: [plan[name][k]] };
        return this.#entry(alone, [name, k], { type: name === 'faults' ? 'fault' : 'operation', id });
      });
    const section = (title: string, entries: readonly HTMLElement[]): readonly HTMLElement[] =>
      entries.length === 0 ? [] : [h('h4', {}, title), h('ul', {}, entries)];
    return [
      ...section('Clients', clients),
      ...section('Operations', list('operations')),
      ...section('Faults', list('faults')),
    ];
  }

  /** One entry in words, as a plan of nothing else, with its numbers. */
  #entry(alone: Plan, at: readonly [ListName, number] | null, entry: PlanEntry | null): HTMLElement {
    const lines = planLines(alone);
    const subject = at === null ? undefined : this.#plan[at[0]][at[1]];
    const fields = at === null || subject === undefined ? [] : fieldsOf(subject, at);
    return h(
      'li',
      {},
      h('span', { class: 'words' }, lines.join('; ')),
      fields.map(({ path, name, value }) => {
        const input = h('input', { type: 'number', step: 'any', value });
        input.addEventListener('change', () =>
          this.#change(withValue(this.#plan, path, input.value === '' ? value : input.valueAsNumber)),
        );
        return h('label', {}, name, input);
      }),
      entry === null
        ? null
        : h(
            'button',
            {
              type: 'button',
              class: 'remove',
              'aria-label': `leave out ${'id' in entry ? entry.id : 'it'}`,
              click: () => this.#change(without(this.#plan, [entry])),
            },
            '×',
          ),
    );
  }

  async #share(): Promise<void> {
    const sent = { gateway: this.#gateway.value, plan: this.#plan };
    const fragment = await fragmentOf(sent);
    const scenario = JSON.stringify(
      {
        name: `A plan from the page of ${this.#options.page.finding.property}`,
        story: 'Changed and executed in the page of a failure.',
        plan: this.#plan,
      },
      null,
      2,
    );
    const file = h('a', { download: 'plan.yaml', class: 'button' }, 'download as a scenario');
    file.href = URL.createObjectURL(new Blob([`${scenario}\n`], { type: 'application/yaml' }));
    const address = `${location.href.replace(/#.*/, '')}#${fragment}`;
    this.#link.replaceChildren(
      fragment.length > LONGEST_LINK
        ? h('span', {}, `a link to this plan would be ${fragment.length} characters long: `)
        : h(
            'span',
            {},
            h('a', { href: `#${fragment}` }, 'link to this plan'),
            ' ',
            copyButton('copy the link to this plan', () => address),
          ),
      ' ',
      file,
      ' ',
      h('code', {}, `npx gauntlet run plan.yaml --gateway ${this.#gateway.value}`),
    );
  }
}
