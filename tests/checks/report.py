#!/usr/bin/env python3
"""The HTML report and `explain` against the program's other outputs, for every posting of the corpus; no browser needed.

The text that the report shows is the text that was extracted; ids are unique and links within the page lead somewhere; the
policy names the script and the style that are there; sums add up; the limit of postings holds at 2,000 and 2,001."""
import base64, hashlib, html.parser, json, os, re, subprocess, sys, tempfile

ROLECALL = os.environ['ROLECALL']
MOST = 2000
bad = 0


def check(name, good, why=''):
    global bad
    print(f'ok {name}' if good else f'not ok {name}: {str(why)[:400]}')
    bad += not good


def run(*arguments, status=(0,)):
    r = subprocess.run([ROLECALL, *arguments], capture_output=True, timeout=300)
    if r.returncode not in status: check(' '.join(arguments)[:60], False, f'exit {r.returncode} {r.stderr[-300:]}')
    return r.stdout.decode('utf-8')


class Page(html.parser.HTMLParser):
    """Texts of the postings by article, ids, links, and whether every tag is closed where it should be."""
    EMPTY = {'meta', 'input', 'rect', 'br'}

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.texts, self.bad, self.hidden, self.article = [], [], [], {}, [], 0, None
        self.raw = {'script': '', 'style': ''}
        self.policy = ''

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if 'id' in a: self.ids.append(a['id'])
        if a.get('href', '').startswith('#'): self.links.append(a['href'][1:])
        if a.get('http-equiv'): self.policy = a['content']
        if tag == 'article': self.article = a.get('data-file')
        if tag not in self.EMPTY:
            body = a.get('class') == 'body' or any(o[1] for o in self.open)
            self.open.append((tag, body, a.get('class') == 'sr' or any(o[2] for o in self.open)))

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag: self.bad.append((tag, self.getpos(), self.open[-2:]))
        else: self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1][0] in self.raw: self.raw[self.open[-1][0]] += data
        elif self.open and self.open[-1][1] and not self.open[-1][2]:
            self.texts[self.article] = self.texts.get(self.article, '') + data


def squeeze(text):
    return re.sub(r'\s+', '', text)


def pages():
    text = run('-q', '--format', 'html', 'corpus/postings')
    page = Page()
    page.feed(text)
    check('every tag is closed in its place', not page.bad and not page.open, (page.bad[:2], page.open[:2]))
    check('ids are unique', len(page.ids) == len(set(page.ids)))
    lost = set(page.links) - set(page.ids)
    check('links within the page lead somewhere', not lost, sorted(lost)[:5])
    for tag in ('script', 'style'):
        digest = base64.b64encode(hashlib.sha256(page.raw[tag].encode()).digest()).decode()
        check(f'the policy names the {tag}', f"{tag}-src 'sha256-{digest}'" in page.policy, page.policy)
    wrong, seen = [], 0
    for row in map(json.loads, run('extract', '-q', '--format', 'jsonl', 'corpus/postings').splitlines()):
        want = squeeze(''.join(b['text'] for b in row.get('blocks', [])))
        seen += bool(want)
        if want and squeeze(page.texts.get(row['path'], '')) != want: wrong.append(row['path'])
    check(f'the text is the posting\'s, marks or not ({seen} postings)', seen > 200 and not wrong, wrong[:5])


def sums():
    wrong, flips, smallest = [], 0, 0
    for row in map(json.loads, run('explain', '-q', '--format', 'jsonl', 'corpus/postings').splitlines()):
        last = dict(row['prior'])
        for step in row['steps']:
            if abs(last[step['role']] + step['contribution'] - step['sum']) > 1e-9: wrong.append(row['id'])
            last[step['role']] = step['sum']
        if any(abs(last[r] - row['scores'][r]) > 1e-9 for r in last): wrong.append(row['id'])
        flip = row['flip']
        if flip['kind'] == 'found':
            flips += 1
            smallest += flip['smallest']
            if flip['role'] == row['role'] or not flip['quotes']: wrong.append(row['id'])
            if len(flip['quotes']) > len(row['evidence']) + len(row['faint']): wrong.append(row['id'])
        elif row['role'] == 'unclear' and flip['kind'] != 'no-verdict': wrong.append(row['id'])
        names = [c['criterion'] for c in row['card']]
        if len(names) != len(set(names)) or 'focus' not in names: wrong.append(row['id'])
    check(f'steps add up to the scores, flip sets flip ({flips}, {smallest} proved smallest)', not wrong and flips > 100, wrong[:5])


def limit():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'many.jsonl')
        for n, status in ((MOST, 0), (MOST + 1, 2)):
            with open(path, 'w') as f:
                for i in range(n): f.write(json.dumps({'id': f'r{i}', 'title': 'COO', 'text': 'Report to the CEO.'}) + '\n')
            r = subprocess.run([ROLECALL, '-q', '--format', 'html', path], capture_output=True, timeout=120)
            whole = r.stdout.count(b'<article ') == MOST if status == 0 else not r.stdout and b'too many' in r.stderr
            check(f'{n} postings: exit {status}', r.returncode == status and whole, (r.returncode, r.stderr[-200:]))


pages()
sums()
limit()
sys.exit(bad > 0)
