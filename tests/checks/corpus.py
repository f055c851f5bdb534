#!/usr/bin/env python3
"""The corpus is what its data card says: files, quotes, labels, split, no two postings alike, agreement of its readers.

usage: tests/checks/corpus.py [--tables]

--tables prints the tables of corpus/README.md and checks nothing."""
import collections, csv, hashlib, html.parser, os, re, sys

FOLDER = 'corpus'
LABELS = ('coo', 'head-of-operations', 'other')
STYLES = ('american', 'british', 'indian', 'african', 'gulf', 'continental', 'other')
MARKUPS = ('ats', 'board', 'company', 'old-tables', 'wordpress', 'plain-html', 'text')
TITLE_TRAITS = ('title-promises-more', 'title-promises-less', 'title-different')
TRAITS = TITLE_TRAITS + ('negated', 'about-others', 'hybrid', 'one-site-coo', 'deputy', 'thin', 'near-miss')
COLUMNS = 'file label split title title_role employer sector style markup traits first second quote1 quote2'.split()
LENGTHS = ((0, 1200, 'short: under 1,200 characters'), (1200, 3500, 'medium: 1,200 to 3,499'),
           (3500, 10 ** 9, 'long: 3,500 and more'))
SHELL = 3      # a line in so many pages is a page's furniture, not a posting's text
SHINGLE = 5    # words
TOO_ALIKE = 0.5
# In a file's name these would tell the answer. "it" and "people" are words of many names, so they may stand.
TELLING = set('coo cao ceo cfo evp svp vp ops operations operating operation head chief director president manager '
              'deputy executive officer analyst coordinator assistant devops staff lead thin hybrid negated'.split())


def expect(name, ok, detail=''):
    print(f'ok {name}' if ok else f'not ok {name}: {detail}')


def none(name, bad):
    expect(name, not bad, f'{len(bad)}: ' + '; '.join(map(str, bad[:5])))


class Lines(html.parser.HTMLParser):
    """What a reader sees, a block a line. Entities are decoded; no title, no scripts."""
    HIDDEN = {'script', 'style', 'title', 'template', 'noscript'}
    INLINE = {'a', 'abbr', 'b', 'bdi', 'big', 'cite', 'code', 'em', 'font', 'i', 'mark', 'nobr', 'q', 's', 'small',
              'span', 'strong', 'sub', 'sup', 'tt', 'u', 'wbr'}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.hidden, self.text = None, []

    def handle_starttag(self, tag, attrs):
        if self.hidden is None and tag in self.HIDDEN: self.hidden = tag
        if tag not in self.INLINE: self.text.append('\n')

    def handle_endtag(self, tag):
        if tag == self.hidden: self.hidden = None
        if tag not in self.INLINE: self.text.append('\n')

    def handle_data(self, data):
        if self.hidden is None: self.text.append(re.sub(r'\s', ' ', data)) # a line ends where a block does

    @classmethod
    def of(cls, path):
        data = open(path, 'rb').read()
        try: text = data.decode('utf-8')
        except UnicodeDecodeError: text = data.decode('windows-1252')
        if path.endswith('.html'):
            page = cls()
            page.feed(text)
            page.close()
            text = ''.join(page.text)
        return [' '.join(line.split()) for line in text.split('\n') if line.strip()]


def read():
    manifest = open(f'{FOLDER}/manifest.tsv', encoding='utf-8')
    rows = list(csv.DictReader(manifest, delimiter='\t', quoting=csv.QUOTE_NONE))
    for r in rows:
        path = f'{FOLDER}/{r["file"]}'
        r['lines'] = Lines.of(path) if os.path.isfile(path) else []
        r['whole'] = all(r.get(c) for c in COLUMNS)
        r['traits'] = [] if r['traits'] == '-' else (r['traits'] or '').split(',')
    pages = collections.Counter(line for r in rows for line in set(r['lines']))
    for r in rows: r['own'] = ' '.join(line for line in r['lines'] if pages[line] < SHELL)
    return rows


def kappa(pairs):
    """Cohen's: agreement beyond what the two readers' own frequencies would give by chance."""
    n = len(pairs)
    seen = sum(a == b for a, b in pairs) / n
    chance = sum(sum(a == x for a, _ in pairs) * sum(b == x for _, b in pairs) for x in LABELS) / n ** 2
    return 1.0 if chance == 1 else (seen - chance) / (1 - chance)


def fair_traits(r):
    """Traits of the title follow from what the title claims and what the posting is."""
    want = [] if r['label'] == r['title_role'] else [{
        ('head-of-operations', 'coo'): 'title-promises-more',
        ('coo', 'head-of-operations'): 'title-promises-less'}.get((r['label'], r['title_role']), 'title-different')]
    return [t for t in r['traits'] if t in TITLE_TRAITS] == want


def drawn(employer):
    return 'test' if int(hashlib.sha1(employer.encode()).hexdigest(), 16) % 3 == 0 else 'train'


def alike(rows):
    """Pairs with too many runs of words in common, and the highest share there is."""
    runs, holders = [], collections.defaultdict(list)
    for i, r in enumerate(rows):
        w = re.findall(r'\w+', r['own'].lower())
        runs.append({tuple(w[k:k + SHINGLE]) for k in range(len(w) - SHINGLE + 1)})
        for run in runs[i]: holders[run].append(i)
    shared = collections.Counter((i, j) for h in holders.values() for n, j in enumerate(h) for i in h[:n])
    share = {(i, j): n / (len(runs[i]) + len(runs[j]) - n) for (i, j), n in shared.items()}
    bad = [f'{rows[i]["file"]} and {rows[j]["file"]}: {s:.2f}' for (i, j), s in share.items() if s > TOO_ALIKE]
    return bad, max(share.values(), default=0), [r['file'] for r, own in zip(rows, runs) if not own]


