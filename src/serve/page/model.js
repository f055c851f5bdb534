// The state of the page and its talk with the program. Nobody else fetches anything.

export const state = {
  lexicon: null,       // GET /api/lexicon: roles, criteria, files
  postings: [],        // in the order they came
  selected: null,
  edits: new Map(),    // file name -> text that somebody changed
  documentBytes: 8 << 20, // the most that one posting may have
  variant: '',         // the lexicon that the answers are by; '' is the one the program was started with
};

export const POSTINGS_MAX = 2000;
const PARALLEL = 4;
const listeners = new Set();
let lastKey = 0;

export const onChange = (f) => listeners.add(f);
export const changed = () => listeners.forEach((f) => f());

// An answer that is an error, in words; `gone`: the edited lexicon is no longer kept.
export class Refused extends Error {
  constructor(status, body) {
    super(body?.error || `the program answered ${status}`);
    this.status = status;
    this.body = body;
    this.gone = status === 404 && body?.code === 'usage';
  }
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error('The program does not answer. Is “rolecall serve” still running in its window?');
  }
  return answer;
}

async function askJson(path, options) {
  const answer = await ask(path, options);
  const body = await answer.json().catch(() => null);
  if (answer.ok || (answer.status === 422 && body)) return body;
  throw new Refused(answer.status, body);
}

function query(parameters) {
  const q = new URLSearchParams(Object.entries(parameters).filter(([, v]) => v)).toString();
  return q ? '?' + q : '';
}

export async function start() {
  state.lexicon = await askJson('/api/lexicon');
  const version = await askJson('/api/version');
  state.documentBytes = version.document_bytes;
  return version;
}

// ---- postings ----

export function addPosting(source) {
  const posting = { key: ++lastKey, now: null, base: null, error: null, label: '', view: null, ...source };
  state.postings.push(posting);
  return posting;
}

export function removeAll() {
  state.postings = [];
  state.selected = null;
  changed();
}

function send(posting) {
  return { method: 'POST', headers: { 'Content-Type': posting.type }, body: posting.body };
}

// Once more with the edits sent anew, where the program has let go of them meanwhile.
async function withLexicon(f) {
  try {
    return await f();
  } catch (x) {
    if (!(x instanceof Refused && x.gone && state.edits.size)) throw x;
    await sendEdits();
    return f();
  }
}

// The answer without what only one posting at a time needs.
async function classify(posting) {
  if (posting.failed) throw new Error(posting.failed);
  if ((posting.body.size ?? posting.body.length) > 2 * state.documentBytes) throw new Error('it is too large for a posting');
  const body = await withLexicon(() => askJson('/api/classify' + query({ evidence: 'top', id: posting.name,
    lexicon: state.variant }), send(posting)));
  posting.view = null;
  posting.error = body.role === null ? body.error : null;
  posting.now = body.role === null ? null : body;
  if (!state.variant) posting.base = posting.now;
}

// All of them, a few at a time. `step(done)` is called after each.
export async function classifyAll(postings, step = () => {}) {
  let at = 0, done = 0;
  async function worker() {
    while (at < postings.length) {
      const posting = postings[at++];
      try {
        await classify(posting);
      } catch (x) {
        posting.now = null;
        posting.error = x.message;
      }
      step(++done);
    }
  }
  await Promise.all(Array.from({ length: Math.min(PARALLEL, postings.length) }, worker));
}

// The text with the evidence on it, for the posting in view.
export async function viewOf(posting) {
  if (!posting.view)
    posting.view = await withLexicon(() => askJson('/api/view' + query({ id: posting.name, lexicon: state.variant }),
      send(posting)));
  return posting.view;
}

// The row as `rolecall --format jsonl` writes it, byte for byte.
export async function rowOf(posting) {
  const answer = await withLexicon(async () => {
    const a = await ask('/api/classify' + query({ id: posting.name, lexicon: state.variant }), send(posting));
    if (!a.ok && a.status !== 422) throw new Refused(a.status, await a.json().catch(() => null));
    return a;
  });
  return answer.text();
}

// What a file holds: [{id, html or text, ...}, or {id, error}].
export async function open(name, file) {
  const a = await ask('/api/open' + query({ id: name }),
    { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: file });
  if (!a.ok) throw new Refused(a.status, await a.json().catch(() => null));
  return (await a.text()).split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

export async function report(format, lines) {
  const answer = await withLexicon(async () => {
    const a = await ask('/api/report' + query({ format, lexicon: state.variant }),
      { method: 'POST', headers: { 'Content-Type': 'application/jsonl' }, body: lines });
    if (!a.ok) throw new Refused(a.status, await a.json().catch(() => null));
    return a;
  });
  return answer.blob();
}

// ---- edited lexicons ----

// Sends every edited file, each upon the one before. Gives the notes of the last; throws Refused with notes on errors.
export async function sendEdits() {
  let id = '', notes = [];
  for (const [file, text] of state.edits) {
    const body = await askJson('/api/lexicon' + query({ file, lexicon: id }),
      { method: 'POST', headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: text });
    if (!body.lexicon) throw new Refused(422, body);
    id = body.lexicon;
    notes = notes.concat(body.notes);
  }
  state.variant = id;
  return notes;
}

export const roleOf = (id) => state.lexicon.roles.find((r) => r.id === id);
export const roleName = (id) => (id === 'unclear' ? 'unclear' : roleOf(id)?.name ?? id ?? 'not read');
export const criterionName = (id) => state.lexicon.criteria.find((c) => c.id === id)?.name ?? id;
export const roleIndex = (id) => state.lexicon.roles.findIndex((r) => r.id === id);
