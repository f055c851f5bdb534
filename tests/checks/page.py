#!/usr/bin/env python3
"""The HTML report in a real Chromium: sort, filter, keyboard alone, review and download, print, phones, accessibility,
and a posting that attacks. `make check-browser`; without a Chromium it skips. BROWSER_PICTURES=DIR leaves pictures."""
import csv, html, html.parser, json, os, re, subprocess, sys, tempfile
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'browser'))
from webdriver import Browser, Gone, axe, axe_path, why_not

TOP = os.getcwd()
ROLECALL, BUILD = os.environ['ROLECALL'], os.environ['BUILD']
POSTINGS = ['bitewell-aligners.html', 'hollowell-health-centers.html', 'quickbasti-retail.html', 'thornwick-university.html',
            'gridweave-energy.txt', 'al-rawdhan-contracting.html', 'adverra.html', 'blue-kite.html', 'abokobi-savings.html',
            'al-marsa-catering.html', 'al-zahra-crescent-hospital.html', 'aurelia.html', 'canton-row-bank.html']
count = {'bad': 0}


def check(name, good, why=''):
    print(f'ok {name}' if good else f'not ok {name}: {str(why)[:300]}')
    count['bad'] += not good


def report(folder, name, paths, cwd=TOP, status=0):
    run = subprocess.run([ROLECALL, '-q', '--format', 'html', *paths], capture_output=True, cwd=cwd, timeout=120)
    check(f'{name}: exit {status}', run.returncode == status, f'{run.returncode} {run.stderr.decode()[:200]}')
    path = os.path.join(folder, name + '.html')
    with open(path, 'wb') as f: f.write(run.stdout)
    return path


def column(b, n):
    return b.js('return [...document.querySelectorAll("#table tbody tr")].filter(r => !r.hidden).map(r => r.cells[arguments[0]].textContent.trim())', n)


def choose(b, select, value):
    b.js('const s = document.getElementById(arguments[0]); s.value = arguments[1]; s.dispatchEvent(new Event("input", {bubbles: true}))', select, value)


def quiet(b, name):
    said = b.log()
    check(f'{name}: nothing on the console', not said, said)


def sort_and_filter(b, path):
    b.open(path)
    given = column(b, 0)
    check('all postings are in the list', len(given) == len(POSTINGS), given)
    heads = b.all('#table thead button')
    heads[0].click()
    titles = column(b, 0)
    check('sorted by title', titles == sorted(titles, key=str.lower) and
          b.one('th.title').attribute('aria-sort') == 'ascending', titles)
    heads[0].click()
    check('sorted the other way', column(b, 0) == titles[::-1] or
          [t.lower() for t in column(b, 0)] == sorted((t.lower() for t in titles), reverse=True), column(b, 0))
    heads[2].click()
    sure = [int(re.match(r'\d+', s).group()) for s in column(b, 2)]
    check('sorted by number, not by letter', sure == sorted(sure), sure)
    same = b.js('return [...document.querySelectorAll("#table tbody tr")].map(r => r.dataset.for).join() === '
                '[...document.querySelectorAll("article")].map(a => a.id).join()')
    check('the postings follow the list', same)
    choose(b, 'order', 'unsure')
    margins = b.js('return [...document.querySelectorAll("#table tbody tr")].map(r => Number(r.dataset.margin))')
    check('least sure first', margins == sorted(margins), margins)
    choose(b, 'by-fit', 'not')
    fits = column(b, 3)
    check('filtered by fit', fits and set(fits) <= {'promises more', 'promises less', 'different job'}, fits)
    choose(b, 'by-fit', '')
    choose(b, 'by-role', 'coo')
    check('filtered by role', set(r[0] for r in column(b, 1)) == {'C'}, column(b, 1))
    choose(b, 'by-role', '')
    b.one('#find').type('bitewell')
    check('found by company', len(column(b, 0)) == 1 and b.one('#shown').text == f'1 of {len(POSTINGS)} shown', b.one('#shown').text)
    hidden = b.js('return [...document.querySelectorAll("article")].filter(a => !a.hidden).length')
    check('postings not in the list are hidden', hidden == 1, hidden)
    b.one('#find').type(' zzzz')
    check('nothing found says so', b.one('#nothing').shown)
    quiet(b, 'sort and filter')


