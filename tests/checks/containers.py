#!/usr/bin/env python3
"""The same posting through every container gives the same verdict; containers cut short, with flipped bits or that lie
give one error with path and record and no crash; the documents beside them still come."""
import base64, binascii, bz2, csv, gzip, io, json, lzma, os, random, re, shutil, subprocess, tarfile, tempfile, zipfile, zlib
from libruns import ROLECALL, expect, run, write

PAGE = '''<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Head of Operations – Nørby Bakers</title></head><body>
<h1>Head of Operations</h1><p>Nørby Bakers, Leeds. “We bake at night, and we deliver by six.”</p>
<h2>What you will do</h2><ul>
<li>Run the day-to-day operations of our Leeds bakery and its delivery yard.</li>
<li>Lead four shift managers and plan the rota of sixty people.</li>
<li>Report to the COO on cost, waste and late deliveries each week.</li></ul>
<h2>What you bring</h2><ul><li>Ten years in food production; you have managed a site before.</li></ul>
</body></html>
'''.encode()
GOOD = PAGE.replace('Nørby'.encode(), b'Good')
WHERE = ('id', 'path', 'member', 'record', 'offset', 'url')


def rows(r):
    return [json.loads(line) for line in r.stdout.decode().splitlines()]


def verdict(row):
    return {k: v for k, v in row.items() if k not in WHERE}


