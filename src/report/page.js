/* Sorts and filters the list of a report and gathers labels. The page can be read without it. It writes text only as
   text, never as markup, and asks nothing of anybody. */
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const table = byId("table"), body = table.tBodies[0], postings = byId("postings");
  const rows = [...body.rows].map((row, number) => ({
    row, number,
    article: byId(row.dataset.for),
    words: row.textContent.toLowerCase(),
    cells: [...row.cells].map((cell) => cell.textContent.trim().toLowerCase()),
    margin: Number(row.dataset.margin), sure: Number(row.dataset.sure),
  }));
  let column = -1, down = false;

  /* ---- order and filter ---- */

  const compareColumn = (a, b) => {
    const x = a.cells[column], y = b.cells[column];
    if ((x === "") !== (y === "")) return x === "" ? 1 : -1; /* the empty last, either way */
    const c = column === 2 ? a.sure - b.sure : x < y ? -1 : x > y ? 1 : 0;
    return down ? -c : c;
  };
  const orders = {
    given: () => 0,
    unsure: (a, b) => a.margin - b.margin, /* the smaller the lead, the less sure; not read comes first */
    column: compareColumn,
  };

  const matches = (r) => {
    const { role, fit } = r.row.dataset, wish = byId("by-fit").value;
    const wrong = fit === "promises-more" || fit === "promises-less" || fit === "different";
    return byId("find").value.toLowerCase().split(/\s+/).every((word) => r.words.includes(word)) &&
      (byId("by-role").value === "" || byId("by-role").value === role) &&
      (wish === "" || wish === fit || (wish === "not" && wrong));
  };

  const sorted = () => [...rows].sort((a, b) => orders[byId("order").value](a, b) || a.number - b.number);

  const refilter = () => {
    let shown = 0;
    for (const r of rows) {
      const hide = !matches(r);
      r.row.hidden = r.article.hidden = hide;
      shown += !hide;
    }
    byId("shown").textContent = shown === rows.length ? `${shown} shown` : `${shown} of ${rows.length} shown`;
    byId("nothing").hidden = shown > 0;
  };

  const reorder = () => {
    const inOrder = sorted();
    body.append(...inOrder.map((r) => r.row));
    postings.append(...inOrder.map((r) => r.article));
    [...table.tHead.rows[0].cells].forEach((th, i) => {
      if (i === column && byId("order").value === "column") th.setAttribute("aria-sort", down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    });
  };

  [...table.tHead.rows[0].cells].forEach((th, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = th.textContent;
    button.addEventListener("click", () => {
      const again = column === i && byId("order").value === "column";
      down = again ? !down : false;
      column = i;
      byId("order").value = "column";
      reorder();
    });
    th.replaceChildren(button);
  });
  byId("tools").addEventListener("input", (event) => (event.target === byId("order") ? reorder() : refilter()));
  byId("tools").addEventListener("submit", (event) => event.preventDefault());

  /* ---- review ---- */

  const labels = new Map(); /* number of the posting: role */
  const fieldset = (r) => r.article.querySelector(".review");
  const reviewed = rows.filter(fieldset);
  const key = "rolecall labels " + location.pathname;
  const kept = location.protocol.startsWith("http"); /* a file has no place of its own to keep things */

  const keep = () => {
    if (!kept) return;
    try {
      localStorage.setItem(key, JSON.stringify([...labels]));
    } catch (full) { /* then they live as long as the page */ }
  };

  const tell = () => {
    const n = labels.size;
    byId("labelled").textContent = n ? `${n} of ${reviewed.length} labelled.` : "Nothing labelled yet.";
    byId("download").disabled = ![...labels.keys()].some((i) => rows[i].article.dataset.file);
    byId("review").textContent = n ? "Next, least sure first" : "Review, least sure first";
  };

  const label = (r, role) => {
    const set = fieldset(r);
    if (role) labels.set(r.number, role);
    else labels.delete(r.number);
    set.classList.toggle("done", Boolean(role));
    set.querySelectorAll("input").forEach((input) => { input.checked = input.value === role; });
    set.querySelectorAll("button").forEach((button) => { button.hidden = !role; });
    tell();
  };

  const goToNext = () => {
    byId("order").value = "unsure";
    reorder();
    const next = sorted().find((r) => fieldset(r) && !labels.has(r.number) && !r.article.hidden);
    if (!next) {
      byId("labelled").focus();
      byId("labelled").textContent = "All that are shown are labelled.";
      return;
    }
    next.article.scrollIntoView({ block: "start" });
    fieldset(next).querySelector("input").focus({ preventScroll: true });
  };

  /* A cell of the manifest: no tab or line break can stand in it; nothing is "-". */
  const cell = (text) => (text || "-").replace(/[\t\r\n]+/g, " ");

  const download = () => {
    const lines = ["file\tlabel\ttitle\temployer"];
    for (const r of rows) {
      const { file, title, employer } = r.article.dataset;
      if (labels.has(r.number) && file) lines.push([file, labels.get(r.number), title, employer].map(cell).join("\t"));
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/tab-separated-values" }));
    link.download = "labels.tsv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  for (const r of reviewed) {
    const set = fieldset(r);
    set.hidden = false;
    set.addEventListener("change", (event) => { label(r, event.target.value); keep(); });
    set.querySelector(".undo").addEventListener("click", () => {
      label(r, null);
      keep();
      set.querySelector("input").focus();
    });
    set.querySelector(".next").addEventListener("click", goToNext);
  }
  byId("review").addEventListener("click", goToNext);
  byId("download").addEventListener("click", download);
  if (kept) {
    try {
      for (const [number, role] of JSON.parse(localStorage.getItem(key) || "[]"))
        if (rows[number] && fieldset(rows[number])) label(rows[number], role);
    } catch (broken) { /* somebody else's */ }
  }

  byId("tools").hidden = false;
  byId("labels").hidden = reviewed.length === 0;
  byId("order").value = "given";
  refilter();
  tell();
})();
