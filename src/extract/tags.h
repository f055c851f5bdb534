/* tags.h: the HTML elements that mean something to extraction, with what is done about each. A name that is not in the
   table is TAG_OTHER, which is inline (as browsers have it for elements of a page's own). Constant; any thread. */
#ifndef ROLECALL_TAGS_H
#define ROLECALL_TAGS_H

#include "../base/str.h"

enum tag_flag {
  TAG_BLOCK = 1 << 0,   /* begins and ends a block of text; its nesting is libxml2's business */
  TAG_VOID = 1 << 1,    /* has no content and no end tag */
  TAG_RAW = 1 << 2,     /* the content is bytes up to the end tag, dropped: script, style, iframe, ... */
  TAG_SKIP = 1 << 3,    /* the content is markup and is dropped: svg, template */
  TAG_BOLD = 1 << 4,    /* its text counts as bold */
  TAG_CONTROL = 1 << 5, /* a form control */
  TAG_HEADING = 1 << 6, /* h1 to h6 */
  TAG_LIST = 1 << 7,    /* ul, ol, menu, dir: one level of items deeper */
  TAG_HEAD = 1 << 8,    /* says something about the page, shows nothing: meta, link, base */
  TAG_MUTE = 1 << 9     /* what stands inside is a fallback or a choice, not text of the page */
};

