// How postings come in: dropped or chosen files, pasted text, examples.
import { $, complain, el, plural, say } from './dom.js';
import { addPosting, changed, classifyAll, open, POSTINGS_MAX, state } from './model.js';

const EXAMPLES = [
  { file: 'bitewell-aligners.html', name: 'a title that promises more' },
  { file: 'hollowell-health-centers.html', name: 'a title that fits' },
  { file: 'gridweave-energy.txt', name: 'another job' },
];

let loaded = () => {};
export const onLoaded = (f) => { loaded = f; };

const looksLikeHtml = (s) => /<\/?(?:!doctype|html|body|div|p|br|ul|li|h[1-6]|span|b|strong|table|meta|title|script|a)[\s/>]/i.test(s);

// A posting's bytes as text, as a browser would decode them; for what can only be sent as JSON.
export async function toText(p) {
  const bytes = new Uint8Array(await new Blob([p.body]).arrayBuffer());
  const begin = new TextDecoder('windows-1252').decode(bytes.slice(0, 2048));
  const bom16 = bytes[0] === 0xFF && bytes[1] === 0xFE ? 'utf-16le' : bytes[0] === 0xFE && bytes[1] === 0xFF ? 'utf-16be' : null;
  const declared = /charset\s*=\s*["']?([\w:.-]+)/i.exec(begin)?.[1];
  let text;
  try {
    text = new TextDecoder(bom16 ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    try {
      text = new TextDecoder(declared ?? 'windows-1252').decode(bytes);
    } catch {
      text = new TextDecoder('windows-1252').decode(bytes);
    }
  }
  return { text, html: p.type.startsWith('text/html') || (!p.type.startsWith('text/plain') && looksLikeHtml(text)) };
}

// ---- taking in ----

async function take(sources) {
  const room = POSTINGS_MAX - state.postings.length;
  const complaint = sources.length > room ? `The page holds at most ${POSTINGS_MAX} postings; ${plural(sources.length - room, 'one was', 'were')} left out.` : '';
  const added = sources.slice(0, Math.max(0, room)).map(addPosting);
  if (!added.length) return;
  complain(complaint);
  $('intake').open = false;
  if (!state.selected) state.selected = added[0];
  changed();
  let shown = 0;
  await classifyAll(added, (done) => {
    say(done < added.length ? `Reading … ${done} of ${added.length}` : '');
    if (performance.now() - shown < 150 && done < added.length) return; // not for each of a thousand
    shown = performance.now();
    changed();
  });
  changed();
  const bad = added.filter((p) => p.error).length;
  say(`${plural(added.length - bad, 'posting', 'postings')} read${bad ? `, ${bad} could not be` : ''}.`);
  loaded(added);
}

// Pages and texts are a posting each; what else a file holds (a list, a table, an archive) the program tells.
async function sourcesOf(file) {
  if (/\.(html?|xhtml|txt|md)$/i.test(file.name)) return [{ name: file.name, type: 'application/octet-stream', body: file }];
  say(`Opening ${file.name} …`);
  const lines = await open(file.name, file);
  if (lines.length === 1 && !lines[0].error)
    return [{ name: file.name, type: 'application/octet-stream', body: file }]; // as it is: its bytes are what is judged
  return lines.map((d) => ({ name: d.id, type: 'application/json', body: JSON.stringify(d), line: true, failed: d.error }));
}

async function takeFiles(files) {
  const all = [];
  for (const file of files) {
    try {
      all.push(...await sourcesOf(file));
    } catch (x) {
      all.push({ name: file.name, type: 'text/plain', body: '', failed: file.size || !file.name ? x.message : 'a folder or an empty file' });
    }
  }
  await take(all);
}

let pastes = 0;

function takePaste(e) {
  e?.preventDefault();
  const text = $('paste-text').value, title = $('paste-title').value.trim();
  if (!text.trim()) {
    complain('Paste the text of a posting first.');
    $('paste-text').focus();
    return;
  }
  const html = looksLikeHtml(text), name = `pasted-${++pastes}.${html ? 'html' : 'txt'}`;
  $('paste').reset();
  take([{ name, title, text, madeName: true, type: 'application/json',
    body: JSON.stringify({ title: title || undefined, [html ? 'html' : 'text']: text }) }]);
}

async function takeExamples(which) {
  try {
    const sources = await Promise.all(which.map(async (x) => {
      const answer = await fetch(`/examples/${x.file}`);
      if (!answer.ok) throw new Error();
      const text = await answer.text();
      return { name: x.file, type: 'application/octet-stream', body: text, text, madeName: true };
    }));
    await take(sources);
  } catch {
    complain('The example cannot be had. Is “rolecall serve” still running?');
  }
}
export const loadExamples = () => takeExamples(EXAMPLES);

// ---- the page's edges ----

function setUpDrop() {
  let depth = 0; // dragenter and dragleave come for every child too
  const over = (on) => {
    document.body.classList.toggle('dragging', on);
    $('veil').hidden = !on || $('intake').open;
  };
  const hasFiles = (e) => e.dataTransfer && [...e.dataTransfer.types].some((t) => t === 'Files' || t === 'text/plain');
  addEventListener('dragenter', (e) => {
    if (!hasFiles(e)) return;
    e.preventDefault();
    depth++;
    over(true);
  });
  addEventListener('dragleave', () => over(--depth > 0));
  addEventListener('dragover', (e) => {
    if (hasFiles(e)) e.preventDefault();
  });
  addEventListener('drop', (e) => {
    if (!hasFiles(e) || e.target.matches('textarea, input')) return;
    e.preventDefault();
    depth = 0;
    over(false);
    if (e.dataTransfer.files.length) takeFiles([...e.dataTransfer.files]);
    else if (e.dataTransfer.getData('text/plain').trim()) {
      $('paste-text').value = e.dataTransfer.getData('text/html') || e.dataTransfer.getData('text/plain');
      takePaste();
    }
  });
}

export function setUp() {
  setUpDrop();
  $('files').addEventListener('change', (e) => {
    const files = [...e.target.files];
    e.target.value = '';
    takeFiles(files);
  });
  $('paste').addEventListener('submit', takePaste);
  $('paste-text').addEventListener('keydown', (e) => {
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) takePaste(e);
  });
  $('examples').append(...EXAMPLES.map((x) => el('button', { type: 'button', onclick: () => takeExamples([x]) }, x.name)),
    el('button', { type: 'button', id: 'all-examples', onclick: loadExamples }, 'all three'));
}
