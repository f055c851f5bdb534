// One posting: the verdict, the criteria card, and the text with its evidence.
import { $, complain, el, percent, signed } from './dom.js';
import { criterionName, roleIndex, roleName, roleOf, state, viewOf } from './model.js';
import { fitTag, roleTag } from './table.js';
import { describe, focusMark, hideTip, marked, roving } from './text.js';
import { FITS, fitSentence, pageProblem, reason, SECTIONS } from './words.js';

let withSilenced = false;
let editPhrase = () => {};
export const onEditPhrase = (f) => { editPhrase = f; };

// The evidence as one list, each item knowing its place in it and which list it came from.
function itemsOf(result) {
  const items = [];
  for (const list of ['evidence', 'faint', 'silenced'])
    for (const x of result[list] ?? []) items.push({ ...x, list, at: items.length });
  return items;
}

// ---- the verdict ----

function bars(r) {
  return el('dl.bars', {}, state.lexicon.roles.map((role, i) => {
    const p = r.probabilities[role.id], fill = el(`span.r${i}`, {});
    fill.style.width = `${(100 * p).toFixed(1)}%`;
    return el('div', {}, el('dt', {}, role.name), el('dd', {}, el('span.bar', { 'aria-hidden': 'true' }, fill), el('span.share', {}, percent(p))));
  }));
}

function moved(posting) {
  const was = posting.base, now = posting.now;
  if (!state.variant || !was || !now) return null;
  const same = was.role === now.role && was.fit === now.fit;
  const text = same ? `Same verdict as with the original phrases (${percent(was.probability)} before).`
    : `With the original phrases: ${roleName(was.role)} ${percent(was.probability)}, the title ${FITS[was.fit]}.`;
  return el(`p.moved${same ? '' : '.changed'}`, {}, text);
}

function verdict(posting, view) {
  const r = view.result, unclear = r.role === 'unclear';
  return el('section.verdict', { 'aria-label': 'Verdict' },
    el('div.says', {},
      el('p.quiet', {}, 'Reads as'),
      el('p.answer', {}, roleTag(r.role), unclear ? null : el('span.sure', {}, ` ${percent(r.probability)} sure`)),
      unclear ? el('p', {}, `It cannot be told: ${reason(r.reason)}.`) : null,
      r.page && pageProblem(r.page) ? el('p.note.warn', {}, pageProblem(r.page)) : null,
      el('p.fitline', {}, fitTag(r.fit), ' ', fitSentence(r)),
      view.suggestion ? el('p', {}, 'A title that would fit: ', el('b', {}, view.suggestion)) : null,
      moved(posting)),
    bars(r));
}

// ---- the card ----

const DOTS = { slightly: 1, clearly: 2, strongly: 3 };

function leans(row) {
  if (!row.role) return el('span.strength', {}, row.strength === 'even' ? 'speaks for both' : row.strength);
  const n = DOTS[row.strength] ?? 0, role = roleOf(row.role);
  return el('span', {}, el(`span.role.r${roleIndex(row.role)}`, {}, row.against ? `not ${role.short}` : role.short), ' ',
    el('span.strength', {}, el('span.dots', { 'aria-hidden': 'true' }, '●'.repeat(n) + '○'.repeat(3 - n)), ` ${row.strength}`));
}

function quote(item, go) {
  const at = item.quote.indexOf(item.words);
  const inside = at < 0 ? [item.quote] : [item.quote.slice(0, at), el('b', {}, item.words), item.quote.slice(at + item.words.length)];
  const follow = (e) => { e.preventDefault(); go(item); };
  return el('li', { dir: 'auto' }, el('a.quote', { href: '#text-title', onclick: follow }, '“', ...inside, '”'),
    el('span.weight', {}, el('span.hidden', {}, ` ${describe(item)}`),
      el('span', { 'aria-hidden': 'true' }, ` ${roleOf(item.role).letter} ${signed(item.contribution)}`)));
}

const QUOTES = 2; // of a point; the rest is marked in the text
const SHOWN = 4; // of those that would change the answer, before "more" is asked for

// Several phrases may find the same words; they are quoted once.
function cardRow(row, items, go) {
  const said = new Set(), quotes = row.items.map((i) => items[i])
    .filter((x) => x.list === 'evidence' && !said.has(x.quote) && said.add(x.quote)).slice(0, QUOTES);
  const more = row.hits - quotes.length;
  return el('li', {}, el('div.point', {}, el('h4', {}, criterionName(row.criterion)), leans(row)),
    el('ul.quotes', {}, quotes.map((x) => quote(x, go))),
    more > 0 ? el('p.quiet', {}, quotes.length ? `and ${more} more in the text` : `${more} of little weight in the text`) : null);
}

function criteriaCard(view, items, go) {
  const silent = view.card.filter((r) => !r.hits), said = view.card.filter((r) => r.hits);
  return el('section.card', { 'aria-labelledby': 'card-title' },
    el('h3', { id: 'card-title' }, 'What it says, point by point'),
    el('ul.points', {}, said.map((r) => cardRow(r, items, go))),
    silent.length ? el('p.quiet', {}, el('b', {}, 'Silent on: '), silent.map((r) => criterionName(r.criterion)).join(', '),
      '. What a posting does not say is no evidence either way.') : null);
}

// ---- what would change the answer ----

const FLIPS = {
  'only-unclear': 'No quotes taken away would make it another role, only unclear.',
  'never': 'No quotes taken away would: without any of them the answer is the same.',
  'too-long': 'There are too many quotes to search them all.',
};

