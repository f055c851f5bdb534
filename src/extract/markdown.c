#include "markdown.h"

#include "../base/ascii.h"

enum { LINK_BYTES = 2000 };

/* Number of stars or underlines that begin at s[at], 1 to 3; 0 where there is none, or a rule of them. */
static size_t run_at(const struct markdown *m, size_t at) {
  struct str s = m->s;
  size_t n = at;
  if ((s.ptr[at] != '*' && s.ptr[at] != '_') || (at > m->from && s.ptr[at - 1] == s.ptr[at])) return 0;
  while (n < s.len && n < at + 4 && s.ptr[n] == s.ptr[at]) n++;
  return n - at <= 3 ? n - at : 0;
}

static bool is_word(const struct markdown *m, size_t at) {
  return at < m->s.len && (ascii_is_alnum(m->s.ptr[at]) || (unsigned char)m->s.ptr[at] >= 0x80);
}

/* Where the `n` signs stand that end the emphasis opened at `open`; 0: nowhere. No word goes on behind them. */
static size_t partner(const struct markdown *m, size_t open, size_t n) {
  for (size_t i = open + n + 1; i < m->s.len; i++)
    if (m->s.ptr[i] == m->s.ptr[open] && run_at(m, i) == n && !ascii_is_space(m->s.ptr[i - 1]) && !is_word(m, i + n))
      return i;
  return 0;
}

/* Emphasis opens before a word, and not inside one. */
static size_t open_emphasis(struct markdown *m, size_t at) {
  size_t n = run_at(m, at);
  bool *alone = &m->alone[m->s.ptr[at] == '_'][n];
  if (!n || m->closes || *alone || (at > m->from && is_word(m, at - 1))) return 0;
  if (at + n >= m->s.len || ascii_is_space(m->s.ptr[at + n])) return 0;
  m->closes = partner(m, at, n);
  *alone = m->closes == 0; /* so that a line of stars is not searched again and again */
  if (*alone) return 0;
  m->signs = n;
  m->bold = n >= 2;
  return n;
}

/* "[text](address)": the bracket is a sign, and all from the other bracket on. */
static size_t open_link(struct markdown *m, size_t at) {
  size_t most = m->s.len - at < LINK_BYTES ? m->s.len : at + LINK_BYTES;
  const char *close = memchr(m->s.ptr + at, ']', most - at);
  size_t i = close ? (size_t)(close - m->s.ptr) : most;
  if (m->link || i + 1 >= most || i == at + 1 || m->s.ptr[i + 1] != '(') return 0;
  const char *last = memchr(m->s.ptr + i, ')', most - i);
  if (!last || memchr(m->s.ptr + i, ' ', (size_t)(last - (m->s.ptr + i)))) return 0;
  m->link_text = i;
  m->link_stop = (size_t)(last - m->s.ptr) + 1;
  m->link = true;
  return 1;
}

size_t markdown_sign(struct markdown *m, size_t at) {
  char c = m->s.ptr[at];
  if (m->literal && at == m->literal) return 0;
  if (m->closes && at == m->closes) {
    m->closes = 0;
    m->bold = false;
    return m->signs;
  }
  if (m->link && at == m->link_text) {
    m->link = false;
    return m->link_stop - m->link_text;
  }
  if (c == '[') return open_link(m, at);
  if (c == '*' || c == '_') return open_emphasis(m, at);
  if (c != '\\' || at + 1 >= m->s.len || !m->s.ptr[at + 1] || !strchr("\\`*_{}[]()#+-.!&~>|", m->s.ptr[at + 1]))
    return 0;
  m->literal = at + 1;
  return 1;
}
