#!/usr/bin/env python3
"""Every limit of src/base/limits.h at its edge: what just reaches it goes well, what passes it by one is told by the name
of the option that raises it. A limit without a case here fails."""
import json, os, re, subprocess, tempfile

ROLECALL = os.environ['ROLECALL']
TINY = os.path.abspath('tests/golden/tiny')
LEAD = 'You lead the operations of the site and its forty people.'
POSTING = f'<p>{LEAD}</p>'
L = 20  # the limit that is set, where nothing else is said


def page(body):
    return '<html><body>' + body


def json_ld(inner):
    return f'<script type="application/ld+json">{{"@type":"JobPosting","x":{inner}}}</script>{POSTING}'


# option: [(what, file's name, its bytes for a size n)]: n = L is within the limit, n = L + 1 beyond it
SIZES = {
    'max-document': [('HTML', 'page.html', lambda n: '<p>'.ljust(n, 'a')), ('text', 'page.txt', lambda n: 'a' * n),
                     ('a line of JSONL', 'x.jsonl', lambda n: '{"text":"' + 'a' * (n - 11) + '"}')],
    'max-depth': [('blocks, html and body among them', 'page.html', lambda n: page('<div>' * (n - 2) + LEAD)),
                  ('inline elements', 'page.html', lambda n: page('<p>' + '<b>' * n + LEAD))],
    'max-elements': [('elements, html and body among them', 'page.html', lambda n: page('<p>x</p>' * (n - 2)))],
    'max-tag': [('one value', 'page.html', lambda n: f'<div class="{"a" * n}">x</div>'),
                ('two values', 'page.html', lambda n: f'<div id="{"a" * 9}" class="{"b" * (n - 9)}">x</div>')],
    'max-attributes': [('attributes', 'page.html', lambda n: '<div ' + ' '.join(f'a{i}=1' for i in range(n)) + '>x</div>')],
    'max-text': [('a paragraph', 'page.html', lambda n: f'<p>{"a" * n}</p>'),
                 ('two, and what parts them', 'page.html', lambda n: f'<p>{"a" * 9}</p><p>{"b" * (n - 10)}</p>'),
                 ('plain text', 'page.txt', lambda n: 'a' * n)],
    'max-json-depth': [('arrays in an object', 'page.html', lambda n: json_ld('[' * (n - 1) + ']' * (n - 1))),
                       ('objects', 'page.html', lambda n: json_ld('{"x":' * (n - 1) + '1' + '}' * (n - 1)))],
}


def run(option, limit, name, data, command='extract'):
    with open(name, 'w', encoding='utf-8') as f: f.write(data)
    r = subprocess.run([ROLECALL, command, *(['--lexicon', TINY] if command == 'classify' else []), '--format', 'jsonl',
                        f'--{option}', str(limit), name], capture_output=True, text=True, timeout=60)
    row = json.loads(r.stdout.splitlines()[0])
    return row['status'], f'{row.get("warning", "")}{row.get("error", "")}', r.returncode, row


def edge(option, what, within, beyond, limit):
    """`within` and `beyond` are what run() gave on the two sides."""
    told = f'--{option}' in beyond[1]
    good = within[0] == 'ok' and within[2] == 0 and told and beyond[0] in ('warning', 'error')
    good = good and beyond[2] == (0 if beyond[0] == 'warning' else 2)
    print(f'ok --{option}: {what}' if good else f'not ok --{option} {limit}: {what}: within {within[:3]}, beyond {beyond[:3]}')


def memory(option):
    """No size is known from outside: the least that suffices is sought, then one byte below it is too little."""
    low, high, data = 1, 1 << 26, POSTING * 50
    while high - low > 1:
        middle = (low + high) // 2
        if run(option, middle, 'page.html', data)[0] == 'ok': high = middle
        else: low = middle
    edge(option, f'{high} bytes', run(option, high, 'page.html', data), run(option, low, 'page.html', data), high)


def evidence(option):
    data = '<h1>Head of Operations</h1><p>Run the day-to-day operations of our warehouse; you write the rotas.</p>'
    row = run(option, 1000, 'page.html', data, 'classify')[3]
    n = len(row['evidence']) + len(row['faint']) + len(row['silenced'])
    edge(option, f'{n} hits', *(run(option, most, 'page.html', data, 'classify') for most in (n, n - 1)), n)


OTHERS = {'max-memory': memory, 'max-evidence': evidence}
# limits of containers are tried where containers are made
ELSEWHERE = dict.fromkeys(('max-nesting', 'max-ratio', 'max-members', 'max-header', 'max-columns', 'max-json-values'), 'containers.py')


def is_elsewhere(option):
    path = f'tests/checks/{ELSEWHERE.get(option)}'
    return os.path.exists(path) and f"'--{option}'" in open(path, encoding='utf-8').read()


def main():
    with open('src/base/limits.h', encoding='utf-8') as f: options = re.findall(r'LIMIT\(\w+, [^"]*"([\w-]+)"', f.read())
    elsewhere = [o for o in options if is_elsewhere(o)]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for option in options:
            for what, name, make in SIZES.get(option, ()):
                edge(option, what, run(option, L, name, make(L)), run(option, L, name, make(L + 1)), L)
            if option in OTHERS: OTHERS[option](option)
            if option not in SIZES and option not in OTHERS and option not in elsewhere: print(f'not ok --{option} has no case in tests/checks/limits.py')
        r = subprocess.run([ROLECALL, 'extract', '--help'], capture_output=True, text=True)
        missing = [o for o in options if f'--{o}=' not in r.stdout]
    print(f'not ok limits that --help leaves out: {missing}' if missing or not options else f'ok {len(options)} limits in --help')


main()
