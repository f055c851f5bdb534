#!/usr/bin/env python3
"""The local page in a real Chromium, as a recruiter would use it: paste, drop, sort, filter, try a phrase, review, save,
by mouse and by keyboard alone; hostile postings show as text; axe-core finds nothing serious. PICTURES=FOLDER keeps
pictures of it at 1280 and 390 pixels, light and dark."""
import csv, json, os, re, subprocess, sys, tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'browser'))
from libruns import ROLECALL, expect
from webdriver import SHADES, Browser, Gone, axe, axe_path, why_not

BUILD = os.environ['BUILD']
SERVE = os.path.join(BUILD, 'rolecall-serve')
LEXICON = os.path.abspath('lexicons/operations')
PICTURES = os.environ.get('PICTURES')
POSTING = '''Head of Operations
Tarn & Co, Leeds

What you will do
- Run the day-to-day operations of our Leeds warehouse and lead the shift managers.
- Own service levels, stock accuracy and the weekly rota.
- Report to the Chief Operating Officer.
'''
HOSTILE = '''<!DOCTYPE html><title>x</title><h1>COO<script>window.owned=1</script> \u202e<img src=x onerror="window.owned=2"></h1>
<style>body{display:none}</style></style><p onclick="window.owned=3">You will oversee <a href="javascript:window.owned=4">day-to-day
operations</a> &lt;script&gt;window.owned=5&lt;/script&gt; &lt;img src=x onerror=window.owned=6&gt; of the site \u2066and\u2069 report to the CEO.</p>
<svg onload="window.owned=7"></svg><iframe srcdoc="<script>parent.owned=8</script>"></iframe><p>%s</p>'''


# The words of a mark, without its letter and what is for screen readers.
WORDS = """const words = (m) => { const c = m.cloneNode(true); c.querySelectorAll('.letter, .hidden').forEach((e) => e.remove()); return c.textContent; };"""


class Page:
    """The page in a browser, and what a person does on it."""

    def __init__(self, browser, url):
        self.b, self.url = browser, url

    def open(self):
        self.b.open(self.url)
        self.b.wait("return document.documentElement.dataset.ready")

    def rows(self):
        return self.b.js("return [...document.querySelectorAll('#table tbody tr')].map(r => [...r.cells].map(c => c.innerText))")

    def wait_read(self, n):
        self.b.wait(f"return document.querySelectorAll('#reviews > li').length >= {n} && document.querySelector('#detail .verdict')",
                    30, f'{n} postings read')

    def examples(self):
        self.b.js("document.querySelector('#intake').open = true")
        self.b.one('#all-examples').click()
        self.wait_read(3)

    def drop(self, names_and_texts):
        """Files dropped on the page, as far as a script can drop them."""
        self.b.js('''const t = new DataTransfer();
            for (const [name, text] of arguments[0]) t.items.add(new File([text], name));
            for (const type of ['dragenter', 'dragover', 'drop'])
              document.querySelector('#drop').dispatchEvent(new DragEvent(type, {dataTransfer: t, bubbles: true, cancelable: true}));''', names_and_texts)

    def status(self):
        return self.b.one('#status').text

    def saved(self, name):
        """The bytes of a download that was just asked for."""
        self.b.wait('return true')
        path = None
        for _ in range(100):
            path = self.b.downloaded()
            if os.path.basename(path) == name: break
        with open(path, 'rb') as f: data = f.read()
        os.unlink(path)
        return data if os.path.basename(path) == name else None


