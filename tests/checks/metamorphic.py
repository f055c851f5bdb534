#!/usr/bin/env python3
"""Metamorphic tests over the whole corpus: what changes a page but not its posting leaves the verdict's role as it was;
what changes only how the bytes are written leaves the probabilities too. And stuffing: one sentence a hundred times over
moves no phrase past its cap."""
import glob, html, json, os, re, subprocess, sys, tempfile

ROLECALL = os.environ['ROLECALL']
PAGES = {os.path.basename(p): open(p, 'rb').read() for p in sorted(glob.glob('corpus/postings/*'))}
HTML = {n for n in PAGES if n.endswith('.html')}


def decoded(name):
    """A page as text, declared as UTF-8 where it declares anything."""
    try: page = PAGES[name].decode('utf-8-sig')
    except UnicodeDecodeError: page = PAGES[name].decode('cp1252')
    return charset(page, 'utf-8') if name in HTML else page


def charset(page, name):
    return re.sub(r'(charset\s*=\s*["\']?)[-\w]+', r'\g<1>' + name, page, count=1, flags=re.I)


TEXTS = {n: decoded(n) for n in PAGES}
TEXT = re.compile(r'(<title\b.*?</title\s*>|<textarea\b.*?</textarea\s*>|<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->|<[^>]*>)', re.S | re.I)


def classify(files, extra=()):
    """name -> row, of files given as name -> bytes."""
    with tempfile.TemporaryDirectory() as d:
        for name, data in files.items():
            with open(os.path.join(d, name), 'wb') as f: f.write(data)
        r = subprocess.run([ROLECALL, '-q', '-f', 'jsonl', *extra, d], capture_output=True, timeout=300)
        rows = [json.loads(line) for line in r.stdout.splitlines()]
    return {os.path.basename(row['path']) if not row.get('record') else row['id']: row for row in rows}


def text_parts(page, change):
    parts = TEXT.split(page)
    return ''.join(change(p) if i % 2 == 0 else p for i, p in enumerate(parts))


def wrap(page):
    page = re.sub(r'(<(?:p|li|td|dd|h[1-6])\b[^>]*>)(.*?)(</(?:p|li|td|dd|h[1-6])>)', r'\1<span class="x1">\2</span>\3',
                  page, flags=re.S | re.I)
    return re.sub(r'(<body\b[^>]*>)(.*)(</body>)', r'\1<div class="css-1a2b"><div>\2</div></div>\3', page, flags=re.S | re.I)


def entities(page):
    return text_parts(page, lambda t: re.sub(r'(?<![&#\w])([A-Za-z])(?=\w)(?![^&\s]*;)', lambda m: f'&#{ord(m.group(1))};', t))


def hex_entities(page):
    return text_parts(page, lambda t: re.sub(r'([^\x00-\x7f])', lambda m: f'&#x{ord(m.group(1)):X};', t))


def doubled(page):
    found = max(re.finditer(r'<(p|li)\b[^>]*>(?:(?!<\1\b).)*?</\1>', page, re.S | re.I), key=lambda m: len(m.group()),
                default=None)
    return page[:found.end()] + '\n' + found.group() + page[found.end():] if found else page


def behind_body(add):
    return lambda page: re.sub(r'(<body\b[^>]*>)', lambda m: m.group(1) + add, page, count=1, flags=re.I)


def before_end(add):
    return lambda page: re.sub(r'(</body>)', lambda m: add + m.group(1), page, count=1, flags=re.I)


MENU = ('<nav><ul><li><a href="/">Home</a></li><li><a href="/jobs">Find jobs</a></li><li><a href="/companies">Companies'
        '</a></li><li><a href="/salaries">Salaries</a></li><li><a href="/post">Post a job</a></li><li><a href="/in">Sign in'
        '</a></li></ul></nav>')
DIV_MENU = ('<div class="topbar"><div><a href="/">Home</a></div><div><a href="/jobs">Find jobs</a></div><div><a href="/c">'
            'Companies</a></div><div><a href="/s">Salaries</a></div><div><a href="/in">Sign in</a></div></div>')
COOKIES = ('<div id="cookie-banner" class="cookie-consent"><h2>We value your privacy</h2><p>We and our partners use cookies '
           'to store and access information on your device, to measure performance and to show you ads that fit. You can '
           'manage your choices at any time in the settings.</p><button>Accept all</button><button>Reject all</button>'
           '<button>Manage settings</button></div>')
SIMILAR = ('<section class="similar-jobs"><h2>Similar jobs</h2><ul>'
           '<li><a href="/jobs/1">Chief Operating Officer</a><p>Northlake Foods, Leeds</p></li>'
           '<li><a href="/jobs/2">Head of Operations</a><p>Harbour Freight Group, Hull</p></li>'
           '<li><a href="/jobs/3">Warehouse Operative</a><p>Tern Logistics, York</p></li>'
           '<li><a href="/jobs/4">Software Engineer</a><p>Bluefin Systems, remote</p></li></ul></section>')


def as_html(change):
    return {n: change(TEXTS[n]).encode() for n in HTML}


