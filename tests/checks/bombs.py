#!/usr/bin/env python3
"""Pages made to be slow: each takes under ten times the CPU time of an ordinary page of the same size, ends with exit 0,
and with a warning that names the limit it met, where there is one. Start-up is measured on a short page and taken off."""
import json, os, resource, subprocess, sys, tempfile

ROLECALL = os.environ['ROLECALL']
MOST = 10
ORDINARY = '''<div class="job-section" data-id="7"><h2 class="title">Responsibilities</h2><p style="margin:0">You run the
 day-to-day work of our <b>Leeds</b> warehouse &amp; its yard, with <a href="/teams/yard" class="link">two teams</a>.</p>
<ul class="list"><li>Plan the shifts of forty people and walk the floor each morning.</li>
<li>Order packaging, keep the stock count right, and report on cost each month.</li></ul></div>
<script>window.track = window.track || []; track.push({"page": "job", "id": 7});</script><!-- section end -->
'''
HEAD = '<!DOCTYPE html><html lang="en"><head><title>Head of Operations</title></head><body><h1>Head of Operations</h1>\n'
TAIL = '</body></html>\n'
N = 100_000


def ordinary(size):
    """An ordinary page of about `size` bytes."""
    return HEAD + ORDINARY * max(1, (size - len(HEAD) - len(TAIL)) // len(ORDINARY)) + TAIL


def around(bomb):
    return HEAD + ORDINARY + bomb + ORDINARY + TAIL


def behind(bomb):
    """Nothing follows that could close it."""
    return HEAD + ORDINARY + bomb


# name, page, what the warning says (None: there is none)
BOMBS = [
    ('a page of 8 MB', ordinary(8 << 20), '--max-elements'),
    ('8 MB of one line', HEAD + '<p>' + 'operations and ' * ((8 << 20) // 15 - 20) + TAIL, '--max-text'),
    ('a tag with 100,000 attributes', around('<div ' + ' '.join(f'a{i}="{i}"' for i in range(N)) + '>x</div>'),
     '--max-attributes'),
    ('a tag with 100,000 classes', around('<div class="' + ' '.join(f'job{i}' for i in range(N)) + '">x</div>'),
     '--max-tag'),
    ('100,000 nested elements', around('<div>' * N + 'x' + '</div>' * N), '--max-depth'),
    ('100,000 nested elements with stray ends', around('<div>' * N + '</p>' * N), '--max-depth'),
    ('100,000 nested fonts', around('<font color="red">' * N + 'x'), '--max-depth'),
    ('bold and italic out of order', around('<b><i><u></b></i></u>x' * (N // 4)), None),
    ('100,000 unclosed <li>', around('<ul>' + '<li>Plan the shifts of forty people' * N), '--max-elements'),
    ('100,000 unclosed <p> and <a>', around('<p><a href=x>You' * N), '--max-elements'),
    ('100,000 nested lists', around('<ul><li>' * N), '--max-depth'),
    ('100,000 nested tables', around('<table><tr><td>' * N), '--max-depth'),
    ('1 MB of &', around('&' * (1 << 20)), None),
    ('character references', around('&amp;&#65;&notit;&unknown;' * (N // 2)), None),
    ('1 MB of <', around('<' * (1 << 20)), None),
    ('an unclosed comment', behind('<!--' + '- --! >' * N), 'comment'),
    ('an unclosed script', behind('<script>' + '<!--<script' * N), 'never closed'),
    ('an unclosed quote', behind('<a href="' + '<p class=x> ' * N), 'quote'),
    ('100,000 unclosed quotes', around("<a href='x title=\"y>z" * N), None),
    ('braces in data', around('<script type="application/ld+json">' + '{"a":[' * N + '</script>'), None),
    ('a million spaces in a style', around('<div style="' + 'display :' * 50_000 + ' ' * 500_000 + '">x</div>'), None),
]


def run(path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    r = subprocess.run([ROLECALL, 'extract', '--format', 'jsonl', path], capture_output=True, text=True, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, r


def seconds(path, times):
    return min(run(path)[0] for _ in range(times))


def main():
    with tempfile.TemporaryDirectory() as d:
        def write(page):
            path = os.path.join(d, 'page.html')
            with open(path, 'w', encoding='utf-8') as f: f.write(page)
            return path
        start = seconds(write(HEAD + TAIL), 5)
        normal = {}  # by size in steps of 64 kB: CPU seconds of an ordinary page
        for name, page, words in BOMBS:
            size = max(1, round(len(page) / 65536)) * 65536
            if size not in normal: normal[size] = max(seconds(write(ordinary(size)), 3) - start, 0.001)
            took, r = run(write(page))
            took = max(took - start, 0)
            if took > MOST * normal[size]: took = max(seconds(write(page), 2) - start, 0)  # once more, in quiet
            row = json.loads(r.stdout) if r.returncode == 0 and r.stdout else {}
            told = words is None or words in str(row.get('warning', ''))
            times = took / normal[size]
            why = (f'{took * 1000:.0f} ms, an ordinary page {normal[size] * 1000:.0f} ms ({times:.1f} times); '
                   f'exit {r.returncode}; warning {row.get("warning")!r}; {r.stderr[-200:]}')
            if '-v' in sys.argv: print(f'{times:5.1f}  {name}: {why}')
            ok = times <= MOST and r.returncode == 0 and told
            print(f'ok {name}' if ok else f'not ok {name}: {why}')


main()