def paste(p):
    p.open()
    p.b.one('#paste-text').type(POSTING.replace('\n', '\ue007'))  # Enter, as typed
    p.b.one('#paste button').click()
    p.wait_read(1)
    answer = p.b.one('#detail .answer').text
    expect('paste: the verdict is there', 'Head of Operations' in answer and 'sure' in answer, answer)
    expect('paste: the fit is said in words', 'The title fits' in p.b.one('#detail .fitline').text, p.b.one('#detail .fitline').text)
    marks = p.b.js(WORDS + "return [...document.querySelectorAll('#detail .body mark')].map(words)")
    expect('paste: the words are marked', 'day-to-day' in ' '.join(marks), marks)
    expect('paste: each mark has its letter, and words for a screen reader', p.b.js('''return [...document.querySelectorAll('#detail .body mark')]
        .every(m => /\\[.+, .+\\]/.test(m.querySelector('.hidden').textContent)) && document.querySelectorAll('#detail .body mark .letter').length > 2'''))
    change = p.b.one('#detail .change').text
    expect('paste: what would change the answer', re.search(r'Without (this quote|these \d+ quotes(, and no fewer,)?) it would read as', change)
           or 'taken away' in change, change)
    expect('paste: one posting needs no table', not p.b.one('#list').shown)
    p.b.one('#paste-title') and p.b.js("document.querySelector('#intake').open = true")
    p.b.one('#paste button').click()
    expect('nothing pasted: it says so', 'Paste the text' in p.b.one('#problem').text and
           p.b.focus.attribute('id') == 'paste-text', p.b.one('#problem').text)


def drop(p):
    p.open()
    html = open('corpus/postings/bitewell-aligners.html', encoding='utf-8').read()
    line = json.dumps({'id': 'a', 'title': 'Chief Operating Officer', 'company': 'Tarn', 'text': POSTING})
    p.drop([['one.html', html], ['two.txt', POSTING], ['three.jsonl', line + '\n' + line + '\n'], ['four.pdf', '%PDF-1.4 x'], ['five.html', '']])
    p.b.wait("return document.querySelectorAll('#table tbody tr').length === 6")
    p.b.wait("return /could not/.test(document.querySelector('#status').textContent)")
    rows = p.rows()
    expect('drop: a row for each posting, a line of JSONL too', [r[0].splitlines()[-1] for r in rows] ==
           ['one.html', 'two.txt', 'a', 'a', 'four.pdf', 'five.html'], rows)
    expect('drop: what cannot be read says why', 'PDF' in rows[4][1] and 'empty' in rows[5][1] and '4 postings read, 2 could not be' in p.status(), (rows[4:], p.status()))
    expect('drop: a title given beside the text is used', 'promises more' in rows[2][3], rows[2])
    with tempfile.NamedTemporaryFile('w', suffix='.html', prefix='chosen-') as f:
        f.write(html)
        f.flush()
        p.b.js("document.querySelector('#intake').open = true")
        p.b.one('#files').type(f.name)
        p.b.wait("return document.querySelectorAll('#table tbody tr').length === 7 && /^1 posting read/.test(document.querySelector('#status').textContent)")
    expect('choose: the file input takes files too', 'Bitewell Aligners' in p.rows()[6], p.rows()[6])