function changeCard(view, items, go) {
  const flip = view.flip;
  if (!flip || flip.kind === 'no-verdict') return null;
  const title = el('h3', { id: 'change-title' }, 'What would change the answer');
  const card = (...children) => el('section.card.change', { 'aria-labelledby': 'change-title' }, title, ...children);
  if (flip.kind !== 'found') return card(el('p.quiet', {}, FLIPS[flip.kind] ?? flip.kind));
  const n = flip.items.length, quotes = flip.items.map((i) => quote(items[i], go));
  const rest = quotes.splice(SHOWN);
  return card(
    el('p', {}, n === 1 ? 'Without this quote' : `Without these ${n} quotes${flip.smallest ? ', and no fewer,' : ''}`,
      ' it would read as ', roleTag(flip.role), ` ${percent(flip.probability)}:`),
    el('ul.quotes', {}, quotes),
    rest.length ? el('details', {}, el('summary', {}, `${rest.length} more`), el('ul.quotes', {}, rest)) : null);
}

// ---- the text ----

function legend(onToggle) {
  const box = el('input', { type: 'checkbox', id: 'silenced', checked: withSilenced, onchange: (e) => onToggle(e.target.checked) });
  return el('div.legend', {},
    el('ul.row', { 'aria-label': 'Marks' }, state.lexicon.roles.map((r, i) => el('li', {},
      el(`mark.r${i}`, {}, r.name, el('span.letter', {}, r.letter))))),
    el('label.row', { for: 'silenced' }, box, 'Also mark words that do not count'));
}

const TAGS = { heading: 'h4', item: 'li', paragraph: 'p' };

function blocksOf(view, items, show, pick) {
  const out = [];
  let section = null, list = null;
  for (const b of view.blocks) {
    const name = SECTIONS[b.section] ?? b.section, said = (b.text ?? '').toLowerCase().startsWith(name.toLowerCase());
    const head = b.section !== section && b.section !== 'other' && !said ? el('p.section', {}, name) : null;
    if (b.section !== section) list = null;
    section = b.section;
    if (head) out.push(head);
    const block = el(TAGS[b.kind], { dir: 'auto' }, marked(b.text ?? '', b.spans, items, show, pick));
    if (b.kind !== 'item') {
      list = null;
      out.push(block);
    } else {
      if (!list) out.push(list = el('ul', {}));
      list.append(block);
    }
  }
  return out;
}

function textPane(view, items, title) {
  const pane = el('section.text', { 'aria-labelledby': 'text-title' });
  const picked = el('div.picked', { 'aria-live': 'polite' });
  const pick = (found) => picked.replaceChildren(pickedPanel(found));
  const show = (x) => x && (withSilenced || x.list !== 'silenced');
  const fill = () => {
    const body = el('div.body', { role: 'group', 'aria-label': 'The posting; the arrow keys go from mark to mark' },
      title ? el('p.posting-title', { dir: 'auto' }, marked(title, view.title.spans, items, show, pick)) : null,
      blocksOf(view, items, show, pick));
    roving(body);
    pane.replaceChildren(el('h3', { id: 'text-title' }, 'The posting'), legend((on) => {
      withSilenced = on;
      fill();
      $('silenced').focus();
    }), picked, body);
  };
  fill();
  return pane;
}

function pickedPanel(found) {
  return el('ul', {}, found.map((x) => el('li', {}, el('b', {}, `“${x.words}”`), ` was found by the phrase `,
    el('code', {}, x.phrase), `: ${x.list === 'silenced' ? 'does not count here' : signed(x.contribution)} for ${roleName(x.role)}, ${criterionName(x.criterion)}. `,
    el('button.plain', { type: 'button', onclick: () => editPhrase(x.phrase) }, 'Edit this phrase'))));
}

function goTo(item) {
  const marks = [...$('detail').querySelectorAll('.text .body mark')];
  const m = marks.find((x) => x.dataset.items.split(' ').includes(String(item.at)));
  if (!m) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  m.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
  for (const other of marks) other.classList.toggle('here', other === m);
  focusMark(marks, m);
}

// ---- all ----

let turn = 0; // of several calls under way only the last may show

export async function render() {
  const posting = state.selected, mine = ++turn, detail = $('detail');
  hideTip();
  detail.hidden = !posting;
  if (!posting) return;
  const r = posting.now, title = r?.title || posting.title;
  const heading = el('h2', { id: 'detail-title', dir: 'auto' }, title || posting.name);
  const where = [r?.company, r?.location, title && title !== posting.name ? posting.name : null].filter(Boolean).join(' · ');
  const head = el('header', {}, heading, where ? el('p.quiet', { dir: 'auto' }, where) : null);
  if (posting.error) {
    detail.replaceChildren(head, el('p.note.bad', {}, `This posting could not be read: ${posting.error}`));
    return;
  }
  if (!r) {
    detail.replaceChildren(head, el('p.loading', {}, 'Reading …'));
    return;
  }
  detail.setAttribute('aria-busy', 'true');
  let view;
  try {
    view = await viewOf(posting);
  } catch (x) {
    complain(x.message);
    return;
  } finally {
    detail.removeAttribute('aria-busy');
  }
  if (mine !== turn) return;
  const items = itemsOf(view.result);
  detail.replaceChildren(head, verdict(posting, view),
    el('div.columns', {}, textPane(view, items, title),
      el('div.side', {}, changeCard(view, items, goTo), criteriaCard(view, items, goTo))));
}