def keyboard(b, path):
    """No mouse: from the skip link to a sorted list, to a posting, to a label."""
    b.open(path)
    b.press('Tab')
    check('the first stop is the skip link, and it is seen', b.focus.attribute('class') == 'skip' and
          b.js('return arguments[0].getBoundingClientRect().left >= 0', b.focus))
    b.press('Enter', 'Tab')
    check('it leads to the list', b.focus.attribute('id') == 'find', b.focus.attribute('id'))
    ring = b.js('return getComputedStyle(arguments[0]).outlineStyle', b.focus)
    check('focus is seen', ring == 'solid', ring)
    b.press('q', 'u', 'i', 'c', 'k')
    check('typing filters', len(column(b, 0)) == 1)
    for _ in range(5): b.press('Backspace')
    b.press('Tab', 'Tab', 'Tab', 'Tab')
    check('then the heads of the columns', b.focus.text.startswith('Title'), b.focus.text)
    b.press('Space')
    check('a key sorts', b.one('th.title').attribute('aria-sort') == 'ascending')
    for _ in range(6): b.press('Tab')
    check('then the postings', b.focus.attribute('href').split('#')[-1].startswith('p'), b.focus.attribute('href'))
    b.press('Enter')
    check('a key opens one', b.js('return document.querySelector(":target") === document.activeElement'))
    for _ in range(12):
        b.press('Tab')
        if b.focus.attribute('type') == 'radio': break
    b.press('Space')
    check('a key labels it', b.one('#labelled').text.startswith('1 of'), b.one('#labelled').text)
    b.press('Down')
    check('arrows change the label', b.js('return document.querySelectorAll("article input:checked").length') == 1)
    quiet(b, 'keyboard')


def review(b, path, folder):
    b.open(path)
    check('nothing is labelled at first', not b.js('return document.querySelector("input:checked")') and
          b.one('#download').attribute('disabled'))
    truth = {row['file'].split('/')[-1]: row['label'] for row in csv.DictReader(open('corpus/manifest.tsv'), delimiter='\t')}
    b.one('#review').click()
    least = b.js('return [...document.querySelectorAll("#table tbody tr")].sort((x, y) => x.dataset.margin - y.dataset.margin)[0].dataset.for')
    check('review begins with the least sure', b.js('return document.activeElement.closest("article").id') == least)
    for _ in POSTINGS:
        file = b.js('return document.activeElement.closest("article").dataset.file')
        b.js('document.activeElement.closest("article").querySelector(`input[value="${arguments[0]}"]`).click()',
             truth[os.path.basename(file)])
        b.js('document.activeElement.closest("article").querySelector(".next").click()')
    check('all are labelled', 'labelled' in b.one('#labelled').text and
          b.js('return document.querySelectorAll(".review.done").length') == len(POSTINGS))
    undo = b.all('.review .undo')[0]
    undo.click()
    check('a label can be taken back', b.js('return document.querySelectorAll(".review.done").length') == len(POSTINGS) - 1)
    b.one('#download').click()
    rows = list(csv.DictReader(open(b.downloaded(), encoding='utf-8'), delimiter='\t'))
    check('the labels come down', len(rows) == len(POSTINGS) - 1 and set(rows[0]) == {'file', 'label', 'title', 'employer'}, rows)
    manifest = os.path.join(folder, 'labels.tsv')
    with open(b.downloaded(), encoding='utf-8') as f: text = f.read()
    with open(manifest, 'w', encoding='utf-8') as f: f.write(re.sub(r'^(corpus/)', TOP + r'/\1', text, flags=re.M))
    run = subprocess.run([ROLECALL, 'eval', '--format', 'json', manifest], capture_output=True, text=True, timeout=120)
    check('eval takes them', run.returncode == 0 and 'macro_f1' in run.stdout, run.stderr)
    lexicon = os.path.join(folder, 'weights.tsv')
    run = subprocess.run([ROLECALL, 'train', '-o', lexicon, manifest], capture_output=True, text=True, timeout=120)
    check('train takes them', run.returncode == 0 and os.path.getsize(lexicon) > 100, run.stderr)
    quiet(b, 'review')


