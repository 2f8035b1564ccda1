/** A command as it is to be pasted, with a button that copies it. */
import { h } from './element.ts';

export function commandLine(label: string, command: string): HTMLElement {
  return h(
    'div',
    { class: 'command' },
    h('span', { class: 'label' }, label),
    h('code', { tabindex: 0 }, command),
    copyButton(`copy the command: ${label}`, () => command),
  );
}

export function copyButton(name: string, textOf: () => string): HTMLButtonElement {
  const button = h('button', { type: 'button', class: 'copy', 'aria-label': name }, 'copy');
  button.addEventListener('click', () => {
    void copied(textOf()).then((done) => {
      button.textContent = done ? 'copied' : 'press Ctrl+C';
      button.addEventListener('blur', () => (button.textContent = 'copy'), { once: true });
    });
  });
  return button;
}

/** A page from a file may not use the clipboard everywhere; then the old way, and last, by hand. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h('textarea', { readonly: true, class: 'unseen' });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    if (done) area.remove();
    return done;
  }
}
