// Making elements. Text is set as text: nothing on this page ever parses HTML (the page's policy forbids it too).

export const $ = (id) => document.getElementById(id);

// el('button.plain', {type: 'button', onclick: f}, 'text', child, ...)
export function el(what, properties = {}, ...children) {
  const [tag, ...classes] = what.split('.');
  const e = document.createElement(tag);
  if (classes.length) e.className = classes.join(' ');
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) e.addEventListener(name.slice(2), value);
    else if (name in e && name !== 'role' && !name.startsWith('aria')) e[name] = value;
    else e.setAttribute(name, value === true ? '' : value);
  }
  e.append(...children.flat(2).filter((c) => c !== null && c !== undefined && c !== ''));
  return e;
}

export const percent = (p) => (p === null || p === undefined ? '' : `${Math.round(p * 100)} %`);
export const signed = (x) => (x < 0 ? '−' : '+') + Math.abs(x).toFixed(2);
export const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

export function say(text) {
  $('status').textContent = text;
}

export function complain(text) {
  $('problem').textContent = text;
  $('problem').hidden = !text;
}

export function download(name, parts, type) {
  const url = URL.createObjectURL(parts instanceof Blob ? parts : new Blob(parts, { type }));
  const a = el('a', { href: url, download: name });
  document.body.append(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
