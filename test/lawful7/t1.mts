import { KEY, aHistory, entry, message, transcript } from '../lawful/test/properties/history-builder.ts';
const history = aHistory().connect(1).history(1,'g1').send(1,'a');
const ask = { type: 'history', key: KEY, offset: 0 } as const;
const h2 = aHistory().connect(2, { client: 'discord' }).history(2, 'g1').connect(1);
for (const h of [h2]) {
const id = h.request(1, ask);
h.reset(1, 'g2').notices([1], 'g1', 'g2').event(1, message('g2', entry('b'))).answer(1, id, ask, transcript('g1', []));
h.event(1, message('g2', entry('c', 2))).phase('quiet').history(1, 'g2', [entry('b'), entry('c', 2)]);
const v = h.judge('view/converges');
console.log(JSON.stringify(v));
}
