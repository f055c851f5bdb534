#!/usr/bin/env python3
"""Every limit of src/base/limits.h at its edge: what just reaches it goes well, what passes it by one is told by the name
of the option that raises it. A limit without a case here fails, and so does src/limits.md where it is not what --write
(make limits) makes of limits.h and of the cases below."""
import csv, gzip, io, json, os, re, subprocess, sys, tarfile, tempfile, zipfile

TABLE = 'src/limits.md'
TINY = os.path.abspath('tests/golden/tiny')
LEAD = 'You lead the operations of the site and its forty people.'
POSTING = f'<p>{LEAD}</p>'


def page(body):
    return '<html><body>' + body


def json_ld(inner):
    return f'<script type="application/ld+json">{{"@type":"JobPosting","x":{inner}}}</script>{POSTING}'


def line(more):
    return f'{{"text":"{LEAD}",{more}}}\n'


def long(n):
    return f'<p>{LEAD}'.ljust(n, 'a')


def gz(layers, data):
    for _ in range(layers): data = gzip.compress(data)
    return data


def tar(n):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as t:
        for i in range(n):
            info = tarfile.TarInfo(f'{i}.html')
            info.size = len(POSTING)
            t.addfile(info, io.BytesIO(POSTING.encode()))
    return out.getvalue()


def zipped(n):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as z:
        for i in range(n): z.writestr(f'{i}.html', POSTING)
    return out.getvalue()


def table(text, columns):
    out = io.StringIO()
    csv.writer(out).writerows([['id', 'text', *(f'c{i}' for i in range(columns - 2))], ['1', text, *'x' * (columns - 2)]])
    return out.getvalue()


def padded(head, n):
    """Headers of n bytes, the empty line behind them not counted."""
    return f'{head}\r\nX: {"x" * (n - len(head) - 7)}\r\n\r\n'


def warc(body, kind='resource', mime='text/html', n=None):
    head = f'WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: {mime}\r\nContent-Length: {len(body)}'
    return (padded(head, n) if n else head + '\r\n\r\n') + body + '\r\n\r\n'


def response(head):
    return warc(head + POSTING, 'response', 'application/http; msgtype=response')


def mhtml(body, n=None):
    part = 'Content-Type: text/html'
    return ('MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n' +
            (padded(part, n) if n else part + '\r\n\r\n') + body + '\r\n--b--\r\n')


def multiparts(n):
    heads = [f'Content-Type: multipart/mixed; boundary="b{i}"\r\n\r\n--b{i}\r\n' for i in range(n)]
    return 'MIME-Version: 1.0\r\n' + ''.join(heads) + 'Content-Type: text/html\r\n\r\n' + POSTING + ''.join(
        f'\r\n--b{i}--' for i in reversed(range(n))) + '\r\n'