/* TAG(enum, name, flags), sorted by name. */
#define ROLECALL_TAGS(TAG)                                      \
  TAG(TAG_A, "a", 0)                                            \
  TAG(TAG_ABBR, "abbr", 0)                                      \
  TAG(TAG_ADDRESS, "address", TAG_BLOCK)                        \
  TAG(TAG_AREA, "area", TAG_VOID)                               \
  TAG(TAG_ARTICLE, "article", TAG_BLOCK)                        \
  TAG(TAG_ASIDE, "aside", TAG_BLOCK)                            \
  TAG(TAG_AUDIO, "audio", TAG_MUTE)                             \
  TAG(TAG_B, "b", TAG_BOLD)                                     \
  TAG(TAG_BASE, "base", TAG_VOID | TAG_HEAD)                    \
  TAG(TAG_BLOCKQUOTE, "blockquote", TAG_BLOCK)                  \
  TAG(TAG_BODY, "body", TAG_BLOCK)                              \
  TAG(TAG_BR, "br", TAG_VOID)                                   \
  TAG(TAG_BUTTON, "button", TAG_BLOCK | TAG_CONTROL)            \
  TAG(TAG_CANVAS, "canvas", TAG_MUTE)                           \
  TAG(TAG_CAPTION, "caption", TAG_BLOCK)                        \
  TAG(TAG_CENTER, "center", TAG_BLOCK)                          \
  TAG(TAG_COL, "col", TAG_VOID)                                 \
  TAG(TAG_COLGROUP, "colgroup", TAG_BLOCK)                      \
  TAG(TAG_DATALIST, "datalist", TAG_MUTE)                       \
  TAG(TAG_DD, "dd", TAG_BLOCK)                                  \
  TAG(TAG_DETAILS, "details", TAG_BLOCK)                        \
  TAG(TAG_DIALOG, "dialog", TAG_BLOCK)                          \
  TAG(TAG_DIR, "dir", TAG_BLOCK | TAG_LIST)                     \
  TAG(TAG_DIV, "div", TAG_BLOCK)                                \
  TAG(TAG_DL, "dl", TAG_BLOCK)                                  \
  TAG(TAG_DT, "dt", TAG_BLOCK | TAG_BOLD)                       \
  TAG(TAG_EM, "em", 0)                                          \
  TAG(TAG_EMBED, "embed", TAG_VOID)                             \
  TAG(TAG_FIELDSET, "fieldset", TAG_BLOCK)                      \
  TAG(TAG_FIGCAPTION, "figcaption", TAG_BLOCK)                  \
  TAG(TAG_FIGURE, "figure", TAG_BLOCK)                          \
  TAG(TAG_FONT, "font", 0)                                      \
  TAG(TAG_FOOTER, "footer", TAG_BLOCK)                          \
  TAG(TAG_FORM, "form", TAG_BLOCK)                              \
  TAG(TAG_H1, "h1", TAG_BLOCK | TAG_HEADING)                    \
  TAG(TAG_H2, "h2", TAG_BLOCK | TAG_HEADING)                    \
  TAG(TAG_H3, "h3", TAG_BLOCK | TAG_HEADING)                    \
  TAG(TAG_H4, "h4", TAG_BLOCK | TAG_HEADING)                    \
  TAG(TAG_H5, "h5", TAG_BLOCK | TAG_HEADING)                    \
  TAG(TAG_H6, "h6", TAG_BLOCK | TAG_HEADING)                    \
  TAG(TAG_HEAD_ELEMENT, "head", 0)                              \
  TAG(TAG_HEADER, "header", TAG_BLOCK)                          \
  TAG(TAG_HGROUP, "hgroup", TAG_BLOCK)                          \
  TAG(TAG_HR, "hr", TAG_VOID)                                   \
  TAG(TAG_HTML, "html", TAG_BLOCK)                              \
  TAG(TAG_I, "i", 0)                                            \
  TAG(TAG_IFRAME, "iframe", TAG_RAW)                            \
  TAG(TAG_IMG, "img", TAG_VOID)                                 \
  TAG(TAG_INPUT, "input", TAG_VOID | TAG_CONTROL)               \
  TAG(TAG_KEYGEN, "keygen", TAG_VOID)                           \
  TAG(TAG_LABEL, "label", 0)                                    \
  TAG(TAG_LEGEND, "legend", TAG_BLOCK)                          \
  TAG(TAG_LI, "li", TAG_BLOCK)                                  \
  TAG(TAG_LINK, "link", TAG_VOID | TAG_HEAD)                    \
  TAG(TAG_MAIN, "main", TAG_BLOCK)                              \
  TAG(TAG_MENU, "menu", TAG_BLOCK | TAG_LIST)                   \
  TAG(TAG_META, "meta", TAG_VOID | TAG_HEAD)                    \
  TAG(TAG_NAV, "nav", TAG_BLOCK)                                \
  TAG(TAG_NOEMBED, "noembed", TAG_RAW)                          \
  TAG(TAG_NOFRAMES, "noframes", TAG_RAW)                        \
  TAG(TAG_NOSCRIPT, "noscript", TAG_RAW)                        \
  TAG(TAG_OL, "ol", TAG_BLOCK | TAG_LIST)                       \
  TAG(TAG_OPTGROUP, "optgroup", 0)                              \
  TAG(TAG_OPTION, "option", 0)                                  \
  TAG(TAG_P, "p", TAG_BLOCK)                                    \
  TAG(TAG_PARAM, "param", TAG_VOID)                             \
  TAG(TAG_PRE, "pre", TAG_BLOCK)                                \
  TAG(TAG_S, "s", 0)                                            \
  TAG(TAG_SCRIPT, "script", TAG_RAW)                            \
  TAG(TAG_SEARCH, "search", TAG_BLOCK)                          \
  TAG(TAG_SECTION, "section", TAG_BLOCK)                        \
  TAG(TAG_SELECT, "select", TAG_BLOCK | TAG_CONTROL | TAG_MUTE) \
  TAG(TAG_SMALL, "small", 0)                                    \
  TAG(TAG_SOURCE, "source", TAG_VOID)                           \
  TAG(TAG_SPAN, "span", 0)                                      \
  TAG(TAG_STRONG, "strong", TAG_BOLD)                           \
  TAG(TAG_STYLE, "style", TAG_RAW)                              \
  TAG(TAG_SUB, "sub", 0)                                        \
  TAG(TAG_SUMMARY, "summary", TAG_BLOCK | TAG_BOLD)             \
  TAG(TAG_SUP, "sup", 0)                                        \
  TAG(TAG_SVG, "svg", TAG_SKIP)                                 \
  TAG(TAG_TABLE, "table", TAG_BLOCK)                            \
  TAG(TAG_TBODY, "tbody", TAG_BLOCK)                            \
  TAG(TAG_TD, "td", TAG_BLOCK)                                  \
  TAG(TAG_TEMPLATE, "template", TAG_SKIP)                       \
  TAG(TAG_TEXTAREA, "textarea", TAG_RAW | TAG_CONTROL)          \
  TAG(TAG_TFOOT, "tfoot", TAG_BLOCK)                            \
  TAG(TAG_TH, "th", TAG_BLOCK | TAG_BOLD)                       \
  TAG(TAG_THEAD, "thead", TAG_BLOCK)                            \
  TAG(TAG_TIME, "time", 0)                                      \
  TAG(TAG_TITLE, "title", TAG_RAW)                              \
  TAG(TAG_TR, "tr", TAG_BLOCK)                                  \
  TAG(TAG_TRACK, "track", TAG_VOID)                             \
  TAG(TAG_U, "u", 0)                                            \
  TAG(TAG_UL, "ul", TAG_BLOCK | TAG_LIST)                       \
  TAG(TAG_VIDEO, "video", TAG_MUTE)                             \
  TAG(TAG_WBR, "wbr", TAG_VOID)                                 \
  TAG(TAG_XMP, "xmp", TAG_RAW)

enum tag {
  TAG_OTHER = 0,
#define TAG(id, name, flags) id,
  ROLECALL_TAGS(TAG)
#undef TAG
      TAG_COUNT
};

/* The tag of a name in any case; TAG_OTHER where it is none of the table's. */
enum tag tag_find(struct str name);
/* The name in lower case, NUL-terminated; "" for TAG_OTHER. */
struct str tag_name(enum tag tag);
/* enum tag_flag bits. */
unsigned tag_flags(enum tag tag);
/* 1 to 6 for a heading, else 0. */
unsigned tag_heading_level(enum tag tag);

#endif