def table(p):
    p.open()
    names = sorted(os.listdir('corpus/postings'))[:12]
    p.drop([[n, open('corpus/postings/' + n, encoding='utf-8', errors='replace').read()] for n in names])
    p.wait_read(len(names))
    for column, key in ((0, 'title'), (2, 'probability'), (4, 'company')):
        head = p.b.one(f'th[data-column={key}] button')
        head.click()
        up = [r[column].lower() for r in p.rows()]
        head.click()
        down = [r[column].lower() for r in p.rows()]
        number = lambda s: int(re.match(r'\d+', s).group()) if re.match(r'\d', s) else -1
        order = [number(x) for x in up] if key == 'probability' else [x.split('\n')[0] for x in up]
        turned = [number(x) for x in down] if key == 'probability' else [x.split('\n')[0] for x in down]
        first, second = (sorted(order, reverse=True), sorted(order)) if key == 'probability' else (sorted(order), sorted(order, reverse=True))
        expect(f'sort by {key}', order == first and turned == second, (order, turned))
    expect('sort: said to a screen reader', p.b.js("return document.querySelector('th[data-column=company]').getAttribute('aria-sort')") == 'descending')
    some = p.rows()[3][4]
    p.b.one('#filter').type(some.lower())
    expect('filter: by words', [r[4] for r in p.rows()] == [some] and f'1 of {len(names)}' in p.b.one('#list-count').text, p.rows())
    p.b.one('#filter').clear()
    p.b.one('#filter').type('no such words')
    expect('filter: none', p.b.one('#list-none').shown and p.rows() == [])
    p.b.one('#filter-clear').click()
    p.b.js("const s = document.querySelector('#filter-role'); s.value = 'coo'; s.dispatchEvent(new Event('input'))")
    rows = p.rows()
    expect('filter: by role', rows and all(r[1] == 'Chief Operating Officer' for r in rows) and len(rows) < len(names), rows)
    p.b.js("const s = document.querySelector('#filter-role'); s.value = ''; s.dispatchEvent(new Event('input'))")
    third = p.b.all('#table tbody .rowname')[2]
    third.click()
    title = p.rows()[2][0].splitlines()[0]
    p.b.wait(f"return document.querySelector('#detail-title')?.textContent === {json.dumps(title)}")
    expect('a row opens its posting', p.b.js("return document.querySelectorAll('#table tr.current').length") == 1)
    p.b.wait("return document.querySelector('#detail .quote')")
    p.b.one('#detail .points li:first-child li:first-child .quote').click()
    expect('a quote leads to its words', p.b.focus.attribute('class') and 'here' in p.b.focus.attribute('class') and p.b.one('#tip').shown)
    p.b.press('Escape')
    expect('Escape hides the tip', not p.b.one('#tip').shown)


def phrases(p):
    p.open()
    p.b.one('#examples button:first-child').click()
    p.wait_read(1)
    p.b.one('#tab-phrases').click()
    p.b.one('#new-phrase').type('clear aligners')
    p.b.js("document.querySelector('#new-weight').value = '2'")
    p.b.one('#adder button').click()
    p.b.wait("return /No verdict changes/.test(document.querySelector('#effect').textContent)", 20, 'the answer to the added phrase')
    p.b.one('#tab-check').click()
    p.b.wait("return [...document.querySelectorAll('#detail .body mark')].some((m) => /clear aligners/i.test(m.textContent))", 20,
             'the added phrase to count')
    p.b.one('#tab-phrases').click()
    p.b.js('''const t = document.querySelector('#phrase-text'); t.value = t.value.replace(/weight = 2\\n$/, 'weight = 5\\n\\n' +
              '[focus.more]\\nphrase = (gemba | resin | general manager)\\nrole = coo\\nweight = 5\\n');
              t.dispatchEvent(new Event('input'))''')
    p.b.wait("return /1 verdict changes/.test(document.querySelector('#effect').textContent)", 20, 'the verdict to change')
    expect('an edit changes the verdict', 'Chief Operating Officer' in p.b.one('#effect li.changed').text, p.b.one('#effect').text)
    expect('and is said to be on trial', 'focus.txt' in p.b.one('#edited').text)
    text = p.b.js("return document.querySelector('#phrase-text').value")
    p.b.one('#phrase-save').click()
    saved = p.saved('focus.txt')
    expect('the list is saved as it stands, with a word on where to put it', saved.decode() == text and
           'my-lexicon' in p.b.one('#phrase-saved').text, p.b.one('#phrase-saved').text)
    with tempfile.TemporaryDirectory() as d:
        subprocess.run(['cp', '-r', LEXICON, f'{d}/own'], check=True)
        open(f'{d}/own/focus.txt', 'wb').write(saved)
        run = subprocess.run([ROLECALL, '--format', 'jsonl', '--lexicon', f'{d}/own', 'corpus/postings/bitewell-aligners.html'], capture_output=True)
        expect('the saved lexicon says the same on the command line', json.loads(run.stdout)['role'] == 'coo', run.stdout[:200])
    p.b.one('#tab-check').click()
    p.b.wait("return document.querySelector('#detail .moved')")
    expect('the posting shows what it was', 'Head of Operations' in p.b.one('#detail .moved').text, p.b.one('#detail .moved').text)
    p.b.one('#tab-phrases').click()
    p.b.js('''const t = document.querySelector('#phrase-text'); t.value = t.value.replace('phrase = clear', 'phrase = (clear');
              t.dispatchEvent(new Event('input'))''')
    p.b.wait("return document.querySelector('#phrase-notes .bad')")
    note = p.b.one('#phrase-notes').text
    expect('a slip is shown with its line and a caret', 'never closed' in note and re.search(r'line \d+', note) and '^' in note, note)
    p.b.one('#phrase-notes .plain').click()
    chosen = p.b.js("const t = document.querySelector('#phrase-text'); return t.value.slice(t.selectionStart, t.selectionEnd)")
    expect('its line is a step away', chosen == 'phrase = (clear aligners', chosen)
    p.b.one('#edited-undo').click()
    p.b.wait("return document.querySelector('#edited').hidden && /original phrases/.test(document.querySelector('#effect').textContent)", 20)
    expect('all changes can be undone', re.search(r'Head of Operations \d+ %', p.b.one('#effect').text), p.b.one('#effect').text)
    p.b.one('#tab-check').click()
    p.b.wait("return document.querySelector('#detail .body mark')")
    p.b.all('#detail .body mark')[1].click()
    phrase = p.b.one('#detail .picked code').text
    p.b.one('#detail .picked .plain').click()
    chosen = p.b.js("const t = document.querySelector('#phrase-text'); return t.value.slice(t.selectionStart, t.selectionEnd)")
    expect('a mark leads to its phrase', chosen.startswith(f'[{phrase}]') and 'phrase =' in chosen, (phrase, chosen))