def without_scripts(b, path):
    b.scripts(False)
    b.open(path)
    b.scripts(True)
    check('without scripts: the list and the postings are there', len(b.all('#table tbody tr')) == len(POSTINGS) and
          all(a.shown for a in b.all('article')))
    check('without scripts: no tools that would do nothing', not b.one('#tools').shown and not b.one('#labels').shown and
          not any(f.shown for f in b.all('.review')))


def looks(b, path):
    for width in (390, 1280):
        b.size(width, 900)
        for shade in ('light', 'dark'):
            b.shade(shade)
            b.open(path)
            wide = b.js('return document.documentElement.scrollWidth')
            check(f'no horizontal scroll at {width}, {shade}', wide <= width, wide)
            where = os.environ.get('BROWSER_PICTURES')
            if where: b.picture(os.path.join(where, f'report-{width}-{shade}.png'))
    b.shade('light', 'print')
    gone = b.js('return [...document.querySelectorAll(".tools, .labels, .review, .skip")].every(e => getComputedStyle(e).display === "none")')
    check('print: no tools', gone)
    pages = b.pdf().count(b'/Type /Page\n') or len(re.findall(rb'/Type\s*/Page[^s]', b.pdf()))
    check('print: each posting begins a page', pages > len(POSTINGS), pages)
    under = b.js('return [...document.querySelectorAll("mark")].every(m => getComputedStyle(m).textDecorationLine === "underline" && '
                 'getComputedStyle(m).backgroundColor === "rgba(0, 0, 0, 0)")')
    check('print: evidence is underlined, not coloured', under)
    b.shade()
    styles = b.js('return ["r0", "r1", "r2"].map(r => getComputedStyle(document.querySelector(".sample." + r)).textDecorationStyle)')
    check('roles differ by their underline', len(set(styles)) == 3, styles)
    letters = b.js('return [...document.querySelectorAll("mark[data-l]")].every(m => /^[−CHO ]+$/.test(m.dataset.l))')
    check('and by their letter', letters)


def accessible(b, path):
    checker = axe_path(BUILD)
    if not checker:
        print('skip axe-core: not installed (make axe)')
        return
    for width, shade in ((1280, 'light'), (1280, 'dark'), (390, 'light')):
        b.size(width, 900)
        b.shade(shade)
        b.open(path)
        found = axe(b, checker)
        check(f'axe-core at {width}, {shade}: nothing', not found, found)
    b.size(1280, 900)
    b.shade()


ATTACK = '''window.ran = 1; document.title = "owned"'''
HOSTILE = {
    'tags.html': '<title>Head of Operations</title><h1>Head of Operations &lt;script&gt;%s&lt;/script&gt;</h1>' % ATTACK,
    'end.html': '<title>&lt;/title&gt;&lt;/style&gt;&lt;/script&gt;&lt;script&gt;%s&lt;/script&gt;</title>'
                '<h1>Operations Manager &lt;/style&gt;&lt;/script&gt;&lt;svg onload=window.ran=1&gt;</h1>' % ATTACK,
    'quotes.html': '<h1>Head of Operations" onmouseover="window.ran=1" x="</h1><p>Company: Acme" onfocus="window.ran=1" autofocus="</p>',
    'bidi.html': '<h1>Head of \u202eOperations\u202c \u2066evil\u2069 \u200f</h1>',
    'links.html': '<h1>COO</h1><p><a href="javascript:window.ran=1">Apply</a> javascript:window.ran=1</p>',
    'a"><svg onload=window.ran=1>.html': '<h1>Director of Operations</h1>',
    'javascript:window.ran=1.txt': 'Head of Operations\n\n',
}
DUTIES = ('<h2>What you will do</h2><ul><li>Run the day-to-day operations of our warehouse &lt;img src=x onerror=window.ran=1&gt;</li>'
          '<li>Plan shift rotas, stock and service levels</li><li>Report to the COO &lt;/mark&gt;&lt;/article&gt;&lt;/main&gt;</li>'
          '<li>{{constructor.constructor("window.ran=1")()}} ${window.ran=1} <!-- --> &amp;lt;script&amp;gt;</li></ul>')


