/** The viewer of a history with its filters, and the inspector beside it. */
import { h } from './element.ts';
import type { RowFilter } from './diagram.ts';
import { inspectorOf } from './inspector.ts';
import type { ShownHistory } from './shown-history.ts';
import { TraceViewer } from './trace-viewer.ts';

export interface TracePanel {
  readonly element: HTMLElement;
  /** Selects the record whatever the filters hide: they are taken back when they hide it. */
  goTo(record: number): void;
}

/** Of several on one page keys act on the one that was used last, else on the first. */
export function tracePanelOf(history: ShownHistory): TracePanel {
  const { side = '' } = history;
  const inspector = h('aside', {
    class: 'inspector',
    'aria-label': `the selected record${side === '' ? '' : ` of ${side}`}`,
  });
  const viewer = new TraceViewer({
    history,
    onSelect: (record) =>
      inspector.replaceChildren(...inspectorOf(record, { history, diagram: viewer.diagram, goTo })),
  });
  const { trace, findings } = history;
  const filters: Readonly<Record<string, HTMLSelectElement>> = {
    session: choice('session', named(trace.events.map(({ session }) => session))),
    run: choice('run', named(trace.events.map(({ run }) => run))),
    conn: choice(
      'connection',
      trace.connections.map(({ conn, client }) => [String(conn), `${conn} ${client}`]),
    ),
    property: choice(
      'property',
      findings.map(({ property, cause }, k) => [String(k), `${property}: ${cause}`]),
    ),
  };
  const apply = (): void => {
    const value = (name: string): string => filters[name]?.value ?? '';
    const finding = findings[Number(value('property') || 0)];
    const records = value('property') === '' ? undefined : viewer.diagram.led(finding?.records ?? []);
    if (finding !== undefined) viewer.showEvidence(finding.records);
    const filter: RowFilter = {
      ...(value('session') === '' ? {} : { session: value('session') }),
      ...(value('run') === '' ? {} : { run: value('run') }),
      ...(value('conn') === '' ? {} : { conn: Number(value('conn')) }),
      ...(records === undefined ? {} : { records }),
    };
    viewer.narrow(filter);
  };
  for (const select of Object.values(filters)) select.addEventListener('change', apply);
  function goTo(record: number): void {
    if (viewer.diagram.shownAt(record) === undefined) {
      for (const select of Object.values(filters)) select.value = '';
      apply();
    }
    viewer.select(record);
  }
  const isWhole = history.held >= trace.events.length;
  const element = h(
    'div',
    { class: 'trace' },
    h(
      'div',
      { class: 'filters' },
      Object.entries(filters).map(([name, select]) =>
        h('label', {}, name === 'conn' ? 'connection' : name, select),
      ),
      h(
        'p',
        { class: 'keys' },
        ...['↓', 'j', '↑', 'k', 'Home', 'End'].map((key) => h('kbd', {}, key)),
        ' step · ',
        h('kbd', {}, 'n'),
        h('kbd', {}, 'p'),
        ' evidence',
      ),
    ),
    h('div', { class: 'beside' }, viewer.element, inspector),
    h(
      'p',
      { class: 'note' },
      isWhole
        ? `All ${trace.events.length} records are here.`
        : `${history.held} of ${trace.events.length} records are here whole, around the evidence; of all others one line.`,
      ' Circles are frames, squares connections and processes, diamonds faults and what the plan made late or false; colours are generations of a session; bars at the left are faults, hollow until their effect was seen.',
    ),
  );
  // what is selected is scrolled to once the list has a height
  requestAnimationFrame(() => goTo(findings[0]?.records.at(-1) ?? 0));
  document.addEventListener('keydown', (event) => {
    const { target } = event;
    const writes = target instanceof Element && target.closest('input, textarea, select, [role=listbox]');
    if (writes || !element.isConnected || !isUsed(element) || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const act = {
      j: () => viewer.step(1),
      k: () => viewer.step(-1),
      n: () => viewer.toEvidence(1),
      p: () => viewer.toEvidence(-1),
    }[event.key];
    act?.();
  });
  return {
    element,
    goTo(record) {
      goTo(record);
      viewer.focus();
    },
  };
}

/** It has the focus, or no other one has it and it is the first. */
function isUsed(element: HTMLElement): boolean {
  const all = [...document.querySelectorAll('.trace')];
  const used = all.find((one) => one.contains(document.activeElement)) ?? all[0];
  return used === element;
}

function named(values: readonly (string | null)[]): readonly (readonly [string, string])[] {
  const all = new Set(values.filter((value) => value !== null));
  return Array.from(all, (value) => [value, value] as const);
}

/** Options of one filter that are listed; what has more is searched for otherwise. */
const MOST_OPTIONS = 500;

function choice(name: string, options: readonly (readonly [string, string])[]): HTMLSelectElement {
  return h(
    'select',
    { name, disabled: options.length === 0 },
    h('option', { value: '' }, 'all'),
    options.slice(0, MOST_OPTIONS).map(([value, text]) => h('option', { value }, text)),
  );
}