def review(p):
    p.open()
    names = ['ardent-kite.html', 'bitewell-aligners.html', 'hollowell-health-centers.html', 'gridweave-energy.txt']
    p.drop([[n, open('corpus/postings/' + n, encoding='utf-8').read()] for n in names])
    p.wait_read(4)
    p.b.one('#tab-review').click()
    sure = [int(x) for x in re.findall(r'(\d+) % sure', p.b.one('#reviews').text)]
    expect('review: the least sure come first', len(sure) == 4 and sure == sorted(sure), sure)
    expect('review: nothing to save yet', not p.b.js("return !document.querySelector('#review-save').disabled"))
    order = p.b.js("return [...document.querySelectorAll('#reviews > li .quiet')].map(e => e.textContent.split(' · ').pop())")
    p.b.all('#reviews .accept')[0].click()
    p.b.one('#reviews > li:nth-child(2) label:nth-of-type(3)').click()
    expect('review: counted', '2 of 4 postings labelled' in p.b.one('#review-count').text, p.b.one('#review-count').text)
    p.b.one('#review-save').click()
    table = p.saved('labels.tsv').decode()
    rows = list(csv.DictReader(table.splitlines(), delimiter='\t', quoting=csv.QUOTE_NONE))
    expect('review: the labels as a table', [r['file'] for r in rows] == sorted(order[:2], key=names.index) and
           {r['file']: r['label'] for r in rows}[order[1]] == 'other', table)
    with tempfile.TemporaryDirectory() as d:
        open(f'{d}/labels.tsv', 'w').write(table)
        for r in rows: subprocess.run(['cp', f'corpus/postings/{r["file"]}', d], check=True)
        run = subprocess.run([ROLECALL, 'eval', '--format', 'json', f'{d}/labels.tsv'], capture_output=True, text=True)
        expect('review: eval takes it', run.returncode == 0 and json.loads(run.stdout), run.stderr)


