/** The viewer: fills the page with what it carries. */
import type { PageData } from '../page-data.ts';
import { h } from './element.ts';
import { failureView } from './failure-view.ts';
import { unpackedText } from './packed.ts';

async function fill(): Promise<void> {
  const main = document.querySelector('main') ?? document.body;
  try {
    const page = JSON.parse(await unpackedText('data')) as PageData;
    if (page.type === 'failure') main.append(...(await failureView(page)));
  } catch (thrown) {
    main.append(h('p', { class: 'problem' }, `This page cannot be shown: ${String(thrown)}`));
  }
  document.body.classList.add('filled');
}

void fill();
