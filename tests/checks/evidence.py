#!/usr/bin/env python3
"""Nothing is shown that cannot be pointed at: for every hit of every posting the quote equals the decoded bytes at its
range, and prior plus contributions equal the score. An independent reading: only Python's own HTML and JSON decoders.
Over the corpus and the fixtures; and over saved pages in ../shared/data where that folder is there."""
import glob, html, json, os, re, subprocess, sys, unicodedata

ROLECALL = os.environ['ROLECALL']
DROPPED = r'(?is)<!--.*?(?:-->|--!>|$)|<(script|style|svg|template|noscript|head)\b.*?</\1\s*>'
INVISIBLE = dict.fromkeys([0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A)])


def squeeze(s):
    return ' '.join(unicodedata.normalize('NFC', s.translate(INVISIBLE)).split())


def strip_tags(s):
    s = re.sub(DROPPED, ' ', s)
    s = re.sub(r'(?i)</?(?:p|div|li|ul|ol|br|h\d|td|tr|table|section|dt|dd)\b[^>]*>', ' ', s)
    return re.sub(r'(?s)<[^>]*>', '', s)


def decode(raw, charset, layers, media_html):
    s = raw.decode(charset, 'replace')
    for layer in layers:
        if layer == 'json':
            s = re.sub(r'[\r\n\t]', ' ', s)
            s = re.sub(r'\\(?!["\\/bfnrtu])', r'', s)
            s = json.loads('"' + s + '"')
        elif layer == 'html':
            s = html.unescape(strip_tags(s))
            if '<' in s and re.search(r'<[a-zA-Z/]', s): s = html.unescape(strip_tags(s))
    return s


def readings(raw, layers):
    """The ways in which the bytes may be meant; the quote must equal one of them."""
    for charset in ('utf-8', 'cp1252', 'utf-16-le', 'utf-16-be', 'shift_jis', 'gb18030', 'iso8859-2', 'cp1250', 'cp1251'):
        for chain in (layers, ['html'], [], ['html', 'html'], ['json'], ['json', 'html'], ['json', 'html', 'html']):
            try:
                yield squeeze(decode(raw, charset, chain, True))
            except ValueError:
                pass


def unmarked(s):
    """Without Markdown's signs: emphasis, backslashes, the addresses of links."""
    return re.sub(r'\]\([^ )]*\)|[*_\\\[ ]', '', s)


def same(quote, raw, layers, markdown=False):
    want = squeeze(quote)
    loose = want.replace(' ', '')
    if markdown and unmarked(want) == unmarked(squeeze(raw.decode('utf-8', 'replace'))): return True
    return any(r == want or r.replace(' ', '') == loose for r in readings(raw, layers))


def run(paths):
    out = subprocess.run([ROLECALL, 'classify', '--quiet', '--format', 'jsonl', *paths], capture_output=True, timeout=600)
    return [json.loads(l) for l in out.stdout.splitlines()]


def look_at(name, paths):
    hits = bad = sums = rows = 0
    for d in run(paths):
        if d['status'] == 'error': continue
        rows += 1
        raw = open(d['path'], 'rb').read()
        total = dict(d['prior'])
        for e in d['evidence'] + d['faint'] + d['silenced']:
            hits += 1
            where = raw[e['start']:e['end']]
            words = raw[e['words_start']:e['words_end']]
            if e['in'] == 'given-title':
                where = d['title'].encode()[e['start']:e['end']]
                words = d['title'].encode()[e['words_start']:e['words_end']]
            layers = e.get('layers', [])
            text = not d['path'].endswith(('.html', '.htm'))
            if e['words'] not in e['quote'] or not same(e['quote'], where, layers, text) or not same(e['words'], words, layers, text):
                bad += 1
                if bad <= 5: print(f"{d['path']} {e['start']}-{e['end']}: {e['quote']!r} is not {where[:200]!r}", file=sys.stderr)
            line = raw.count(b'\n', 0, e['start']) + 1
            if e['in'] != 'given-title' and line != e['line']: bad += 1
        for e in d['evidence'] + d['faint']: total[e['role']] += e['contribution']
        for role, score in d['scores'].items():
            if round(total[role] * 1000) != round(score * 1000): sums += 1
    if bad: print(f'not ok {name}: {bad} of {hits} quotes do not stand where they are said to')
    elif sums: print(f'not ok {name}: {sums} sums are wrong')
    elif hits == 0: print(f'not ok {name}: no hits at all')
    else: print(f'ok {name}: {hits} quotes of {rows} postings stand where they are said to, all sums exact')


look_at('corpus', sorted(glob.glob('corpus/postings/*')))
fixtures = sorted(glob.glob('tests/extract/*.html'))
if fixtures: look_at('fixtures', fixtures)
pages = sorted(p for p in glob.glob('../shared/data/pages/*/*') if os.path.isfile(p))
if pages: look_at('saved pages', pages)
else: print('skip saved pages: ../shared is not here')