def saving(p):
    p.open()
    p.examples()
    p.b.one('#save-json').click()
    rows = json.loads(p.saved('rolecall.json'))
    run = subprocess.run([ROLECALL, '--format', 'json', 'corpus/postings/bitewell-aligners.html', 'corpus/postings/hollowell-health-centers.html',
                          'corpus/postings/gridweave-energy.txt'], capture_output=True, text=True)
    want = [{**r, 'id': os.path.basename(r['id']), 'path': None} for r in json.loads(run.stdout)]
    expect('save: JSON as the command line writes it', rows == want, rows[0])
    if p.b.all('#save-html'):
        p.b.one('#save-html').click()
        data = p.saved('rolecall.html')
        expect('save: the HTML report', data.startswith(b'<!') and data.count(b'Bitewell Aligners') > 0 and b'</html>' in data, data[:100])
    if p.b.all('#save-csv'):
        p.b.one('#save-csv').click()
        data = p.saved('rolecall.csv').decode('utf-8-sig')
        expect('save: CSV', len(list(csv.reader(data.splitlines()))) == 4 and 'Bitewell Aligners' in data, data[:200])
    p.b.one('#clear').click()
    expect('remove all: back at the beginning', p.b.one('#drop').shown and not p.b.one('#save').shown)


def keyboard(p):
    """All of it without a mouse."""
    p.open()
    b = p.b
    seen, rings = [], []
    for _ in range(14):
        b.press('Tab')
        seen.append(b.js("const e = document.activeElement; return e.id || e.className || e.textContent"))
        if seen[-1] == 'skip': rings.clear()
        rings.append(b.js("const e = document.activeElement, s = getComputedStyle(e.id === 'files' ? e.previousElementSibling : e);"
                          "return e === document.body || (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)"))
    expect('keyboard: everything to come in by is a Tab away', seen[:2] == ['skip', 'tab-check'] and
           {'files', 'paste-title', 'paste-text', 'all-examples'} <= set(seen), seen)
    expect('keyboard: the focus is seen', all(rings), list(zip(seen, rings)))
    b.js("document.querySelector('#all-examples').focus()")
    b.press('Enter')
    p.wait_read(3)
    b.js("document.querySelector('#table .rowname').focus()")
    b.press('Tab', 'Enter')
    b.wait("return document.activeElement.id === 'detail' && document.querySelector('#detail .body mark')")
    expect('keyboard: Enter opens a posting and goes to it', b.js("return document.querySelectorAll('tr.current')[0].rowIndex") == 2)
    b.press('Tab')
    for _ in range(40):
        if b.js("return document.activeElement.tagName") == 'MARK': break
        b.press('Tab')
    first = b.js(WORDS + "return words(document.activeElement)")
    b.press('Right', 'Right')
    third = b.js(WORDS + "return words(document.activeElement)")
    expect('keyboard: the arrows go from mark to mark', b.js("return document.activeElement.tagName") == 'MARK' and
           third == b.js(WORDS + "return words(document.querySelectorAll('#detail .body mark')[2])") and b.one('#tip').shown, (first, third))
    b.press('Enter')
    expect('keyboard: Enter tells of a mark', 'Edit this phrase' in b.one('#detail .picked').text)
    b.js("document.querySelector('#tab-check').focus()")
    b.press('Right')
    expect('keyboard: the arrows go from tab to tab', b.one('#phrases').shown and b.focus.attribute('id') == 'tab-phrases')
    b.press('Right')
    expect('keyboard: and on', b.one('#review').shown)
    b.js("document.querySelector('#reviews .accept').focus()")
    b.press('Enter', 'Enter')
    expect('keyboard: Enter by Enter through the review', '2 of 3 postings labelled' in b.one('#review-count').text, b.one('#review-count').text)
    b.js("document.querySelector('#reviews > li:last-child input').focus()")
    b.press('Space')
    expect('keyboard: Space chooses a label', '3 of 3' in b.one('#review-count').text, b.one('#review-count').text)


