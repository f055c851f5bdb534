// The posting's text with its evidence on the words themselves. Colour, letter and underline tell the role; what a mark
// means is said when it is pointed at or focused, and to a screen reader in the text.
import { $, el, signed } from './dom.js';
import { criterionName, roleIndex, roleName, roleOf } from './model.js';
import { SECTIONS } from './words.js';

// Cuts a text at every start and end of a span: [{start, end, items}], in order, items being those that cover it.
export function segments(length, spans) {
  const cuts = new Set([0, length]);
  for (const s of spans) {
    cuts.add(s.start);
    cuts.add(s.end);
  }
  const at = [...cuts].sort((a, b) => a - b), out = [];
  let next = 0, open = []; // spans come in order of their start
  for (let i = 0; i + 1 < at.length; i++) {
    open = open.filter((s) => s.end > at[i]);
    while (next < spans.length && spans[next].start <= at[i]) open.push(spans[next++]);
    out.push({ start: at[i], end: at[i + 1], items: open.map((s) => s.item) });
  }
  return out;
}

// The words of one piece of evidence, for the tip and for a screen reader.
export function describe(item) {
  const role = roleOf(item.role);
  if (item.list === 'silenced') return `does not count: ${criterionName(item.criterion)}, ${role.short}`;
  const against = item.contribution < 0 ? 'against ' : '';
  return `${against}${role.short}, ${criterionName(item.criterion)}, ${signed(item.contribution)}`;
}

function why(item) {
  if (item.list === 'faint') return 'counts, but for little';
  if (item.list !== 'silenced') return null;
  if (item.cue) return 'does not count: the words around it say that somebody else is meant, or that it is not so';
  return 'does not count here: ' + (item.factors.repeat === 0 ? 'said often enough already'
    : `words in “${SECTIONS[item.section] ?? 'the title'}” say little about the role`);
}

// `items` is the evidence as one list. `show(item)` says whether it is marked; `onPick(items)` is called on Enter or click.
export function marked(text, spans, items, show, onPick) {
  const pieces = segments(text.length, spans.filter((x) => show(items[x.item])))
    .map((s) => ({ text: text.slice(s.start, s.end), found: s.items.map((i) => items[i]).sort(byWeight) }));
  return pieces.map((piece, i) => (piece.found.length ? mark(piece.text, piece.found, pieces[i + 1]?.found[0], onPick) : piece.text));
}

const byWeight = (a, b) => Math.abs(b.contribution) - Math.abs(a.contribution);
const sameSide = (a, b) => b && a.role === b.role && a.list === b.list && (a.contribution < 0) === (b.contribution < 0);

// Words with a letter behind them; no line ends between the last word and its letter.
function lettered(words, letter) {
  const cut = words.search(/\S{1,30}\s*$/), at = cut < 0 || words.length - cut > 30 ? words.length : cut;
  return [words.slice(0, at), el('span.tail', {}, words.slice(at), el('span.letter', { 'aria-hidden': 'true' }, letter))];
}

// The letter stands once behind neighbours that say the same: `next` is what the mark right behind this one says.
function mark(piece, found, next, onPick) {
  const first = found[0], role = roleOf(first.role), against = first.contribution < 0;
  const m = el(`mark.r${roleIndex(first.role)}`, { tabIndex: -1, 'data-items': found.map((x) => x.at).join(' ') },
    sameSide(first, next) ? piece : lettered(piece, (against ? '−' : '') + role.letter),
    el('span.hidden', {}, ` [${found.map(describe).join('; ')}] `));
  if (first.list === 'faint') m.classList.add('faint');
  if (first.list === 'silenced') m.classList.add('silenced');
  if (against) m.classList.add('against');
  m.addEventListener('pointerenter', () => showTip(m, found));
  m.addEventListener('pointerleave', hideTipSoon);
  m.addEventListener('focus', () => showTip(m, found));
  m.addEventListener('blur', hideTip);
  m.addEventListener('click', () => onPick(found, m));
  m.addEventListener('keydown', (e) => {
    if (e.key === 'Enter' || e.key === ' ') {
      e.preventDefault();
      onPick(found, m);
    }
  });
  return m;
}

// One stop for Tab; the arrow keys go from mark to mark.
export function roving(container) {
  const marks = [...container.querySelectorAll('mark')];
  if (marks[0]) marks[0].tabIndex = 0;
  container.addEventListener('keydown', (e) => {
    const at = marks.indexOf(document.activeElement);
    if (at < 0) return;
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 }[e.key];
    if (to === undefined || e.ctrlKey || e.altKey || e.metaKey) return;
    e.preventDefault();
    focusMark(marks, marks[Math.max(0, Math.min(marks.length - 1, to))]);
  });
}

export function focusMark(marks, m) {
  for (const other of marks) other.tabIndex = other === m ? 0 : -1;
  m.focus();
}

// ---- the tip ----

let hiding = 0, owner = null;

function place(tip) {
  const at = owner.getClientRects()[0] ?? owner.getBoundingClientRect(), size = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - size.width - 8));
  const above = at.top - size.height - 6;
  tip.style.left = `${left}px`;
  tip.style.top = `${above < 8 ? at.bottom + 6 : above}px`;
}

function showTip(m, found) {
  clearTimeout(hiding);
  const tip = $('tip');
  tip.replaceChildren(...found.map((item) => el('div.item', {},
    el('p', {}, el(`span.role.r${roleIndex(item.role)}`, {}, roleName(item.role)), ' ',
      el('b', {}, item.list === 'silenced' ? '0' : signed(item.contribution))),
    el('p', {}, `${criterionName(item.criterion)}${item.contribution < 0 ? ' (speaks against this role)' : ''}`),
    why(item) ? el('p.quiet', {}, why(item)) : null, el('p.quiet', {}, item.phrase))));
  tip.hidden = false;
  owner = m;
  place(tip);
}

export function hideTip() {
  $('tip').hidden = true;
}
function hideTipSoon() {
  hiding = setTimeout(hideTip, 200);
}

export function setUpTip() {
  $('tip').addEventListener('pointerenter', () => clearTimeout(hiding));
  $('tip').addEventListener('pointerleave', hideTipSoon);
  addEventListener('scroll', () => {
    if ($('tip').hidden) return;
    if (owner === document.activeElement) place($('tip'));
    else hideTip();
  }, { passive: true, capture: true });
  addEventListener('keydown', (e) => {
    if (e.key === 'Escape') hideTip();
  });
}
