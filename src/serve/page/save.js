// The answers as files: JSON rows are those of the command line, byte for byte; other formats are made by the program.
import { $, complain, download, el, say } from './dom.js';
import { report, rowOf, state } from './model.js';
import { toText } from './intake.js';

const FORMATS = [
  { id: 'html', name: 'Report (HTML)', file: 'rolecall.html' },
  { id: 'csv', name: 'Table (CSV)', file: 'rolecall.csv' },
  { id: 'json', name: 'Data (JSON)', file: 'rolecall.json' },
];

export function setUp(formats) {
  $('save-buttons').replaceChildren(...FORMATS.filter((f) => f.id === 'json' || formats.includes(f.id))
    .map((f) => el('button', { type: 'button', id: `save-${f.id}`, onclick: () => save(f) }, f.name)));
}

async function asLine(p) {
  if (p.failed) return JSON.stringify({ id: p.name, text: '' });
  if (p.line) return JSON.stringify({ ...JSON.parse(p.body), id: p.name });
  const { text, html } = await toText(p);
  return JSON.stringify({ id: p.name, title: p.title || undefined, [html ? 'html' : 'text']: text });
}

async function save(format) {
  const button = $(`save-${format.id}`);
  button.disabled = true;
  complain('');
  try {
    if (format.id === 'json') {
      const rows = [];
      for (const p of state.postings.filter((x) => !x.failed)) rows.push(await rowOf(p));
      download(format.file, ['[\n', rows.join(',\n'), '\n]\n'], 'application/json');
    } else {
      const lines = [];
      for (const p of state.postings) lines.push(await asLine(p));
      download(format.file, await report(format.id, lines.join('\n')));
    }
    say(`${format.file} is in your downloads.`);
  } catch (x) {
    complain(x.message);
  } finally {
    button.disabled = false;
  }
}
