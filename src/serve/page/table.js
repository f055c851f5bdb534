// The table of postings: sorted by any column, filtered by words, role and fit.
import { $, el, percent, plural } from './dom.js';
import { roleIndex, roleName, state } from './model.js';
import { FITS } from './words.js';

const COLUMNS = [
  { id: 'title', name: 'Title', value: (p) => (p.now?.title || p.title || p.name).toLowerCase() },
  { id: 'role', name: 'Reads as', value: (p) => (p.now ? roleName(p.now.role) : '~') },
  { id: 'probability', name: 'How sure', value: (p) => p.now?.probability ?? -1, number: true },
  { id: 'fit', name: 'The title', value: (p) => (p.now ? Object.keys(FITS).indexOf(p.now.fit) : 9) },
  { id: 'company', name: 'Company', value: (p) => (p.now?.company || '').toLowerCase() },
  { id: 'location', name: 'Place', value: (p) => (p.now?.location || '').toLowerCase() },
];

const CELL = { role: 'cell' }; // said aloud: on a narrow screen the table is laid out as blocks
const sorting = { column: null, down: false };
let choose = () => {};

export function setUp(onChoose) {
  choose = onChoose;
  $('table').tHead.rows[0].append(...COLUMNS.map((c) => el('th', { scope: 'col', role: 'columnheader', 'data-column': c.id },
    el('button', { type: 'button', onclick: () => sortBy(c) }, c.name, el('span.arrow', { 'aria-hidden': 'true' })))));
  for (const id of ['filter', 'filter-role', 'filter-fit']) $(id).addEventListener('input', render);
  $('filter-clear').addEventListener('click', () => {
    for (const id of ['filter', 'filter-role', 'filter-fit']) $(id).value = '';
    render();
    $('filter').focus();
  });
  const roles = state.lexicon.roles.map((r) => [r.id, r.name]).concat([['unclear', 'unclear'], ['failed', 'not read']]);
  fill($('filter-role'), 'All roles', roles);
  fill($('filter-fit'), 'Any fit', Object.entries(FITS).map(([id, name]) => [id, id === 'different' ? name : `title ${name}`]));
}

function fill(select, all, options) {
  select.append(el('option', { value: '' }, all), ...options.map(([value, name]) => el('option', { value }, name)));
}

function sortBy(column) {
  sorting.down = sorting.column === column ? !sorting.down : Boolean(column.number);
  sorting.column = column;
  render();
}

function matches(p) {
  const words = $('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [p.name, p.title, p.now?.title, p.now?.company, p.now?.location].join(' ').toLowerCase();
  const role = $('filter-role').value, fit = $('filter-fit').value;
  return words.every((w) => text.includes(w)) && (!role || (p.now ? p.now.role : 'failed') === role) &&
    (!fit || p.now?.fit === fit);
}

function shown() {
  const rows = state.postings.filter(matches), c = sorting.column;
  if (c) {
    const sign = sorting.down ? -1 : 1;
    rows.sort((a, b) => {
      const x = c.value(a), y = c.value(b);
      return sign * (x < y ? -1 : x > y ? 1 : 0) || a.key - b.key;
    });
  }
  return rows;
}

export function roleTag(id) {
  return el(`span.role.r${id === 'unclear' ? 'u' : roleIndex(id)}`, {}, roleName(id));
}

export function fitTag(fit) {
  return el(`span.fit.${fit}`, {}, FITS[fit] ?? fit);
}

function row(p) {
  const r = p.now, title = r?.title || p.title || p.name, current = p === state.selected;
  const name = el('button.rowname', { type: 'button', 'aria-current': current ? 'true' : null,
    onclick: (e) => { e.stopPropagation(); choose(p, true); } }, title);
  const cells = r ? [
    el('td', CELL, roleTag(r.role)),
    el('td.number', CELL, r.probability === null ? '–' : percent(r.probability)),
    el('td', CELL, fitTag(r.fit)),
    el('td', CELL, r.company || '–'),
    el('td', CELL, r.location || '–'),
  ] : [el('td.failed', { ...CELL, colSpan: 5 }, p.error ? `Not read: ${p.error}` : 'Reading …')];
  const file = p.name !== title ? el('span.file', {}, p.name) : null;
  return el(`tr${current ? '.current' : ''}`, { role: 'row', onclick: () => choose(p, false) }, el('td.title', CELL, name, file), ...cells);
}

export function render() {
  const several = state.postings.length > 1;
  $('list').hidden = !several;
  if (!several) return;
  const rows = shown();
  for (const th of $('table').tHead.rows[0].cells) {
    const on = sorting.column?.id === th.dataset.column;
    if (on) th.setAttribute('aria-sort', sorting.down ? 'descending' : 'ascending');
    else th.removeAttribute('aria-sort');
  }
  $('table').tBodies[0].replaceChildren(...rows.map(row));
  $('list-scroll').hidden = rows.length === 0;
  $('list-none').hidden = rows.length > 0;
  $('list-count').textContent = rows.length === state.postings.length ? plural(rows.length, 'posting', 'postings')
    : `${rows.length} of ${state.postings.length} postings`;
}