# option: (a limit to set, [(what, the file's bytes for a size n)]): n = the limit is within it, n = the limit + 1 beyond it
SIZES = {
    'max-document': (100, [('HTML', long), ('text', lambda n: LEAD.ljust(n, 'a')), ('gzip', lambda n: gz(1, long(n).encode())),
                           ('a line of JSON', lambda n: '{"text":"' + 'a' * (n - 11) + '"}'),
                           ('a cell of a table', lambda n: table(long(n), 2)),
                           ('a WARC record', lambda n: warc(long(n))), ('a MIME part', lambda n: mhtml(long(n)))]),
    'max-depth': (20, [('blocks, html and body among them', lambda n: page('<div>' * (n - 2) + LEAD)),
                       ('inline elements', lambda n: page('<p>' + '<b>' * n + LEAD))]),
    'max-elements': (20, [('elements, html and body among them', lambda n: page('<p>x</p>' * (n - 2)))]),
    'max-tag': (20, [('one value', lambda n: f'<div class="{"a" * n}">x</div>'),
                     ('two values', lambda n: f'<div id="{"a" * 9}" class="{"b" * (n - 9)}">x</div>')]),
    'max-attributes': (20, [('attributes', lambda n: '<div ' + ' '.join(f'a{i}=1' for i in range(n)) + '>x</div>')]),
    'max-text': (20, [('a paragraph', lambda n: f'<p>{"a" * n}</p>'),
                      ('two, and what parts them', lambda n: f'<p>{"a" * 9}</p><p>{"b" * (n - 10)}</p>'),
                      ('plain text', lambda n: 'a' * n)]),
    'max-json-depth': (20, [('arrays of JSON-LD', lambda n: json_ld('[' * (n - 1) + ']' * (n - 1))),
                            ('objects of JSON-LD', lambda n: json_ld('{"x":' * (n - 1) + '1' + '}' * (n - 1))),
                            ('a line of JSON', lambda n: line('"x":' + '[' * (n - 1) + ']' * (n - 1)))]),
    'max-json-values': (20, [('a line of JSON', lambda n: line(f'"x":[{",".join("1" * (n - 2))}]'))]),
    'max-nesting': (4, [('gzip in gzip', lambda n: gz(n, POSTING.encode())), ('a tar in gzip', lambda n: gz(n - 1, tar(1))),
                        ('MIME multiparts', multiparts)]),
    'max-members': (20, [('a tar', tar), ('a zip', zipped)]),
    'max-header': (200, [('a WARC record', lambda n: warc(POSTING, n=n)),
                         ('an HTTP response', lambda n: response(padded('HTTP/1.1 200 OK\r\nContent-Type: text/html', n))),
                         ('a MIME part', lambda n: mhtml(POSTING, n))]),
    'max-columns': (20, [('a table', lambda n: table(LEAD, n))]),
}


def run(option, limit, data, command='extract'):
    """The rows, what the first that is not well says, and the exit code."""
    with open('input', 'wb') as f: f.write(data.encode() if isinstance(data, str) else data)
    r = subprocess.run([os.environ['ROLECALL'], command, *(['--lexicon', TINY] if command == 'classify' else []), '--format', 'jsonl',
                        f'--{option}', str(limit), 'input'], capture_output=True, text=True, timeout=60)
    rows = [json.loads(x) for x in r.stdout.splitlines()]
    told = [f'{row.get("warning", "")}{row.get("error", "")}' for row in rows if row['status'] != 'ok']
    return rows, (told or [''])[0], r.returncode


def is_within(ran):
    return len(ran[0]) > 0 and not ran[1] and ran[2] == 0


def edge(option, what, within, beyond, limit):
    """`within` and `beyond` are what run() gave on the two sides."""
    status = [row['status'] for row in beyond[0] if row['status'] != 'ok']
    good = is_within(within) and f'--{option}' in beyond[1] and beyond[2] == (2 if 'error' in status else 0)
    print(f'ok --{option}: {what}' if good else f'not ok --{option} {limit}: {what}: within {within[1:]}, beyond {beyond[1:]}')


def least(option, what, most, data):
    """No size is known from outside: the least limit that suffices is sought, then one below it is too little."""
    low, high = 1, most
    while high - low > 1:
        middle = (low + high) // 2
        if is_within(run(option, middle, data)): high = middle
        else: low = middle
    edge(option, f'{what}, {high}', run(option, high, data), run(option, low, data), high)


def evidence(option):
    data = '<h1>Head of Operations</h1><p>Run the day-to-day operations of our warehouse; you write the rotas.</p>'
    row = run(option, 1000, data, 'classify')[0][0]
    n = len(row['evidence']) + len(row['faint']) + len(row['silenced'])
    edge(option, f'{n} hits', *(run(option, most, data, 'classify') for most in (n, n - 1)), n)