def telling(r):
    return TELLING & set(re.findall(r'[a-z]+', os.path.splitext(r['file'])[0].split('/')[-1].lower()))


def check_rows(rows):
    none(f'every row has its {len(COLUMNS)} columns', [r['file'] for r in rows if not r['whole']])
    listed = collections.Counter(r['file'] for r in rows)
    here = {f'postings/{name}' for name in os.listdir(f'{FOLDER}/postings')}
    none(f'{len(rows)} rows, each with its file', [f for f in listed if f not in here or listed[f] > 1])
    none('every file has its row', sorted(here - set(listed)))
    none('no name of a file tells a role', [r['file'] for r in rows if telling(r)])
    for column, valid in (('label', LABELS), ('title_role', LABELS), ('first', LABELS), ('second', LABELS),
                          ('split', ('train', 'test')), ('style', STYLES), ('markup', MARKUPS)):
        none(f'{column} is one of {len(valid)}', [f'{r["file"]}: {r[column]}' for r in rows if r[column] not in valid])
    none('traits are known', [f'{r["file"]}: {t}' for r in rows for t in r['traits'] if t not in TRAITS])
    none('traits of the title agree with title_role and label', [r['file'] for r in rows if not fair_traits(r)])
    none('text is text', [r['file'] for r in rows if (r['markup'] == 'text') != r['file'].endswith('.txt')])
    bad = [f'{r["file"]}: {r[q]}' for r in rows for q in ('quote1', 'quote2') if r[q] not in ' '.join(r['lines'])]
    none('both quotes stand in the visible text', bad)
    none('quotes have 3 to 20 words', [f'{r["file"]}: {r[q]}' for r in rows for q in ('quote1', 'quote2')
                                       if not 3 <= len(r[q].split()) <= 20 or r['quote1'] == r['quote2']])
    none('the title stands in the visible text',
         [r['file'] for r in rows if r['title'].lower() not in ' '.join(r['lines']).lower()])


def check_whole(rows):
    count = collections.Counter(r['label'] for r in rows)
    expect(f'{len(rows)} postings, at least 240, and at least 80 of each label',
           len(rows) >= 240 and all(count[x] >= 80 for x in LABELS), dict(count))
    hard = sum(bool(r['traits']) for r in rows)
    expect(f'{hard} hard ones, at least a third', hard * 3 >= len(rows))
    splits = collections.defaultdict(set)
    for r in rows: splits[r['employer']].add(r['split'])
    none('no employer is in both splits', [e for e, s in splits.items() if len(s) > 1])
    none("nobody chose the split: the employer's name does",
         [r['file'] for r in rows if r['split'] != drawn(r['employer'])])
    for x in LABELS:
        part = sum(r['split'] == 'test' for r in rows if r['label'] == x) / max(1, count[x])
        expect(f'{x}: {part:.0%} for the test', 0.25 <= part <= 0.40, part)
    bad, most, empty = alike(rows)
    none(f'no two are near-duplicates: at most {most:.2f} of their {SHINGLE}-word runs in common', bad)
    none('each has text of its own', empty)
    k = kappa([(r['first'], r['second']) for r in rows])
    settled = [r['file'] for r in rows if r['first'] == r['second'] != r['label']]
    none(f"the readers' Cohen's kappa is {k:.3f}; what both say is the label", settled)
    card = open(f'{FOLDER}/README.md', encoding='utf-8').read()
    expect('the data card shows these tables', tables(rows) in card, 'paste what tests/checks/corpus.py --tables prints')


def table(rows, head, groups):
    """groups: (name, test of a row)."""
    out = [f'| {head} | ' + ' | '.join(LABELS) + ' | all |', '| --- |' + ' ---: |' * (len(LABELS) + 1)]
    for name, belongs in groups:
        count = [sum(r['label'] == x and bool(belongs(r)) for r in rows) for x in LABELS]
        out.append(f'| {name} | ' + ' | '.join(map(str, count)) + f' | {sum(count)} |')
    return '\n'.join(out) + '\n'


def tables(rows):
    def column(name, values): return [(v, lambda r, v=v: r[name] == v) for v in values]
    lengths = [(name, lambda r, a=a, b=b: a <= len(r['own']) < b) for a, b, name in LENGTHS]
    traits = [(t, lambda r, t=t: t in r['traits']) for t in TRAITS]
    traits += [('at least one', lambda r: bool(r['traits'])),
               ('one besides near-miss', lambda r: set(r['traits']) - {'near-miss'}), ('none', lambda r: not r['traits'])]
    pairs = [(r['first'], r['second']) for r in rows]
    parts = [
        table(rows, 'split', column('split', ('train', 'test')) + [('both', lambda r: True)]),
        table(rows, 'the title alone claims', column('title_role', LABELS)),
        table(rows, 'style', column('style', STYLES)),
        table(rows, 'markup', column('markup', MARKUPS)),
        table(rows, 'length without what pages share', lengths),
        table(rows, 'trait', traits),
        f'Readers: {sum(a == b for a, b in pairs)} of {len(pairs)} alike, Cohen\'s kappa {kappa(pairs):.3f}.\n']
    return '\n'.join(parts)


def main():
    rows = read()
    if '--tables' in sys.argv[1:]:
        print(tables(rows), end='')
        return
    check_rows(rows)
    check_whole(rows)


main()