def tar(members, mode='w', form=tarfile.PAX_FORMAT):
    if mode == 'w:gz': return gzipped(tar(members, form=form))
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as t:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(members, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', how) as z:
        for name, data in members:
            info = zipfile.ZipInfo(name)  # of 1980: the bytes, and so the damage done to them, are the same every day
            info.compress_type = how
            z.writestr(info, data)
    return out.getvalue()


def gzipped(data):
    return gzip.compress(data, mtime=0)


def zstd(data):
    return subprocess.run(['zstd', '-q', '-c'], input=data, capture_output=True, check=True).stdout


def table(records, sign=',', end='\r\n', quote=csv.QUOTE_ALL):
    out = io.StringIO()
    w = csv.DictWriter(out, list(records[0]), delimiter=sign, lineterminator=end, quoting=quote)
    w.writeheader()
    for r in records: w.writerow(r)
    return out.getvalue().encode()


def warc_record(kind, url, body, mime='application/http; msgtype=response', version='1.0', length=None):
    head = f'WARC/{version}\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: {mime}\r\n'
    return f'{head}Content-Length: {len(body) if length is None else length}\r\n\r\n'.encode() + body + b'\r\n\r\n'


def http(body, more='', status='200 OK', mime='text/html; charset=utf-8'):
    return f'HTTP/1.1 {status}\r\nContent-Type: {mime}\r\n{more}\r\n'.encode() + body


def chunked(body, n=100):
    return b''.join(b'%x;x=y\r\n%s\r\n' % (len(body[i:i + n]), body[i:i + n]) for i in range(0, len(body), n)) + b'0\r\n\r\n'


def warc(records):
    return b''.join([warc_record('warcinfo', '', b'software: test\r\n', 'application/warc-fields')] + records)


def mhtml(page, coding='quoted-printable', charset='utf-8', end='\r\n', first=b'', start='', mark='----MultipartBoundary--x1----'):
    body = {'quoted-printable': lambda b: binascii.b2a_qp(b, istext=False), 'base64': base64.encodebytes, '8bit': bytes}[coding](page)
    lines = ['From: <Saved by Blink>', 'Snapshot-Content-Location: https://example.org/job', 'Subject: =?utf-8?Q?Job?=',
             'MIME-Version: 1.0', f'Content-Type: multipart/related;{end}\ttype="text/html";{end}\t{start}boundary="{mark}"', '', '']
    part = ['--' + mark, f'Content-Type: text/html; charset="{charset}"', 'Content-ID: <frame-1@mhtml.blink>',
            f'Content-Transfer-Encoding: {coding}', 'Content-Location: https://example.org/job', '', '']
    other = ['', '--' + mark, 'Content-Type: image/png', 'Content-Transfer-Encoding: base64',
             'Content-Location: https://example.org/a.png', '', '']
    image = base64.encodebytes(bytes(range(256)) * 4)
    if coding != '8bit': body = body.replace(b'\n', end.encode())
    return (end.join(lines).encode() + first + end.join(part).encode() + body + end.join(other).encode() + image +
            f'{end}--{mark}--{end}'.encode())


def record(i, **more):
    return {'id': f'r{i}', 'html': PAGE.decode(), **more}


def make_containers():
    """Name to bytes and the number of documents in them, each the same posting."""
    html = PAGE.decode()
    c = {
        'page.html': (PAGE, 1), 'page.html.gz': (gzipped(PAGE), 1), 'page.bz2': (bz2.compress(PAGE), 1),
        'two-members.gz': (gzipped(PAGE[:500]) + gzipped(PAGE[500:]), 1),
        'page.xz': (lzma.compress(PAGE), 1),
        'pages.tar': (tar([('a/1.html', PAGE), ('a/2.htm', PAGE), ('./a/3', PAGE)]), 3),
        'ustar.tar': (tar([('a/1.html', PAGE)], form=tarfile.USTAR_FORMAT), 1),
        'gnu.tar': (tar([('a' * 120 + '/1.html', PAGE)], form=tarfile.GNU_FORMAT), 1),
        'pages.tgz': (tar([('1.html', PAGE), ('2.html', PAGE)], 'w:gz'), 2),
        'pages.tar.bz2': (tar([('1.html', PAGE), ('2.html', PAGE)], 'w:bz2'), 2),
        'pages.tar.xz': (tar([('1.html', PAGE), ('2.html', PAGE)], 'w:xz'), 2),
        'pages.zip': (zipped([('a/1.html', PAGE), ('2.html', PAGE)]), 2),
        'stored.zip': (zipped([('1.html', PAGE), ('2.html', PAGE)], zipfile.ZIP_STORED), 2),
        'lines.jsonl': (b''.join(json.dumps(record(i)).encode() + b'\n' for i in range(3)), 3),
        'bom-crlf.jsonl': (b'\xef\xbb\xbf' + b''.join(json.dumps(record(i)).encode() + b'\r\n' for i in range(3)), 3),
        'array.json': (json.dumps([record(i) for i in range(3)]).encode(), 3),
        'pretty-array.json': (json.dumps([record(i) for i in range(3)], indent=2).encode(), 3),
        'pretty-object.json': (json.dumps(record(1, tags=['[', '{"'], note='\\" }'), indent=4).encode(), 1),
        'wrapped.json': (json.dumps({'count': 2, 'query': {'q': ']}'}, 'jobs': [record(1), record(2)], 'next': None}).encode(), 2),
        'wrapped-twice.json': (json.dumps({'ok': True, 'data': {'page': 1, 'results': [record(1), record(2)]}}, indent=1).encode(), 2),
        'comma.csv': (table([record(i) for i in range(3)]), 3),
        'bom.csv': (b'\xef\xbb\xbf' + table([{'Job ID': i, 'Company': '', 'HTML': html} for i in range(2)], end='\n'), 2),
        'semicolon.csv': (table([record(i, pay='1,5;2') for i in range(2)], sign=';'), 2),
        'tab.tsv': (table([record(i) for i in range(2)], sign='\t'), 2),
        'sep.csv': (b'sep=;\r\n' + table([record(i) for i in range(2)], sign=';'), 2),
        'crawl.warc': (warc([
            warc_record('request', 'https://example.org/1', b'GET / HTTP/1.1\r\n\r\n', 'application/http; msgtype=request'),
            warc_record('response', 'https://example.org/1', http(PAGE)),
            warc_record('response', 'https://example.org/2', http(chunked(PAGE), 'Transfer-Encoding: chunked\r\n')),
            warc_record('response', 'https://example.org/3', http(gzipped(PAGE), 'Content-Encoding: gzip\r\n')),
            warc_record('response', 'https://example.org/4', http(zlib.compress(PAGE), 'Content-Encoding: deflate\r\n')),
            warc_record('response', 'https://example.org/5', http(zlib.compress(PAGE)[2:-4], 'Content-Encoding: deflate\r\n')),
            warc_record('response', 'https://example.org/6', http(chunked(gzipped(PAGE)), 'Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n')),
            warc_record('response', 'https://example.org/7', http(PAGE, 'Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n')),
            warc_record('response', 'https://example.org/gone', http(b'<p>no', status='404 Not Found')),
            warc_record('response', 'https://example.org/a.png', http(b'\x89PNG', mime='image/png')),
            warc_record('resource', 'https://example.org/8', PAGE, 'text/html', '1.1')]), 8),
        'chrome.mhtml': (mhtml(PAGE), 1), 'ie.mht': (mhtml(PAGE, 'base64'), 1), 'plain.mht': (mhtml(PAGE, '8bit', end='\n'), 1),
    }
    for name, coding, mark in [('comma.csv', 'le', b'\xff\xfe'), ('tab.tsv', 'be', b'\xfe\xff'), ('lines.jsonl', 'le', b'\xff\xfe'),
                               ('wrapped.json', 'be', b'\xfe\xff')]:
        c['utf16-' + name] = (mark + c[name][0].decode().encode('utf-16-' + coding), c[name][1])
    c['crawl.warc.gz'] = (b''.join(gzipped(b'WARC/' + r) for r in c['crawl.warc'][0].split(b'WARC/')[1:]), 8)
    c['nested.zip'] = (zipped([(n, c[n][0]) for n in ('crawl.warc.gz', 'pages.tgz', 'chrome.mhtml', 'lines.jsonl', 'comma.csv')]), 17)
    c['nested.tar'] = (tar([(n, c[n][0]) for n in ('page.html.gz', 'page.xz', 'pages.zip', 'array.json')]), 7)
    if shutil.which('zstd'):
        c['page.zst'] = (zstd(PAGE), 1)
        c['lines.tar.zst'] = (zstd(tar([('lines.jsonl', c['lines.jsonl'][0])])), 3)
    return c


def same_verdict(containers):
    want = verdict(rows(run('--format', 'jsonl', 'page.html'))[0])
    for name, (_, count) in containers.items():
        r = run('--format', 'jsonl', name)
        got = rows(r)
        wrong = [x for x in got if verdict(x) != want]
        ids = {x['id'] + str(x.get('member')) for x in got}
        expect(f'{name}: {count} documents as from the page itself', len(got) == count and not wrong and r.returncode == 0 and
               len(ids) == count and all(x['path'] == name for x in got), f'{len(got)} rows; {r.stderr}; {wrong[:1]}')
    for name in ('page.html.gz', 'pages.tgz', 'lines.jsonl', 'crawl.warc.gz', 'pages.zip'):
        piped = [verdict(x) for x in rows(run('--format', 'jsonl', '-', input=containers[name][0]))]
        expect(f'{name} from a pipe', piped == [want] * containers[name][1], piped[:1])


def offsets(containers):
    for name in ('lines.jsonl', 'pretty-array.json', 'wrapped.json', 'comma.csv', 'semicolon.csv', 'crawl.warc', 'crawl.warc.gz'):
        data = containers[name.replace('.gz', '')][0]
        begins = {'j': b'{', 'p': b'{', 'w': b'{', 'l': b'{', 'c': b'WARC/', 's': b'"r'}[name[0]]
        if name.startswith('comma'): begins = b'"r'
        got = rows(run('--format', 'jsonl', name))
        expect(f'{name}: offsets of the records', all(data[x['offset']:].startswith(begins) for x in got) and
               all(a['record'] < b['record'] for a, b in zip(got, got[1:])), [(x['record'], x['offset']) for x in got])


CHECKSUMMED = ('.gz', '.bz2', '.xz', '.zst', '.tgz', '.zip')
NO_LONGER = {'.csv': 200, '.tsv': 200, '.mhtml': 400, '.mht': 400}  # cut within this, it is a text and no container


def judge(got):
    """Why the rows of a damaged container are wrong, or None."""
    errors = [x for x in got if x['status'] == 'error']
    if len(errors) > 1: return f'{len(errors)} errors'
    if not got: return 'no row'
    for x in errors:
        if not x['error'] or 'code' not in x: return 'an error without words'
    return None


def damaged(containers):
    """Cut at every 64th byte, in one run with a good page between; then with bits flipped."""
    random.seed(6)
    for name, (data, count) in containers.items():
        if name == 'page.html' or len(data) < 64: continue
        end = '.' + name.rsplit('.', 1)[1]
        cuts = [n for n in range(64, len(data), 64)]
        os.makedirs('cut', exist_ok=True)
        paths = []
        for n in cuts:
            write(f'cut/{n}-{name}', data[:n])
            paths += [f'cut/{n}-{name}'] + ['good.html'] * (n % 512 == 0)
        r = run('--format', 'jsonl', '--evidence', 'none', *paths)
        by_path = {}
        for x in rows(r): by_path.setdefault(x['path'], []).append(x)
        bad = []
        for n in cuts:
            got = by_path.get(f'cut/{n}-{name}', [])
            why = judge(got)
            errors = sum(x['status'] == 'error' for x in got)
            good = len(got) - errors
            # nothing is lost in silence: an error, or the cut fell between two records, or behind all of them
            lost = errors == 0 and good < count and not (end in ('.jsonl', '.csv', '.tsv', '.warc') and data[:n].endswith(b'\n'))
            if lost and n > NO_LONGER.get(end, 0): why = why or f'{good} of {count} documents and no error'
            if good > count: why = f'{good} documents'
            if why: bad.append(f'at {n}: {why}: {[x.get("error") for x in got]}')
        good = by_path.get('good.html', [])
        expect(f'{name} cut at {len(cuts)} places', not bad and r.returncode == 2 and len(good) == len([n for n in cuts if n % 512 == 0]) and
               all(x['role'] == 'head-of-operations' for x in good), f'exit {r.returncode}: {bad[:3]} {r.stderr[-300:]}')
        shutil.rmtree('cut')
        flip(name, data, count, end)


def flip(name, data, count, end):
    os.makedirs('flip', exist_ok=True)
    paths, times = [], 60
    for i in range(times):
        changed = bytearray(data)
        at = random.randrange(len(data))
        changed[at] ^= 1 << random.randrange(8)
        write(f'flip/{i}', bytes(changed))
        paths += [f'flip/{i}'] + ['good.html'] * (i % 8 == 0)
    sound = sorted(json.dumps(verdict(x)) for x in rows(run('--format', 'jsonl', '--evidence', 'none', name)))
    r = run('--format', 'jsonl', '--evidence', 'none', *paths)
    by_path = {}
    for x in rows(r): by_path.setdefault(x['path'], []).append(x)
    bad = []
    for i in range(times):
        got = by_path.get(f'flip/{i}', [])
        errors = [x for x in got if x['status'] == 'error']
        if not got: bad.append(f'{i}: no row')
        if len(errors) > 2 and end not in ('.csv', '.tsv'): bad.append(f'{i}: {len(errors)} errors: {errors[:3]}')
        if end in CHECKSUMMED and not errors and sorted(json.dumps(verdict(x)) for x in got) != sound:
            bad.append(f'{i}: other documents, and no error')
    expect(f'{name} with bits flipped {times} times', not bad and r.returncode in (0, 2) and len(by_path['good.html']) == (times + 7) // 8,
           f'exit {r.returncode}: {bad[:3]} {r.stderr[-300:]}')
    shutil.rmtree('flip')


def lies():
    """Containers that say what is not so: what is told, and that the rest comes."""
    page = lambda i: warc_record('response', f'https://example.org/{i}', http(PAGE))
    three = lambda middle: warc([page(1), middle, page(3)])
    cases = [
        ('a length into the next record', three(warc_record('response', 'u', http(PAGE), length=5000)), 3, 'another record begins'),
        ('a length far beyond the end', three(warc_record('response', 'u', http(PAGE), length=9999999999)), 3, 'another record begins'),
        ('a length that is short', three(warc_record('response', 'u', http(PAGE), length=300)), 3, 'Content-Length does not fit'),
        ('no length', three(b'WARC/1.0\r\nWARC-Type: response\r\n\r\nx\r\n\r\n'), 3, 'without a Content-Length'),
        ('a header of 70 kB', three(b'WARC/1.0\r\nX: ' + b'x' * 70000 + b'\r\n\r\n'), 3, '--max-header'),
        ('brotli', three(warc_record('response', 'u', http(b'\x0b\x02\x80', 'Content-Encoding: br\r\n'))), 3, 'Content-Encoding br'),
        ('a chunk without its size', three(warc_record('response', 'u', http(b'5\r\nabcde\r\nzz\r\n', 'Transfer-Encoding: chunked\r\n'))), 3, 'chunk'),
        ('a body cut short', three(warc_record('response', 'u', http(gzipped(PAGE)[:200], 'Content-Encoding: gzip\r\n'))), 3, 'cut short'),
        ('an empty page', three(warc_record('response', 'u', http(b''))), 3, 'the page is empty'),
        ('a response without HTTP', three(warc_record('response', 'u', b'<p>no status')), 3, 'HTTP status line'),
    ]
    for name, data, count, words in cases:
        write('lie.warc', data)
        r = run('--format', 'jsonl', '--evidence', 'none', 'lie.warc', 'good.html')
        got = rows(r)
        errors = [x for x in got if x['status'] == 'error']
        expect(f'WARC: {name}', len(got) == count + 1 and len(errors) == 1 and words in errors[0]['error'] and
               errors[0]['record'] == 3 and f'lie.warc:3: error' in r.stderr.decode() and r.returncode == 2,
               f'{[(x["id"], x.get("error")) for x in got]} {r.stderr}')
    said = lambda more: warc_record('response', 'u', http(PAGE, more))
    cut = lambda header: said('').replace(b'\r\n', b'\r\n' + header + b'\r\n', 1)
    gone_on = warc_record('continuation', 'u', PAGE).replace(b'\r\n', b'\r\nWARC-Segment-Number: 2\r\n', 1)
    for name, data, words in [
            ('a page that the crawler cut', cut(b'WARC-Truncated: length'), 'WARC-Truncated: length'),
            ('a page that the server cut', said(f'Content-Length: {len(PAGE) + 9}\r\n'), f'{len(PAGE)} of {len(PAGE) + 9} bytes'),
            ('the first segment of a page', cut(b'WARC-Segment-Number: 1') + gone_on, 'WARC-Segment-Number: 1'),
            ('the length of a page', said(f'Content-Length: {len(PAGE)}\r\n'), None),
            ('the length of a packed page', said('Content-Encoding: gzip\r\nContent-Length: 9999\r\n'), None),
            ('a length that is none', said('Content-Length: many\r\n'), None)]:
        write('lie.warc', three(data))
        r = run('--format', 'jsonl', '--evidence', 'none', 'lie.warc', 'page.html')
        got = rows(r)
        warned = [(x['record'], x['code']) for x in got if x['status'] == 'warning' and words and words in x['warning']]
        expect(f'WARC: {name}', len(got) == 4 and all(x['title'] == got[3]['title'] and x['scores'] == got[3]['scores'] for x in got) and r.returncode == 0 and
               warned == [(3, 'format')] * (words is not None) and (b'lie.warc: warning' in r.stderr) == (words is not None),
               f'{[(x["id"], x["status"], x.get("warning")) for x in got]} {r.stderr}')
    row = 'title,description,company\r\n"COO","{}","x"\r\n'.format(PAGE.decode().replace('"', '""'))
    for name, data, errors, documents, words in [
            ('a quote that is never closed', row + 'COO,"open,x\r\na,b,c\r\n', 1, 1, 'never closed'),
            ('too many cells', row + 'COO,text,x,y\r\n' + row.split('\n', 1)[1], 1, 2, '4 cells in this row, and 3 names'),
            ('a row without text', row + 'COO,,x\r\n' + row.split('\n', 1)[1], 1, 2, 'no text'),
            ('no column of text', 'a,b,c\r\n1,2,3\r\n4,5,6\r\n', 1, 0, '--columns text=COLUMN'),
            ('no rows', 'title,description\r\n', 1, 0, 'no postings in this table')]:
        write('lie.csv', data)
        r = run('--format', 'jsonl', '--evidence', 'none', 'lie.csv', 'good.html')
        got = rows(r)
        wrong = [x for x in got if x['status'] == 'error']
        expect(f'CSV: {name}', len(wrong) == errors and len(got) == errors + documents + 1 and words in wrong[0]['error'] and
               r.returncode == 2, f'{[(x["id"], x.get("error")) for x in got]}')
    for name, data, words in [
            ('an encrypted member', None, 'encrypted'),
            ('a list that is never closed', b'[{"id":"a","html":"<p>x</p>"},', 'the file ends'),
            ('rubbish behind a list', b'[{"id":"a","html":"<p>x</p>"}] and more', 'something else'),
            ('a message without HTML', b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n', 'no HTML'),
            ('rubbish behind gzip', gzipped(PAGE) + b'rubbish', 'something else stands behind'),
            ('a zip of which a member cannot be seen', zipped([(n + '.html', PAGE) for n in 'abc']).replace(b'PK\3\4', b'PK\7\4', 2)
             .replace(b'PK\7\4', b'PK\3\4', 1), 'it lists 3 members, and 2 are there'),
            ('too deep', gzipped(gzipped(gzipped(gzipped(gzipped(PAGE))))), '--max-nesting'),
            ('deep JSON', b'{"html":"x","a":' + b'[' * 70 + b']' * 70 + b'}\n', '--max-json-depth'),
            ('an archive of pictures', zipped([('a.png', b'\x89PNG\r\n'), ('b_files/c.html', PAGE)]), 'no postings in this zip')]:
        if data is None:
            data = bytearray(zipped([('1.html', PAGE)]))
            data[6] |= 1
            data = bytes(data)
        write('lie', data)
        r = run('--format', 'jsonl', '--evidence', 'none', 'lie', 'good.html')
        wrong = [x for x in rows(r) if x['status'] == 'error']
        expect(name, len(wrong) == 1 and words in wrong[0]['error'] and r.returncode == 2, f'{rows(r)} {r.stderr}')


def bombs():
    """An archive that unpacks to far more than it is: one error, soon, in little memory."""
    zeros = b'x' * (64 << 20)
    for name, data in [('gzip', gzipped(zeros)), ('bzip2', bz2.compress(zeros)), ('xz', lzma.compress(zeros)),
                       ('zip', zipped([('a.html', zeros)])), ('tar', tar([('a.html', zeros)], 'w:gz')),
                       ('skipped member', tar([('a.png', zeros), ('b.html', PAGE)], 'w:gz'))]:
        write('bomb', data)
        r = subprocess.run(['/usr/bin/time', '-f', '%M', ROLECALL, '--format', 'jsonl', '--evidence', 'none', 'bomb', 'good.html']
                           if os.path.exists('/usr/bin/time') else [ROLECALL, '--format', 'jsonl', '--evidence', 'none', 'bomb', 'good.html'],
                           capture_output=True, timeout=120)
        got = rows(r)
        wrong = [x for x in got if x['status'] == 'error']
        expect(f'bomb: {name}', len(wrong) == 1 and '--max-ratio' in wrong[0]['error'] and got[-1]['id'] == 'good.html' and
               r.returncode == 2, f'{wrong[:2]} {r.stderr[-200:]}')


def folders(containers):
    """Containers in folders; globs; lists of paths; loops."""
    os.makedirs('f/sub/x_files')
    for name in ('lines.jsonl', 'comma.csv', 'array.json', 'chrome.mhtml', 'pages.tgz', 'crawl.warc.gz'):
        write(f'f/{name}', containers[name][0])
    write('f/README.md', '# Head of Operations\n\n- You will **run** the daily operations of the Leeds site.\n')
    write('f/photo.zip', zipped([('a.jpg', b'\xff\xd8\xff')]))
    write('f/data.bin', bytes(range(256)))
    write('f/package.json', '{\n  "name": "x",\n  "description": "y"\n}\n')
    write('f/numbers.csv', 'a,b,c\n1,2,3\n4,5,6\n')
    write('f/sub/x.html', PAGE)
    write('f/sub/x_files/ad.html', PAGE)
    os.symlink('..', 'f/sub/up')
    os.symlink('../pages.tgz', 'f/sub/again.tgz')
    got = [x['path'] + '!' * ('member' in x) for x in rows(run('--format', 'jsonl', '--evidence', 'none', 'f'))]
    want = (['f/README.md'] + ['f/array.json'] * 3 + ['f/chrome.mhtml'] + ['f/comma.csv'] * 3 + ['f/crawl.warc.gz'] * 8 +
            ['f/lines.jsonl'] * 3 + ['f/pages.tgz!'] * 2 + ['f/sub/again.tgz!'] * 2 + ['f/sub/x.html'])
    expect('a folder of containers', got == want, got)
    for options, want in [
            (['--include', '*.html'], ['f/sub/x.html']),
            (['--include', '*.csv', '--include', '*.md'], ['f/README.md', 'f/comma.csv']),
            (['--include', '*.tgz', '--include', '1.html'], ['f/pages.tgz', 'f/sub/again.tgz']),
            (['--exclude', 'sub', '--exclude', '*.[jmwt]*', '--exclude', '*.csv'], []),
            (['--include', 'f/sub/*.html'], ['f/sub/x.html']), (['--include', 'sub/**', '--exclude', '*.tgz'], ['f/sub/x.html']),
            (['--include', 'f/*.html'], [])]:
        r = run('--format', 'jsonl', '--evidence', 'none', *options, 'f')
        got = sorted({x['path'] for x in rows(r) if x['status'] != 'error'})
        expect(' '.join(options), got == want, f'{got} {r.stderr}')
    write('list', 'f/sub/x.html\n\nmissing.html\r\ngood.html')
    write('list0', b'f/sub/x.html\0missing.html\0good.html\0')
    for args in (['--files-from', 'list'], ['-0', '--files-from', 'list0']):
        r = run('--format', 'jsonl', '--evidence', 'none', *args, 'page.html')
        expect(' '.join(args), [x['id'] for x in rows(r)] == ['page.html', 'f/sub/x.html', 'missing.html', 'good.html'] and
               r.returncode == 2 and r.stderr.count(b'error') == 1, f'{r.stdout[:300]} {r.stderr}')
    r = run('--format', 'jsonl', '--files-from', '-', input=b'good.html\n-\n')
    expect('a list on standard input', len(rows(r)) == 2 and b'standard input is the list' in r.stderr, r.stderr)
    r = run('--files-from', 'no-list')
    expect('a list that is not there', r.returncode == 2 and b'no-list' in r.stderr and not r.stdout, r.stderr)


def columns():
    write('odd.csv', table([{'Ref': 'a1', 'Ad': PAGE.decode(), 'Role': 'COO', 'Description': 'x', 'Firm': 'Acme'}]))
    r = run('--format', 'jsonl', '--columns', 'html=Ad,title=role,company=Firm,id=Ref', 'odd.csv')
    x = rows(r)[0]
    expect('--columns', x['id'] == 'a1' and x['title'] == 'COO' and x['company'] == 'Acme' and x['evidence'], r.stdout[:300])
    for spec, words in [('html=Nope', b'no column "Nope"'), ('htm=Ad', b'is not FIELD=COLUMN'), ('html', b'is not FIELD')]:
        r = run('--columns', spec, 'odd.csv')
        expect(f'--columns {spec}', r.returncode == 2 and words in r.stderr, r.stderr)
    prose = b'Head of Operations\nYou run the site, its yard, and its people.\n'
    for name, data in [('prose.csv', prose), ('prose.TSV.gz', gzipped(prose)), ('page.csv', PAGE),
                       ('prose.zip', zipped([('a.csv', prose)])), ('cells.csv', b'a;b,c\n"x",' + PAGE)]:
        write(name, data)
        r = run('--format', 'jsonl', '--columns', 'html=Ad', name, 'odd.csv')
        got = rows(r)
        expect(f'--columns and {name}, which is no table', len(got) == 2 and 'not a table' in got[0].get('error', '') and
               got[1]['status'] == 'ok' and r.returncode == 2, f'{got} {r.stderr}')
    write('prose.txt', prose)
    r = run('--format', 'jsonl', '--columns', 'html=Ad', 'prose.txt')
    expect('--columns and a text', rows(r)[0]['status'] == 'ok' and r.returncode == 0, f'{r.stdout} {r.stderr}')
    r = run('--format', 'jsonl', 'prose.csv')
    expect('a text called .csv', rows(r)[0]['status'] == 'ok' and r.returncode == 0, f'{r.stdout} {r.stderr}')
    write('latin.csv', 'title;description\n"Bäcker";"Führung des täglichen Betriebs – café"\n'.encode('cp1252'))
    x = rows(run('--format', 'jsonl', 'latin.csv'))[0]
    expect('a table in windows-1252', x['title'] == 'Bäcker', x)
    many = ''.join(f'"r{i}","Head of Operations","{PAGE.decode().replace(chr(34), chr(34) * 2)}","head-of-operations","Firm {i % 3}","rota of sixty people"\n'
                   for i in range(6))
    write('gold.csv', 'id,title,html,label,employer,quote1\n' + many)
    plain = run('eval', 'gold.csv')
    pipe = subprocess.run(f'{ROLECALL} eval <(cat gold.csv)', shell=True, executable='/bin/bash', capture_output=True)
    expect('eval of a table', plain.returncode == 0 and b'6' in plain.stdout, plain.stderr)
    expect('eval of a pipe', pipe.returncode == 0 and re.sub(rb'/dev/fd/\d+', b'gold.csv', pipe.stdout) == plain.stdout, pipe.stderr)
    zipped_too = gzipped(open('gold.csv', 'rb').read())
    write('gold.csv.gz', zipped_too)
    expect('eval of a gzip', run('eval', 'gold.csv.gz').returncode == 0)


def mail():
    """Which part of a message is the page."""
    frame = (b'------MultipartBoundary--x1----\r\nContent-Type: text/html\r\nContent-Location: https://example.org/frame\r\n\r\n'
             b'<p>An advertisement in a frame.</p>\r\n')
    for name, data in [('the location of the whole', mhtml(PAGE, first=frame)),
                       ('the start parameter', mhtml(PAGE, first=frame, start='start="<frame-1@mhtml.blink>";\r\n\t')),
                       ('another charset', mhtml(PAGE.decode().replace('Nørby', 'Norby').replace('“', '"').replace('”', '"')
                                                .replace('–', '-').replace('charset="utf-8"', '').encode('utf-16-le'), 'base64', 'utf-16le'))]:
        write('which.mht', data)
        r = run('--format', 'jsonl', 'which.mht')
        expect(f'MHTML: {name}', r.returncode == 0 and rows(r)[0]['title'] == 'Head of Operations', f'{r.stdout[:200]} {r.stderr}')


def main():
    with tempfile.TemporaryDirectory() as d:
        os.chdir(d)
        containers = make_containers()
        for name, (data, _) in containers.items(): write(name, data)
        write('good.html', GOOD)
        if 'page.zst' not in containers: print('skip zstd: the program is not there')
        same_verdict(containers)
        offsets(containers)
        lies()
        mail()
        columns()
        folders(containers)
        bombs()
        damaged(containers)


main()