class Tags(html.parser.HTMLParser):
    """Every tag and attribute of the page, to look for what a posting must never bring in."""
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.links = {}, {}, []

    def handle_starttag(self, tag, attrs):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        for name, value in attrs:
            self.attributes[name] = self.attributes.get(name, 0) + 1
            if name in ('href', 'src'): self.links.append(value)


def hostile(b, folder):
    jobs = os.path.join(folder, 'hostile')
    os.mkdir(jobs)
    for name, text in HOSTILE.items():
        with open(os.path.join(jobs, name), 'w', encoding='utf-8') as f:
            f.write(text + (DUTIES if not name.endswith('.txt') else html.unescape(re.sub('<[^>]+>', '\n', DUTIES))))
    with open(os.path.join(jobs, 'long.html'), 'w', encoding='utf-8') as f:
        f.write('<h1>Head of Operations</h1><p>' + 'x' * 200000 + ' run the warehouse and plan shifts. ' * 150000 + '</p>' + DUTIES)
    record = {'id': '</script><script>window.ran=1</script>', 'url': 'javascript:window.ran=1', 'title': 'COO\u202e<b>', 'html': DUTIES}
    with open(os.path.join(jobs, 'list.jsonl'), 'w', encoding='utf-8') as f: f.write(json.dumps(record) + '\n')
    assert os.path.getsize(os.path.join(jobs, 'long.html')) > 5 << 20
    path = report(folder, 'hostile', ['.'], cwd=jobs)
    text = open(path, encoding='utf-8').read()
    page = Tags()
    page.feed(text)
    check('hostile: no tags but our own', page.tags['script'] == 1 and page.tags['style'] == 1 and
          not {'img', 'iframe', 'object', 'embed', 'base', 'form ', 'video'} & set(page.tags) and page.tags['form'] == 1, page.tags)
    check('hostile: no event handlers or style attributes', not [a for a in page.attributes if a.startswith('on') or a == 'style'])
    bad = [h for h in page.links if not re.match(r'#p?\w+$|\./|https?://', h or '')]
    check('hostile: links lead to the page, to files or to the web', not bad, bad[:3])
    check('hostile: no control or bidi characters', not re.search('[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]', text))
    b.open(path)
    check('hostile: all are shown', len(b.all('article')) == len(HOSTILE) + 2)
    b.js('document.querySelectorAll("a, mark, button").forEach(e => { for (const t of ["mouseover", "focus"]) e.dispatchEvent(new Event(t)) })')
    for link in b.all('a[href^="#"]')[:40]: b.js('arguments[0].click()', link)
    check('hostile: no script ran', b.js('return window.ran === undefined && document.title') == 'What these job postings really are')
    check('hostile: the attack is there to be read', b.js('return document.body.textContent.includes("<img src=x onerror=window.ran=1>")'))
    check('hostile: a word of 200,000 letters makes no scroll', b.js('return document.documentElement.scrollWidth') <= 1280)
    b.js('document.querySelector("#order").value = "unsure"; document.querySelector("#order").dispatchEvent(new Event("input", {bubbles: true}))')
    quiet(b, 'hostile')


def main():
    why = why_not()
    if why:
        print('skip the report in a browser:', why)
        return 0
    with tempfile.TemporaryDirectory() as folder, Browser() as b:
        path = report(folder, 'report', [f'corpus/postings/{p}' for p in POSTINGS])
        for name, test in (('sort and filter', sort_and_filter), ('keyboard', keyboard), ('without scripts', without_scripts),
                           ('looks', looks), ('accessible', accessible)):
            try: test(b, path)
            except Gone as x: check(name, False, x)
        b.size(1280, 900)
        review(b, path, folder)
        hostile(b, folder)
    return count['bad'] > 0


sys.exit(main())
