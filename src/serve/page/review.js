// Review: the postings of which the program is least sure come first; a person accepts or corrects each label; the labels
// are saved as a manifest, the table that `rolecall eval` and `rolecall train` take.
import { $, download, el, percent, plural, say } from './dom.js';
import { roleName, state } from './model.js';
import { fitTag, roleTag } from './table.js';
import { reason } from './words.js';

let showPosting = () => {};
export const onShow = (f) => { showPosting = f; };

const BATCH = 50;
let most = BATCH;

const readable = () => state.postings.filter((p) => p.now);
const doubt = (p) => p.now.margin ?? 0; // the lead of the first role over the second: small is unsure

export function setUp() {
  $('review').replaceChildren(
    el('div.intro', {}, el('h1', {}, 'Review'),
      el('p', {}, 'The postings that the program is least sure of come first. Say what each one really is, by its text and ',
        'not its title; your labels can measure the program, or teach it.')),
    el('div.row.spread', {}, el('p', { id: 'review-count', role: 'status' }),
      el('button.button', { type: 'button', id: 'review-save', onclick: save, disabled: true }, 'Save the labels')),
    el('div.note', { id: 'review-saved', role: 'status', hidden: true }),
    el('ol.reviews', { id: 'reviews' }),
    el('button', { type: 'button', id: 'review-more', hidden: true, onclick: () => { most += BATCH; list = null; render(); } }, 'Show more'));
}

// ---- labelling ----

function count() {
  const n = state.postings.filter((p) => p.label).length, of = readable().length;
  $('review-count').textContent = of ? `${n} of ${plural(of, 'posting', 'postings')} labelled` : 'No postings yet: add some under Check.';
  $('review-save').disabled = n === 0;
}

function label(p, role) {
  p.label = role;
  $(`review-${p.key}`).classList.toggle('done', true);
  count();
}

function choices(p) {
  return el('fieldset', {}, el('legend', {}, 'It really is'), state.lexicon.roles.map((r) => {
    const radio = el('input', { type: 'radio', name: `label-${p.key}`, value: r.id, checked: p.label === r.id,
      onchange: () => label(p, r.id) });
    return el('label.choice', {}, radio, r.name);
  }));
}

function accept(p) {
  if (p.now.role === 'unclear') return null;
  return el('button', { type: 'button', onclick: () => {
    label(p, p.now.role);
    $(`review-${p.key}`).querySelector(`input[value="${CSS.escape(p.now.role)}"]`).checked = true;
    const rest = [...document.querySelectorAll('#reviews > li:not(.done) button.accept')];
    say(`Labelled: ${p.now.title || p.name}, ${roleName(p.now.role)}.`);
    rest[0]?.focus();
  }, className: 'accept' }, `Accept: ${roleName(p.now.role)}`);
}

function item(p) {
  const r = p.now, begun = new Set(); // several phrases may find the same words: they are quoted once
  const top = (r.evidence ?? []).filter((x) => x.in === 'body')
    .filter((x) => [...begun].every((at) => Math.abs(at - x.words_start) > 30) && begun.add(x.words_start))
    .slice(0, 3);
  return el(`li${p.label ? '.done' : ''}`, { id: `review-${p.key}` },
    el('div', {}, el('h2', { dir: 'auto' }, r.title || p.name),
      el('p.quiet', {}, [r.company, r.location, p.name].filter(Boolean).join(' · ')),
      el('p', {}, roleTag(r.role), ' ', r.role === 'unclear' ? reason(r.reason) : `${percent(r.probability)} sure`, ' ', fitTag(r.fit)),
      el('ul.quotes', {}, top.map((x) => el('li', { dir: 'auto' }, `“${x.quote}”`))),
      el('button.plain', { type: 'button', onclick: () => showPosting(p) }, 'Read the posting')),
    el('div.judge', {}, accept(p), choices(p)));
}

// The order stays while somebody works through it; it is made anew when the postings or their answers change.
let list = null;

export function render() {
  const now = readable().map((p) => `${p.key}:${p.now.role}:${p.now.probability}`).join();
  if (list !== now) {
    list = now;
    const order = readable().sort((a, b) => doubt(a) - doubt(b) || a.key - b.key);
    $('reviews').replaceChildren(...order.slice(0, most).map(item));
    $('review-more').hidden = order.length <= most;
  }
  count();
}

// ---- saving ----

// Tabs part the cells and lines the rows; "-" stands for nothing; a "#" would begin a comment.
const cell = (s) => (s ?? '').replace(/[\t\r\n\0]+/g, ' ').trim() || '-';
const fileCell = (s) => cell(s).replace(/^#/, './#').replace(/^-$/, './-');

export function manifest(postings) {
  const rows = postings.map((p) => [fileCell(p.name), cell(p.label), cell(p.now.title), cell(p.now.company)].join('\t'));
  return ['file\tlabel\ttitle\temployer', ...rows].join('\n') + '\n';
}

function save() {
  const labelled = state.postings.filter((p) => p.label && p.now);
  download('labels.tsv', [manifest(labelled)], 'text/tab-separated-values');
  const pasted = labelled.filter((p) => p.madeName);
  const lines = labelled.filter((p) => p.line);
  $('review-saved').replaceChildren(
    el('p', {}, `${plural(labelled.length, 'label is', 'labels are')} in labels.tsv, in your downloads. Put it into the folder with the postings, then:`),
    el('pre', {}, 'rolecall eval labels.tsv                            how often the program agrees with you\nrolecall train --lexicon my-lexicon labels.tsv      teaches your lexicon'),
    pasted.length ? el('p', {}, `${plural(pasted.length, 'posting was', 'postings were')} not a file of its own; the table names a file for each. `,
      el('button.plain', { type: 'button', onclick: () => pasted.forEach((p) => download(p.name, [p.text], 'text/plain')) },
        'Save these files too')) : null,
    lines.length ? el('p.quiet', {}, `${plural(lines.length, 'posting is', 'postings are')} part of a larger file; the table names them by file and place.`) : null);
  $('review-saved').hidden = false;
}
