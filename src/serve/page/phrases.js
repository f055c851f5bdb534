// The phrase lists: read one, change it, see at once what that changes, keep it as a file of one's own.
import { $, complain, download, el, percent, plural, say } from './dom.js';
import { changed, classifyAll, Refused, roleIndex, roleName, sendEdits, state } from './model.js';
import { fitTag, roleTag } from './table.js';
import { FITS } from './words.js';

const WAIT_MS = 700; // after the last key
let timer = 0, turn = 0, loadExample = () => {};
export const onLoadExample = (f) => { loadExample = f; };

const original = (file) => state.lexicon.files.find((f) => f.name === file).text;
const current = (file) => state.edits.get(file) ?? original(file);
const selectedFile = () => $('phrase-file').value;

// ---- building ----

function fileName(file) {
  const id = file.replace(/\.txt$/, ''), criterion = state.lexicon.criteria.find((c) => c.id === id);
  const others = { lexicon: 'Roles and settings', sets: 'Sets of words', cues: 'Words that stop a phrase' };
  return criterion ? criterion.name : others[id] ?? id;
}

function chooser() {
  const isCriterion = (f) => state.lexicon.criteria.some((c) => `${c.id}.txt` === f.name);
  const option = (f) => el('option', { value: f.name }, `${fileName(f.name)} (${f.name})`);
  const files = state.lexicon.files, first = files.filter(isCriterion);
  return el('select', { id: 'phrase-file', onchange: showFile },
    el('optgroup', { label: 'Points' }, first.map(option)),
    el('optgroup', { label: 'For all points' }, files.filter((f) => !isCriterion(f)).map(option)));
}

function adder() {
  const strengths = [['0.5', 'a hint'], ['1', 'moderate'], ['2', 'decisive']];
  return el('form.adder', { id: 'adder', onsubmit: add },
    el('h2', {}, 'Add a phrase'),
    el('p.quiet', {}, 'Write the words as a posting would say them. ', el('code', {}, '(run | manage)'), ' means either word, ',
      el('code', {}, '[the]'), ' may be left out, ', el('code', {}, 'operat*'), ' takes any ending, ', el('code', {}, '..3'),
      ' up to three words between.'),
    el('div.fields', {},
      el('div.wide', {}, el('label', { for: 'new-phrase' }, 'Words'),
        el('input', { id: 'new-phrase', required: true, maxLength: 300, autocomplete: 'off', spellcheck: false,
          placeholder: 'e.g. (agency | temp*) (cover | staff*)' })),
      el('div', {}, el('label', { for: 'new-role' }, 'Speaks for'),
        el('select', { id: 'new-role' }, state.lexicon.roles.map((r) => el('option', { value: r.id }, r.name)))),
      el('div', {}, el('label', { for: 'new-weight' }, 'How strongly'),
        el('select', { id: 'new-weight' }, strengths.map(([v, name], i) => el('option', { value: v, selected: i === 1 }, name)))),
      el('button.button', { type: 'submit' }, 'Add and try')));
}

export function setUp() {
  $('phrases').replaceChildren(
    el('div.intro', {}, el('h1', {}, 'What the program listens for'),
      el('p', {}, 'Each point has a list of phrases in plain text. Change one and see at once whether any verdict changes. ',
        'Your change is only tried here; save the file to keep it.')),
    el('div.columns.wide-left', {},
      el('div', {}, adder(),
        el('div.editor', {},
          el('div.row.spread', {}, el('label', { for: 'phrase-file' }, 'Phrase list'), chooser(),
            el('label.hidden', { for: 'phrase-find' }, 'Find in this list'),
            el('input', { id: 'phrase-find', type: 'search', placeholder: 'Find in this list', onkeydown: findOnEnter })),
          el('label.hidden', { for: 'phrase-text' }, 'The phrase list, as text'),
          el('textarea', { id: 'phrase-text', rows: 22, spellcheck: false, wrap: 'off', oninput: edited,
            onkeydown: (e) => { if (e.key === 'Enter' && e.ctrlKey) tryNow(); } }),
          el('div.row', {},
            el('button.button', { type: 'button', id: 'phrase-try', onclick: tryNow }, 'Try it'),
            el('button', { type: 'button', id: 'phrase-save', onclick: save }, 'Save this file'),
            el('button', { type: 'button', id: 'phrase-undo', onclick: undoFile }, 'Undo changes to this list')),
          el('div', { id: 'phrase-notes', 'aria-live': 'polite' }),
          el('div.note', { id: 'phrase-saved', role: 'status', hidden: true }))),
      el('section.effect', { 'aria-labelledby': 'effect-title' }, el('h2', { id: 'effect-title' }, 'What it changes'),
        el('div', { id: 'effect', 'aria-live': 'polite' }))));
  $('phrase-file').value = state.lexicon.criteria.find((c) => !c.title)?.id + '.txt';
  showFile();
}