OTHERS = {'max-memory': ('the least that a page of 50 paragraphs takes', lambda o: least(o, 'bytes', 1 << 26, POSTING * 50)),
          'max-ratio': ('the least that gzip of 5 MB takes',
                        lambda o: least(o, 'times', 1000, gz(1, (line('"x":"' + 'y ' * 1000 + '"') * 2500).encode()))),
          'max-evidence': ('the hits of a posting', evidence)}


def limits():
    """[(name, default, most, option, unit, reason)] of limits.h."""
    with open('src/base/limits.h', encoding='utf-8') as f: text = re.sub(r'\\\n\s*', '', f.read())
    mosts = {'LIMIT_ANY': (1 << 32) - 1, **{k: int(v) for k, v in re.findall(r'(\w+_MOST) = (\d+)', text)}}

    def number(words):
        times, _, shift = words.replace('u', '').partition(' << ')
        return mosts[words] if words in mosts else int(times) << int(shift or 0)

    return [(name, number(default), number(most), *words) for name, default, most, *words in
            re.findall(r'LIMIT\((\w+), ([^,]+), ([^,]+), *"([^"]+)", "([^"]+)", *"([^"]+)"\)', text)]


def document():
    rows = ['| option | default | at most | unit | why | tried at the limit and one past it |', '| --- | ---: | ---: | --- | --- | --- |']
    for _, default, most, option, unit, reason in limits():
        cases = '; '.join(what for what, _ in SIZES[option][1]) if option in SIZES else OTHERS.get(option, ['nothing'])[0]
        rows.append(f'| `--{option}` | {default:,} | {most:,} | {unit} | {reason} | {cases} |')
    return ('# Limits\n\nEvery limit has an option, of rolecall and of rolecall-serve. What passes one is never cut silently: the row says so and\n'
            'names the option. `make limits` writes this table from [limits.h](base/limits.h) and from the cases of\n'
            '[tests/checks/limits.py](../tests/checks/limits.py), which tries each on both sides of its edge.\n\n' + '\n'.join(rows) + '\n')


def numbers(program, arguments, rows):
    """The most is taken; one more, none and no number are refused, and the refusal says what is taken."""
    for _, _, most, option, *_ in rows:
        said = [subprocess.run([program, *arguments, f'--{option}={n}', '--help'], capture_output=True, text=True) for n in
                (most, most + 1, 0, '1x', 1 << 64)]
        wrong = [r.args[-2] for r in said[1:] if r.returncode != 2 or f'--{option} takes a whole number from 1 to {most}, not' not in r.stderr]
        if said[0].returncode: wrong.append(said[0].args[-2])
        name = f'{os.path.basename(program)} --{option} is at most {most}'
        print(f'not ok {name}: {wrong}' if wrong else f'ok {name}')


def main():
    with open(TABLE, encoding='utf-8') as f: told = f.read()
    print('ok the table of limits' if told == document() else f'not ok the table of limits: {TABLE} is stale, run "make limits"')
    rows, program = limits(), os.environ['ROLECALL']
    numbers(program, ['extract'], rows)
    if os.path.exists(program + '-serve'): numbers(program + '-serve', ['--lexicon', 'x'], rows)
    else: print('skip rolecall-serve: it was not built')
    r = subprocess.run([program, 'extract', '--help'], capture_output=True, text=True)
    missing = [row[3] for row in rows if f'--{row[3]}=' not in r.stdout]
    print(f'not ok limits that --help leaves out: {missing}' if missing or not rows else f'ok {len(rows)} limits in --help')
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for option in (row[3] for row in rows):
            limit, cases = SIZES.get(option, (0, ()))
            for what, make in cases: edge(option, what, run(option, limit, make(limit)), run(option, limit, make(limit + 1)), limit)
            if option in OTHERS: OTHERS[option][1](option)
            elif not cases: print(f'not ok --{option} has no case in tests/checks/limits.py')


if sys.argv[1:] == ['--write']:
    with open(TABLE, 'w', encoding='utf-8') as f: f.write(document())
else:
    main()