def hostile(p):
    p.open()
    p.b.log()
    page = HOSTILE % ('Oversees the word ' + 'paragraph without end ' * 240000)
    p.drop([['"><script>window.owned=9<\u200bscript>.html', page]])
    p.b.wait("return document.querySelector('#detail .body')", 60, 'a page of 5 MB')
    shown = p.b.js("return document.querySelector('#detail').textContent")
    expect('hostile: it shows as text', '<script>window.owned=5</script>' in shown and 'onerror=window.owned=6' in shown, shown[:300])
    for e in p.b.all('#detail .body p')[:2]: e.click()
    expect('hostile: no script ran', p.b.js("return window.owned") is None)
    made = p.b.js("return document.querySelectorAll('#detail script, #detail img, #detail iframe, #detail .body a, #detail style, #detail [onclick]').length")
    expect('hostile: no element of it was made', made == 0, made)
    expect('hostile: 5 MB are there', len(shown) > 4_000_000, len(shown))
    pasted = 'COO <script>window.owned=10</script>\nYou will oversee operations <img src=x onerror=window.owned=11>'
    p.open()
    p.b.js("document.querySelector('#paste-text').value = arguments[0]; document.querySelector('#paste').requestSubmit()", pasted)
    p.b.wait("return document.querySelector('#detail').textContent.length > 50")
    p.b.one('#tab-review').click()
    p.b.one('#tab-phrases').click()
    p.b.js("const t = document.querySelector('#phrase-text'); t.value = '[focus.<img src=x onerror=window.owned=12>\\nphrase = <script>\\n'; t.dispatchEvent(new Event('input'))")
    p.b.wait("return document.querySelector('#phrase-notes .bad')")
    expect('hostile: nothing of it runs anywhere', p.b.js("return window.owned") is None and
           p.b.js("return document.querySelectorAll('img').length") == 1)
    serious = [m for level, m in p.b.log() if level == 'SEVERE' and '422' not in m]
    expect('hostile: the console is quiet', not serious, serious)
    blocked = p.b.js('''try { document.body.insertAdjacentHTML('beforeend', '<b>x</b>'); return 'HTML was parsed'; } catch (e) { return ''; }''')
    expect('the policy forbids to parse HTML at all', blocked == '', blocked)


def looks(p, path):
    """axe-core over every view, wide and narrow, light and dark; and nothing wider than the screen."""
    found, wide = [], []
    for shade in SHADES:
        for width in (1280, 390):
            p.b.size(width, 900 if width > 500 else 844)
            p.b.shade(shade)
            p.open()
            views = [('start', None)]
            def view(name):
                p.b.js('scrollTo(0, 0)')
                if PICTURES: p.b.picture(os.path.join(PICTURES, f'serve-{name}-{width}-{shade}.png'), whole=name != 'start')
                if p.b.js('return document.documentElement.scrollWidth') > width: wide.append((name, width))
                if path: found.extend(f'{name} {width} {shade}: {x}' for x in axe(p.b, path) if x.split()[0] in ('serious', 'critical'))
            view('start')
            p.examples()
            view('check')
            p.b.one('#tab-phrases').click()
            p.b.one('#new-phrase').type('clear (aligners')
            p.b.one('#adder button').click()
            p.b.wait("return document.querySelector('#phrase-notes .bad')")
            view('phrases')
            p.b.one('#tab-review').click()
            p.b.all('#reviews .accept')[0].click()
            view('review')
    p.b.size(1280, 900)
    p.b.shade('light')
    if path: expect('axe-core finds nothing serious in 16 views', not found, found[:3])
    else: print('skip axe-core is not here (make axe)')
    expect('nothing is wider than a screen of 1280 or 390', not wide, wide)


def main():
    why = why_not() or (None if os.path.exists(SERVE) else 'rolecall-serve is not built here (no libmicrohttpd)')
    if why:
        print(f'skip {why}')
        return
    server = subprocess.Popen([SERVE, '--lexicon', LEXICON, '--port', '0', '--quiet'], stdout=subprocess.PIPE, text=True)
    try:
        url = server.stdout.readline().strip()
        with Browser() as b:
            for part in (paste, drop, table, phrases, review, saving, keyboard, hostile):
                if len(sys.argv) > 1 and part.__name__ not in sys.argv[1:]: continue
                try: part(Page(b, url))
                except Gone as x: expect(part.__name__, False, x)
            if len(sys.argv) == 1 or 'looks' in sys.argv[1:]: looks(Page(b, url), axe_path(BUILD))
    finally:
        server.terminate()
        server.wait(20)
        server.stdout.close()


main()
