// Puts the parts of the page together.
import { $, complain, el } from './dom.js';
import * as detail from './detail.js';
import * as intake from './intake.js';
import { changed, onChange, removeAll, start, state } from './model.js';
import * as phrases from './phrases.js';
import * as review from './review.js';
import * as save from './save.js';
import * as table from './table.js';
import { setUpTip } from './text.js';

const TABS = ['check', 'phrases', 'review'];

function openTab(name, focus = false) {
  for (const tab of TABS) {
    const on = tab === name, button = $(`tab-${tab}`);
    button.setAttribute('aria-selected', on);
    button.tabIndex = on ? 0 : -1;
    $(tab).hidden = !on;
    if (on && focus) button.focus();
  }
  $('tip').hidden = true;
}

function setUpTabs() {
  for (const tab of TABS) $(`tab-${tab}`).addEventListener('click', () => openTab(tab));
  document.querySelector('[role=tablist]').addEventListener('keydown', (e) => {
    const at = TABS.findIndex((t) => $(`tab-${t}`) === document.activeElement), n = TABS.length;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: n - 1 }[e.key];
    if (to === undefined || at < 0) return;
    e.preventDefault();
    openTab(TABS[(to + n) % n], true);
  });
}

function choose(posting, byKey) {
  state.selected = posting;
  changed();
  if (!byKey) $('detail').scrollIntoView({ block: 'start' });
  $('detail').focus({ preventScroll: !byKey });
}

function render() {
  const any = state.postings.length > 0;
  document.body.classList.toggle('has-postings', any);
  $('save').hidden = !any;
  if (!any) $('intake').open = true;
  table.render();
  detail.render();
  phrases.render();
  review.render();
}

async function main() {
  setUpTabs();
  setUpTip();
  let version;
  try {
    version = await start();
  } catch (x) {
    complain(x.message);
    return;
  }
  $('version').textContent = `Version ${version.rolecall}.`;
  table.setUp(choose);
  phrases.setUp();
  review.setUp();
  save.setUp(version.formats);
  intake.setUp();
  detail.onEditPhrase((phrase) => {
    openTab('phrases', true);
    phrases.open(phrase);
  });
  phrases.onLoadExample(intake.loadExamples);
  review.onShow((p) => {
    openTab('check', true);
    choose(p, true);
  });
  $('edited-undo').addEventListener('click', phrases.undoAll);
  $('clear').addEventListener('click', () => {
    removeAll();
    $('intake').querySelector('summary').focus();
  });
  onChange(render);
  render();
  document.documentElement.dataset.ready = 'yes';
}

main();
