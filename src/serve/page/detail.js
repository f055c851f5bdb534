// One posting: the verdict, the criteria card, and the text with its evidence.
import { $, complain, el, percent, signed } from './dom.js';
import { criterionName, roleIndex, roleName, roleOf, state, viewOf } from './model.js';
import { fitTag, roleTag } from './table.js';
import { focusMark, hideTip, marked, roving } from './text.js';
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
    return el('div', {}, el('dt', {}, role.name), el('dd', {}, el('span.bar', { 'aria-hidden': 'true' }, fill), percent(p)));
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

function verdict(posting, r) {
  const unclear = r.role === 'unclear';
  return el('section.verdict', { 'aria-label': 'Verdict' },
    el('div.says', {},
      el('p.quiet', {}, 'Reads as'),
      el('p.answer', {}, roleTag(r.role), unclear ? null : el('span.sure', {}, ` ${percent(r.probability)} sure`)),
      unclear ? el('p', {}, `It cannot be told: ${reason(r.reason)}.`) : null,
      r.page && pageProblem(r.page) ? el('p.note.warn', {}, pageProblem(r.page)) : null,
      el('p.fitline', {}, fitTag(r.fit), ' ', fitSentence(r)),
      moved(posting)),
    bars(r));
}

// ---- the card ----

// What each criterion's evidence adds up to, by role; it leans to the role that gains most against the mean of the
// others. Evidence against a role is evidence for the rest.
function card(items) {
  return state.lexicon.criteria.filter((c) => !c.title).map((c) => {
    const found = items.filter((x) => x.criterion === c.id && x.list !== 'silenced');
    const sums = state.lexicon.roles.map((r) => found.reduce((s, x) => s + (x.role === r.id ? x.contribution : 0), 0));
    const total = sums.reduce((a, b) => a + b, 0), others = Math.max(1, sums.length - 1);
    const leads = sums.map((s) => s - (total - s) / others), most = Math.max(...leads);
    const role = found.length && most > 0.005 ? leads.indexOf(most) : -1;
    found.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
    return { criterion: c, found, role, strength: most };
  });
}

function strength(x) {
  const n = x >= 1 ? 3 : x >= 0.35 ? 2 : 1;
  return el('span.strength', {}, el('span.dots', { 'aria-hidden': 'true' }, '●'.repeat(n) + '○'.repeat(3 - n)),
    ['slightly', 'clearly', 'strongly'][n - 1]);
}

function quote(item, go) {
  const at = item.quote.indexOf(item.words);
  const inside = at < 0 ? [item.quote] : [item.quote.slice(0, at), el('b', {}, item.words), item.quote.slice(at + item.words.length)];
  return el('li', {}, el('button.quote', { type: 'button', onclick: () => go(item) }, '“', ...inside, '”'),
    el('span.weight', { title: `for ${roleName(item.role)}` }, ` ${roleOf(item.role).letter} ${signed(item.contribution)}`));
}

function cardRow(row, go) {
  const quotes = row.found.filter((x) => x.list === 'evidence').slice(0, 3);
  const leans = row.role < 0
    ? el('td.silent', {}, row.found.length ? 'both ways' : 'silent')
    : el('td', {}, el(`span.role.r${row.role}`, {}, state.lexicon.roles[row.role].short), ' ', strength(row.strength));
  const more = row.found.length - quotes.length;
  return el(`tr${row.found.length ? '' : '.silent'}`, {}, el('th', { scope: 'row' }, row.criterion.name), leans,
    el('td', {}, quotes.length ? el('ul.quotes', {}, quotes.map((q) => quote(q, go))) : null,
      more > 0 ? el('p.quiet', {}, quotes.length ? `and ${more} more in the text` : `${more} of little weight, in the text`) : null));
}

function criteriaCard(items, go) {
  const rows = card(items), silent = rows.filter((r) => !r.found.length), said = rows.filter((r) => r.found.length);
  return el('section.card', { 'aria-labelledby': 'card-title' },
    el('h3', { id: 'card-title' }, 'What it says, point by point'),
    el('table', {}, el('caption.hidden', {}, 'The criteria, the role each leans to, and its strongest quotes'),
      el('thead', {}, el('tr', {}, ['Point', 'Leans to', 'In its words'].map((h) => el('th', { scope: 'col' }, h)))),
      el('tbody', {}, said.map((r) => cardRow(r, go)))),
    silent.length ? el('p.quiet', {}, el('b', {}, 'Silent on: '), silent.map((r) => r.criterion.name).join(', '),
      '. What a posting does not say is no evidence either way.') : null);
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
    const head = b.section !== section && b.section !== 'other' ? el('p.section', {}, SECTIONS[b.section] ?? b.section) : null;
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
  detail.replaceChildren(head, verdict(posting, view.result),
    el('div.columns', {}, criteriaCard(items, goTo), textPane(view, items, title)));
}