def bytes_of_1252(name):
    page = TEXTS[name]
    if name in HTML: return charset(page, 'windows-1252').encode('cp1252', 'xmlcharrefreplace')
    return page.encode('cp1252', 'replace') if not page.isascii() else page.encode()


def jsonl_rows():
    lines = [json.dumps({'id': n, 'html' if n in HTML else 'text': TEXTS[n]}) for n in PAGES]
    return {row['id']: row for row in classify({'all.jsonl': '\n'.join(lines).encode()}).values()}


# name; files (None: the rows are made otherwise); whether the probabilities must hold too; roles that may differ
SAME = [
    ('UTF-16 with a byte order mark', lambda: {n: TEXTS[n].encode('utf-16') for n in PAGES}),
    ('UTF-16, big-endian', lambda: {n: b'\xfe\xff' + TEXTS[n].encode('utf-16-be') for n in PAGES}),
    ('UTF-8 with a byte order mark', lambda: {n: b'\xef\xbb\xbf' + TEXTS[n].encode() for n in PAGES}),
    ('windows-1252', lambda: {n: bytes_of_1252(n) for n in PAGES}),
    ('CR LF', lambda: {n: re.sub(b'\r?\n', b'\r\n', PAGES[n]) for n in PAGES}),
    ('letters as character references', lambda: as_html(entities)),
    ('other characters as references', lambda: as_html(hex_entities)),
    ('comments in the text', lambda: as_html(lambda p: text_parts(p, lambda t: re.sub(r'(\w) (\w)', r'\1<!-- x --> \2', t)))),
    ('wrapped in tags', lambda: as_html(wrap)),
]
ROLE = [
    ('a paragraph twice', lambda: as_html(doubled)),
    ('a menu', lambda: as_html(behind_body(MENU))),
    ('a menu of div', lambda: as_html(behind_body(DIV_MENU))),
    ('a cookie banner', lambda: as_html(behind_body(COOKIES))),
    ('a cookie banner at the end', lambda: as_html(before_end(COOKIES))),
    ('a box of similar jobs', lambda: as_html(before_end(SIMILAR))),
]

usual = classify(PAGES)
compared = held = 0


def compare(name, rows, all_the_same):
    """With all_the_same the probabilities too are the usual ones. Else the role is the same, but for near ties: what
    stands around a posting may move where its parts begin."""
    global compared, held
    bad, near = [], 0
    for n, row in rows.items():
        compared += 1
        want, got = usual[n], row
        what = f'{n}: {want["role"]} {want.get("probabilities")} became {got.get("role")} {got.get("probabilities")}'
        if all_the_same and got.get('probabilities') != want['probabilities']: bad.append(what)
        elif got.get('role') != want['role']:
            if not all_the_same and lead(want) < NEAR_TIE: near += 1
            else: bad.append(what)
    held += len(rows) - len(bad) - near
    for b in bad: print('# ' + b)
    if bad: print(f'not ok {name}: {len(bad)} of {len(rows)}: {bad[0]}')
    else: print(f'ok {name}: {len(rows) - near} of {len(rows)} postings, {near} near ties')


NEAR_TIE = 0.1


def lead(row):
    first, second = sorted(row['probabilities'].values())[:-3:-1]
    return first - second


for name, make in SAME: compare(name, classify(make()), True)
compare('the same as JSONL', jsonl_rows(), True)
for name, make in ROLE: compare(name, classify(make()), False)


def stuffing():
    """A sentence a hundred times: what its phrases add stays below weight times the sum of the repeats' factors."""
    with open('lexicons/operations/lexicon.txt', encoding='utf-8') as f:
        repeats = [float(x) for x in re.search(r'(?m)^repeats\s*=\s*(.*)$', f.read()).group(1).split()]
    base = '<html><title>Operations</title><h1>Operations</h1><h2>Responsibilities</h2><p>%s</p></html>'
    sentences = []
    for path in sorted(glob.glob('lexicons/operations/*.txt')):
        with open(path, encoding='utf-8') as f: sentences += re.findall(r'(?m)^match\s*=\s*(.*)$', f.read())[::7]
    files, bad, checked = {}, [], 0
    for i, s in enumerate(sentences):
        for n in (30, 100): files[f'{i}-{n}.html'] = (base % ((html.escape(s) + ' ') * n)).encode()
    rows = classify(files, ['--evidence', 'all'])
    for i, s in enumerate(sentences):
        few, many = rows[f'{i}-30.html'], rows[f'{i}-100.html']
        if few['scores'] != many['scores']: bad.append(f'{s!r}: {few["scores"]} by thirty, {many["scores"]} by a hundred')
        added = {}
        for x in many['evidence'] + many['faint']:
            if x['in'] != 'body': continue
            checked += 1
            cap = abs(x['weight']) * sum(repeats) * x['factors']['section'] * 1000 + 3
            added[x['phrase']] = added.get(x['phrase'], 0) + abs(x['contribution']) * 1000
            if added[x['phrase']] > cap: bad.append(f'{x["phrase"]} adds {added[x["phrase"]]:.0f}, its cap is {cap:.0f}')
    print(f'not ok stuffing: {bad[0]}' if bad else f'ok stuffing: {len(sentences)} sentences a hundred times, {checked} hits')


stuffing()
print(f'# {compared} verdicts compared, {held} held')