function showFile() {
  $('phrase-text').value = current(selectedFile());
  $('phrase-notes').replaceChildren();
  $('phrase-saved').hidden = true;
  buttons();
}

function buttons() {
  $('phrase-undo').disabled = !state.edits.has(selectedFile());
}

// ---- changing ----

function keepText(text) {
  if (text === original(selectedFile())) state.edits.delete(selectedFile());
  else state.edits.set(selectedFile(), text);
  $('phrase-saved').hidden = true;
  buttons();
}

function edited() {
  keepText($('phrase-text').value);
  clearTimeout(timer);
  timer = setTimeout(tryNow, WAIT_MS);
}

// A new entry at the end of the list, under a name that nothing else has.
function add(e) {
  e.preventDefault();
  const file = selectedFile(), stem = file.replace(/\.txt$/, '');
  if (!state.lexicon.criteria.some((c) => c.id === stem)) {
    complain('Choose one of the points first: phrases stand in their lists.');
    return;
  }
  complain('');
  const text = $('phrase-text').value, words = $('new-phrase').value.replace(/\s+/g, ' ').trim();
  let n = 1;
  while (text.includes(`[${stem}.my-phrase-${n}]`)) n++;
  const entry = `\n[${stem}.my-phrase-${n}]\nphrase = ${words}\nrole   = ${$('new-role').value}\nweight = ${$('new-weight').value}\n`;
  $('phrase-text').value = (text.endsWith('\n') ? text : text + '\n') + entry;
  $('phrase-text').scrollTop = $('phrase-text').scrollHeight;
  keepText($('phrase-text').value);
  $('new-phrase').value = '';
  tryNow();
}

function undoFile() {
  state.edits.delete(selectedFile());
  showFile();
  tryNow();
}

export async function undoAll() {
  state.edits.clear();
  showFile();
  await tryNow();
}

// ---- trying ----

async function tryNow() {
  clearTimeout(timer);
  const mine = ++turn;
  $('effect').setAttribute('aria-busy', 'true');
  try {
    if (state.edits.size) showNotes(await sendEdits());
    else {
      state.variant = '';
      showNotes([]);
    }
    if (mine !== turn) return;
    for (const p of state.postings) p.view = null;
    await classifyAll(state.postings);
    if (mine !== turn) return;
    complain('');
    changed();
    say(summary());
  } catch (x) {
    if (mine !== turn) return;
    if (x instanceof Refused && x.body?.notes) showNotes(x.body.notes);
    else complain(x.message);
  } finally {
    if (mine === turn) $('effect').removeAttribute('aria-busy');
  }
}

// A note, with a button to the place it speaks of.
function showNotes(notes) {
  const dull = /^missing: /; // sources and examples are for who ships a lexicon
  const shown = notes.filter((n) => !dull.test(n.message)), errors = shown.filter((n) => n.kind === 'error').length;
  $('phrase-notes').replaceChildren(...(shown.length ? [
    el(`p.note.${errors ? 'bad' : 'warn'}`, {}, errors ? `${plural(errors, 'slip', 'slips')} to mend before this can be tried:`
      : 'This works; something may not be as you meant:'),
    el('ul.notes', {}, shown.map((n) => el('li', {},
      el('button.plain', { type: 'button', onclick: () => goToLine(n) }, `${n.file}, line ${n.line}`), ` ${n.message}`,
      n.source ? el('pre', {}, n.source, '\n', ' '.repeat(Math.max(0, charsBefore(n))), '^') : null)))] : []));
}

// Columns count bytes.
function charsBefore(note) {
  const bytes = new TextEncoder().encode(note.source).slice(0, note.column - 1);
  return [...new TextDecoder().decode(bytes)].length;
}

function select(start, end) {
  const t = $('phrase-text');
  t.focus();
  t.setSelectionRange(start, end);
  const lines = t.value.slice(0, start).split('\n').length - 1, height = parseFloat(getComputedStyle(t).lineHeight);
  t.scrollTop = Math.max(0, (lines - 5) * height);
  t.scrollLeft = 0;
}

function goToLine(note) {
  if (note.file !== selectedFile()) {
    $('phrase-file').value = note.file;
    $('phrase-text').value = current(note.file);
    buttons();
  }
  const lines = $('phrase-text').value.split('\n');
  const start = lines.slice(0, note.line - 1).join('\n').length + (note.line > 1 ? 1 : 0);
  select(start, start + (lines[note.line - 1] ?? '').length);
}

function findOnEnter(e) {
  if (e.key !== 'Enter') return;
  e.preventDefault();
  const t = $('phrase-text'), words = e.target.value.toLowerCase(), text = t.value.toLowerCase();
  let at = words ? text.indexOf(words, t.selectionEnd) : -1;
  if (at < 0 && words) at = text.indexOf(words);
  if (at < 0) say(`“${e.target.value}” is not in this list.`);
  else select(at, at + words.length);
}

// An entry's place in its list; for the button beside a quote.
export function open(phrase) {
  const file = phrase.split('.')[0] + '.txt';
  if (!state.lexicon.files.some((f) => f.name === file)) return;
  $('phrase-file').value = file;
  showFile();
  const text = $('phrase-text').value, at = text.indexOf(`[${phrase}]`);
  if (at >= 0) select(at, (text.indexOf('\n\n', at) + 1 || text.length + 1) - 1);
}

// ---- keeping ----

function save() {
  const file = selectedFile();
  download(file, [current(file)], 'text/plain');
  $('phrase-saved').replaceChildren(
    el('p', {}, `${file} is in your downloads. To use it: copy the folder of the lexicon, put this file in the place of the one in it, and name the copy:`),
    el('pre', {}, `cp -r lexicons/operations my-lexicon\nmv ~/Downloads/${file} my-lexicon/\nrolecall serve --lexicon my-lexicon`),
    el('p.quiet', {}, '“rolecall lexicon test my-lexicon” checks it, with its examples.'));
  $('phrase-saved').hidden = false;
}

// ---- the effect ----

const differs = (p) => p.base && p.now && (p.base.role !== p.now.role || p.base.fit !== p.now.fit);

function summary() {
  const read = state.postings.filter((p) => p.base), n = read.filter(differs).length;
  if (!read.length) return '';
  if (!state.variant) return 'These answers are by the original phrases.';
  return n ? `${plural(n, 'verdict changes', 'verdicts change')}, of ${plural(read.length, 'posting', 'postings')}.`
    : `No verdict changes, of ${plural(read.length, 'posting', 'postings')}.`;
}

function effectRow(p) {
  const was = p.base, now = p.now;
  if (!was || !now) return null;
  const shift = was.role === now.role && now.probability !== null && was.probability !== null ? now.probability - was.probability : null;
  return el(`li${differs(p) ? '.changed' : ''}`, {},
    el('p', {}, el('b', { dir: 'auto' }, now.title || p.name), now.company ? el('span.quiet', {}, ` ${now.company}`) : null),
    el('p', {}, state.variant ? [el('span.before', {}, `${roleName(was.role)} ${percent(was.probability)}`),
      el('span.hidden', {}, ' before, now '), el('span.to', { 'aria-hidden': 'true' }, ' → ')] : null,
      roleTag(now.role), ` ${percent(now.probability)} `,
      shift !== null && Math.abs(shift) >= 0.005 ? el('span.quiet', {}, `${shift > 0 ? 'surer' : 'less sure'} by ${Math.abs(Math.round(shift * 100))} points `) : null,
      was.fit !== now.fit ? [fitTag(now.fit), el('span.quiet', {}, ` was: ${FITS[was.fit]}`)] : null));
}

export function render() {
  const file = state.edits.size ? [...state.edits.keys()].join(', ') : '';
  $('edited').hidden = !file;
  $('edited-what').textContent = file ? `Your changes to ${file} are being tried. ` : '';
  if (!state.postings.length) {
    $('effect').replaceChildren(el('p.quiet', {}, 'There is no posting to try phrases on yet.'),
      el('button', { type: 'button', onclick: loadExample }, 'Load the examples'));
    return;
  }
  const rows = [...state.postings].sort((a, b) => differs(b) - differs(a) || a.key - b.key).slice(0, 200);
  $('effect').replaceChildren(el('p.sum', {}, summary()), el('ul.plainlist', {}, rows.map(effectRow).filter(Boolean)));
}
