#!/usr/bin/env python3
"""The local page's server: the same answers as the command line; only its own page may ask; what is slow, broken, too
large or too much gets an error or is cut off, and nothing grows. Speaks plain sockets, so that nothing is tidied up."""
import concurrent.futures, glob, http.client, io, json, os, re, resource, signal, socket, subprocess, sys, tempfile, time, zipfile
from libruns import ROLECALL, expect, read, run

BUILD = os.environ['BUILD']
SERVE = os.path.join(BUILD, 'rolecall-serve')
LEXICON = os.path.abspath('lexicons/operations')
SLOW = any(x in BUILD for x in ('asan', 'tsan', 'coverage'))  # what a build counts or watches takes memory and time
GOOD = '<h1>Head of Operations</h1><p>You will run the day-to-day operations of our Leeds warehouse and lead the shift managers.</p>'


class Server:
    def __init__(self, *options, lexicon=LEXICON, **more):
        self.process = subprocess.Popen([SERVE, '--lexicon', lexicon, '--port', '0', '--quiet', *options],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
        line = self.process.stdout.readline()
        m = re.match(r'http://127\.0\.0\.1:(\d+)/\n', line)
        if not m: raise SystemExit('no address: ' + line + self.process.stderr.read())
        self.port = int(m.group(1))

    def ask(self, method, path, body=None, headers=None, timeout=60, host=None):
        c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)
        try:
            c.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            c.putheader('Host', host or f'127.0.0.1:{self.port}')
            for k, v in (headers or {}).items(): c.putheader(k, v)
            if isinstance(body, str): body = body.encode()
            if body is not None: c.putheader('Content-Length', str(len(body)))
            try: c.endheaders(body)
            except OSError: pass  # it has answered already, and listens no more
            r = c.getresponse()
            return r.status, dict(r.getheaders()), r.read()
        finally:
            c.close()

    def post(self, path, body, kind='text/html', **more):
        status, _, answer = self.ask('POST', path, body, {'Content-Type': kind}, **more)
        return status, answer

    def raw(self, data, timeout=10, half=False):
        """Everything that comes back for these bytes, until the other side closes or nothing comes any more."""
        with socket.create_connection(('127.0.0.1', self.port), timeout=timeout) as s:
            try:
                s.sendall(data)
                if half: s.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # it may have hung up already
            got = b''
            try:
                while piece := s.recv(65536): got += piece
            except OSError:
                pass
            return got

    def memory(self):
        """Resident KiB."""
        return int(re.search(r'VmRSS:\s+(\d+)', open(f'/proc/{self.process.pid}/status').read()).group(1))

    def processor(self):
        """Seconds of it so far."""
        with open(f'/proc/{self.process.pid}/stat') as f: fields = f.read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def alive(self):
        return self.process.poll() is None

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        try:
            code = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = 'had to be killed'
        said = self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return code, said


def row(path, *options):
    run = subprocess.run([ROLECALL, '--format', 'jsonl', *options, path], capture_output=True, timeout=60)
    return run.stdout.decode().rstrip('\n')


def no_name(text):
    """The row without what says where it came from."""
    return re.sub(r'"id":"(?:[^"\\]|\\.)*","path":(?:"(?:[^"\\]|\\.)*"|null),', '', text, count=1)


# ---- the same answers ----

def same_as_command_line(s):
    files = sorted(glob.glob('corpus/postings/*'))
    lines = subprocess.run([ROLECALL, '--format', 'jsonl', *files], capture_output=True, timeout=300).stdout.decode().splitlines()
    bad = []
    for path, want in zip(files, lines):
        data = open(path, 'rb').read()
        status, got = s.post('/api/classify', data, 'application/octet-stream')
        if status != 200 or no_name(got.decode()) != no_name(want): bad.append(path)
    expect(f'the same bytes as the command line for {len(files)} postings', len(lines) == len(files) and not bad, bad[:5])
    bad = []
    with tempfile.TemporaryDirectory() as d:
        for i, path in enumerate(files[::13]):
            try: text = open(path, encoding='utf-8').read()
            except UnicodeDecodeError: continue
            line = json.dumps({'id': f'n{i}', 'title': 'Operations Manager', 'company': 'Ünder & Co', 'html': text})
            open(f'{d}/one.jsonl', 'w').write(line + '\n')
            want = re.sub(r'"path":"[^"]*"', '"path":null', row(f'{d}/one.jsonl'))
            status, got = s.post('/api/classify', line, 'application/json')
            if status != 200 or got.decode() != want: bad.append((path, want[:200], got[:200]))
    expect('the same for JSON, with its id, title and company', not bad, bad[:1])
    for how in ('top', 'none'):
        status, got = s.post(f'/api/classify?evidence={how}', open(files[0], 'rb').read())
        expect(f'the same with evidence={how}', no_name(got.decode()) == no_name(row(files[0], '--evidence', how)), got[:200])
    latin = '<p>Führung der Operations; you will oversee day-to-day operations of the café.</p>'
    status, got = s.post('/api/classify', latin.encode('utf-16-le'), 'text/html; charset="UTF-16LE"')
    want = s.post('/api/classify', latin, 'text/html; charset=utf-8')[1]
    words = lambda b: [x['words'] for x in json.loads(b)['evidence']]
    expect('the charset of the Content-Type is honoured', status == 200 and words(got) == words(want) != [], got[:300])
    status, got = s.post('/api/classify?id=mine', GOOD)
    expect('id= names a posting that has none', json.loads(got)['id'] == 'mine', got[:100])


def flips(s):
    """What would change the answer is what `rolecall check` says."""
    bad, found = [], 0
    for path in sorted(glob.glob('corpus/postings/*'))[::40]:
        want = json.loads(run('check', '-q', '--format', 'jsonl', path).stdout)['flip']
        d = json.loads(s.post('/api/view', read(path), 'application/octet-stream')[1])
        r, got = d['result'], d['flip']
        items = r['evidence'] + r['faint'] + r['silenced']
        found += want['kind'] == 'found'
        said = {k: want.get(k) for k in ('kind', 'role', 'probability', 'smallest')}
        if said != {k: got.get(k) for k in said} or [q['words'] for q in want.get('quotes', [])] != [
                items[i]['words'] for i in got.get('items', [])]: bad.append((path, want, got))
    expect(f'the view has the flip set of check ({found} found)', found > 3 and not bad, bad[:1])


def views(s):
    bad, marks = [], 0
    for path in sorted(glob.glob('corpus/postings/*'))[::7]:
        data = open(path, 'rb').read()
        d = json.loads(s.post('/api/view', data, 'application/octet-stream')[1])
        r = d['result']
        if {**r, 'id': 0, 'path': 0} != {**json.loads(row(path)), 'id': 0, 'path': 0}: bad.append(path)
        items = r['evidence'] + r['faint'] + r['silenced']
        seen = set()
        for b in d['blocks'] + [d['title']]:
            units = (b['text'] or '').encode('utf-16-le')
            for x in b['spans']:
                marks += 1
                seen.add(x['item'])
                words = units[2 * x['start']:2 * x['end']].decode('utf-16-le')
                if ' '.join(words.split()) != items[x['item']]['words']: bad.append((path, words, items[x['item']]['words']))
        if len(seen) != len(items): bad.append((path, len(seen), len(items)))
        if any(i >= len(items) for c in d['card'] for i in c['items']): bad.append((path, 'card'))
    expect(f'every hit stands on its words in the view ({marks} marks)', marks > 300 and not bad, bad[:3])
    d = json.loads(s.post('/api/view', '<h1>COO 😀😀</h1><p>😀 Reporting to the CEO, 😀 you will oversee day-to-day operations.</p>')[1])
    b = next(b for b in d['blocks'] if b['spans'])
    x = b['spans'][0]
    words = b['text'].encode('utf-16-le')[2 * x['start']:2 * x['end']].decode('utf-16-le')
    expect('offsets count UTF-16 units', words in [i['words'] for i in d['result']['evidence'] + d['result']['faint']], words)


# ---- edited lexicons ----

def edits(s):
    lexicon = json.loads(s.ask('GET', '/api/lexicon')[2])
    files = {f['name']: f['text'] for f in lexicon['files']}
    expect('the lexicon is given as it stands', files['focus.txt'] == open(f'{LEXICON}/focus.txt', encoding='utf-8').read() and
           'weights.tsv' not in files, sorted(files))
    new = '\n[focus.ours]\nphrase = clear aligners\nrole = coo\nweight = 5\n\n[focus.more]\nphrase = (gemba | resin | general manager)\nrole = coo\nweight = 5\n'
    text = 'text/plain; charset=utf-8'
    status, got = s.post('/api/lexicon?file=focus.txt', files['focus.txt'] + new, text)
    one = json.loads(got)
    path = 'corpus/postings/bitewell-aligners.html'
    data = open(path, 'rb').read()
    before, after = s.post('/api/classify', data)[1], s.post(f'/api/classify?lexicon={one["lexicon"]}', data)[1]
    expect('an edited phrase list changes the verdict', status == 200 and json.loads(before)['role'] == 'head-of-operations' and
           json.loads(after)['role'] == 'coo', after[:200])
    with tempfile.TemporaryDirectory() as d:
        subprocess.run(['cp', '-r', LEXICON, f'{d}/own'], check=True)
        open(f'{d}/own/focus.txt', 'a').write(new)
        want = row(path, '--lexicon', f'{d}/own')
    expect('as the command line does with the saved file', no_name(after.decode()) == no_name(want), after[:200])
    expect('the original stays as it was', s.post('/api/classify', data)[1] == before)
    status, got = s.post(f'/api/lexicon?file=risk.txt&lexicon={one["lexicon"]}', files['risk.txt'] + new.replace('[focus.', '[risk.'), text)
    both = json.loads(got)['lexicon']
    found = {x['phrase'] for x in json.loads(s.post(f'/api/classify?lexicon={both}', data)[1])['evidence']}
    expect('an edit builds on another', {'focus.ours', 'risk.ours'} <= found, found)
    lines = files['focus.txt'].count('\n')
    status, got = s.post('/api/lexicon?file=focus.txt', files['focus.txt'] + new.replace('clear', '(clear'), text)
    note = json.loads(got)['notes'][0]
    expect('a slip has its line and column', status == 422 and (note['file'], note['line'], note['column'], note['kind']) ==
           ('focus.txt', lines + 3, 10, 'error') and note['source'] == 'phrase = (clear aligners', note)
    weight = re.search(r'\[(focus\.[\w-]+)\][^\[]*?\nweight = ([\d.]+)', files['focus.txt'])
    heavier = files['focus.txt'][:weight.start(2)] + '3.5' + files['focus.txt'][weight.end(2):]
    status, got = s.post('/api/lexicon?file=focus.txt', heavier, text)
    expect('a weight that training overrules is told', status == 200 and any('weights.tsv' in n['message'] for n in json.loads(got)['notes']), got[:400])
    for file in ('nowhere.txt', 'weights.tsv', '../focus.txt', '', '%2e%2e%2ffocus.txt'):
        status, got = s.post(f'/api/lexicon?file={file}', 'x', text)
        expect(f'no file {file!r} to edit', status == 404, (status, got))
    for n in range(6): s.post('/api/lexicon?file=focus.txt', files['focus.txt'] + new.replace('5', str(n % 5) + f'.{n}1'), text)
    status, got = s.post(f'/api/classify?lexicon={one["lexicon"]}', data)
    expect('old edits go, and that is said', status == 404 and json.loads(got)['code'] == 'usage', got)
    status, got = s.post('/api/lexicon?file=focus.txt', b'\xff\xfe\x00[' * 3000, text)
    expect('rubbish for a lexicon', status == 422 and s.alive(), (status, got[:200]))
    status, got = s.post('/api/lexicon?file=focus.txt', b'x' * (3 << 20), text)
    expect('a lexicon too large', status == 413, status)


def reports(s):
    lines = '\n'.join(json.dumps({'id': f'p{i}', 'html': GOOD}) for i in range(3)) + '\n\n{"broken\n' + json.dumps({'text': 'Oversees operations.'})
    status, headers, got = s.ask('POST', '/api/report?format=jsonl', lines, {'Content-Type': 'application/jsonl'})
    rows = [json.loads(x) for x in got.decode().splitlines()]
    expect('a report has a row for each posting', status == 200 and [r['id'] for r in rows] == ['p0', 'p1', 'p2', 'postings#5', 'postings#6'] and
           [r['status'] for r in rows] == ['ok', 'ok', 'ok', 'error', 'ok'] and 'attachment' in headers['Content-Disposition'], got[:300])
    status, _, got = s.ask('POST', '/api/report?format=json', lines, {'Content-Type': 'application/jsonl'})
    expect('and as an array', json.loads(got) == rows)
    with tempfile.NamedTemporaryFile('w', suffix='.jsonl') as f:
        f.write(lines)
        f.flush()
        for format in ('html', 'csv'):
            status, _, got = s.ask('POST', f'/api/report?format={format}&id={f.name}', lines, {'Content-Type': 'application/jsonl'})
            want = subprocess.run([ROLECALL, '--format', format, f.name], capture_output=True, timeout=60).stdout
            expect(f'a report as {format} is what the command line writes', status == 200 and got == want, got[:200])
    status, _, got = s.ask('POST', '/api/report?format=json', '\n'.join(['{"text":"x"}'] * 2001), {'Content-Type': 'application/jsonl'})
    expect('over 2000 postings are refused', status == 413 and b'2000' in got, (status, got[-200:]))
    expect('a format that there is not', s.post('/api/report?format=exe', lines, 'application/jsonl')[0] == 400)
    expect('a form is no file', s.post('/api/report?format=json', 'a=b', 'application/x-www-form-urlencoded')[0] == 415)
    status, _, got = s.ask('POST', '/api/report?format=json', '', {'Content-Type': 'application/jsonl'})
    expect('a report of nothing says so', status == 200 and [r['code'] for r in json.loads(got)] == ['empty'], (status, got))
    files = sorted(glob.glob('corpus/postings/*'))[:9]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as z:
        for f in files: z.write(f, os.path.basename(f))
        z.writestr('latin.html', '<h1>Führung</h1><p>Oversees day-to-day operations.</p>'.encode('latin-1'))
    packed = packed.getvalue()
    status, _, got = s.ask('POST', '/api/report?format=jsonl&id=a.zip', packed, {'Content-Type': 'application/octet-stream'})
    rows = [json.loads(x) for x in got.decode().splitlines()]
    want = [{**json.loads(row(f)), 'id': 'a.zip!' + os.path.basename(f), 'path': 'a.zip', 'member': os.path.basename(f)} for f in files]
    expect('a report of an archive', status == 200 and rows[:9] == want and rows[9]['member'] == 'latin.html', got[:300])
    status, got = s.post('/api/open?id=a.zip', packed, 'application/octet-stream')
    parts = [json.loads(x) for x in got.decode().splitlines()]
    expect('an archive is opened', status == 200 and [p['id'] for p in parts] == [r['id'] for r in rows] and 'Führung' in parts[9]['html'], got[:300])
    again = [json.loads(s.post('/api/classify', json.dumps(p), 'application/json')[1])['scores'] for p in parts]
    expect('and its parts give the same answers', again == [r['scores'] for r in rows])
    status, got = s.post('/api/classify', packed, 'application/octet-stream')
    expect('one answer for an archive is refused', status == 422 and 'several' in json.loads(got)['error'], (status, got[:200]))


# ---- who may ask ----

def gates(s):
    p = s.port
    for host, want in ((f'127.0.0.1:{p}', 200), (f'LOCALHOST:{p}', 200), (f'[::1]:{p}', 200), ('127.0.0.1', 403), (f'evil.example:{p}', 403),
                       (f'127.0.0.1:{p + 1}', 403), (f'127.0.0.1.evil.example:{p}', 403), (f'localhost:{p}.evil', 403), (f'127.0.0.1:0{p}', 403), ('', 403)):
        status, _, _ = s.ask('GET', '/api/version', host=host or ' ')
        expect(f'Host {host!r}: {want}', status == want, status)
    for origin, want in ((f'http://127.0.0.1:{p}', 200), (f'http://localhost:{p}', 200), ('null', 403), ('https://evil.example', 403),
                         (f'https://127.0.0.1:{p}', 403), (f'http://127.0.0.1:{p + 1}', 403), (f'http://127.0.0.1:{p}@evil.example', 403)):
        status, _, _ = s.ask('POST', '/api/classify', GOOD.encode(), {'Origin': origin, 'Content-Type': 'text/html'})
        expect(f'Origin {origin!r}: {want}', status == want, status)
    twice = f'GET / HTTP/1.1\r\nHost: 127.0.0.1:{p}\r\nHost: 127.0.0.1:{p}\r\n\r\n'.encode()
    expect('two Host headers', s.raw(twice).split()[1] in (b'400', b'403'), s.raw(twice)[:100])
    expect('no Host header', s.raw(b'GET / HTTP/1.0\r\n\r\n').split()[1] in (b'400', b'403'))
    expect('an absolute address of somebody else', b' 200 ' not in s.raw(f'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n'.encode())[:40])
    for path in ('/../../etc/passwd', '/..%2f..%2fetc/passwd', '//etc/passwd', '/page.css/../../x', '/%00', '/src/serve/page.html', '/.git/config',
                 '/page.html', '/examples/', '/examples/..%2fmanifest.tsv', '/api', '/api/', '/API/version', '/x' * 4000):
        status = s.raw(f'GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{p}\r\nConnection: close\r\n\r\n'.encode())[9:12]
        expect(f'{path[:40]} is not there', status in (b'404', b'414', b'400'), status)
    for method, path, want in (('DELETE', '/', 405), ('PUT', '/api/lexicon', 405), ('GET', '/api/classify', 405), ('POST', '/', 405),
                               ('OPTIONS', '/api/classify', 405), ('TRACE', '/', 405), ('HEAD', '/', 200), ('HEAD', '/api/version', 200)):
        status, headers, body = s.ask(method, path)
        expect(f'{method} {path}: {want}', status == want and (method != 'HEAD' or (body == b'' and int(headers['Content-Length']) > 10)), status)
    status, headers, page = s.ask('GET', '/')
    policy = headers['Content-Security-Policy']
    expect('the policy of the page is strict', all(x in policy for x in ("default-src 'none'", "connect-src 'self'", "form-action 'none'",
           "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'")) and 'unsafe' not in policy and
           headers['X-Content-Type-Options'] == 'nosniff' and headers['Referrer-Policy'] == 'no-referrer' and
           headers['Cross-Origin-Opener-Policy'] == headers['Cross-Origin-Resource-Policy'] == 'same-origin', headers)
    names = ['/' + os.path.basename(f) for f in glob.glob('src/serve/page/*') if not f.endswith('page.html')]
    sizes = {n: s.ask('GET', n)[2] == open('src/serve/page' + n, 'rb').read() for n in names}
    expect(f'the {len(names)} files of the page are in the program', all(sizes.values()) and len(sizes) > 5, sizes)
    everything = page + b''.join(s.ask('GET', n)[2] for n in names)
    outside = [x for x in re.findall(rb'(?:https?:)?//[\w.-]+\.\w+', everything) if x != b'http://www.w3.org']  # the name of SVG
    expect('nothing from outside is asked for', not outside and b'innerHTML' not in everything and b'eval(' not in everything, outside)
    listening = subprocess.run(['ss', '-ltn'], capture_output=True, text=True).stdout if os.path.exists('/usr/bin/ss') else ''
    mine = [x.split()[3] for x in listening.splitlines() if x.split()[3].endswith(f':{p}')]
    if mine: expect('it listens on loopback only', mine == [f'127.0.0.1:{p}'], mine)


# ---- what is broken ----

def malformed(s):
    js = 'application/json'
    for body, kind, want, code in (('{"text":', js, 400, 'format'), ('[]', js, 400, 'format'), ('', js, 400, 'format'), ('"x"', js, 400, 'format'),
                                   ('{"title":"x"}', js, 422, 'empty'), ('{"text":5}', js, 422, 'empty'), ('{"text":"\\ud800"}', js, 400, 'format'),
                                   (b'{"text":"\xff"}', js, 400, 'format'), ('[' * 100000, js, 400, 'format'), ('{"a":' * 100000, js, 422, 'limit'),
                                   ('', 'text/html', 422, 'empty'), ('', '', 422, 'empty'), (b'%PDF-1.7 x', '', 422, 'unsupported'),
                                   (bytes(range(256)) * 40, 'application/octet-stream', 422, 'binary'), ('a=b', 'application/x-www-form-urlencoded', 415, 'usage'),
                                   ('x', 'multipart/form-data; boundary=x', 415, 'usage'), ('x', 'text/html; charset=no-such', 200, None)):
        status, got = s.post('/api/classify', body, kind)
        d = json.loads(got)
        expect(f'{kind or "no type"} {str(body[:16])!r}: {want} {code}', status == want and d.get('code') == code and (want == 200 or d['error']), (status, got[:200]))
    expect('evidence that there is not', s.post('/api/classify?evidence=some', GOOD)[0] == 400)
    expect('a lexicon that there is not', s.post('/api/classify?lexicon=0123456789abcdef', GOOD)[0] == 404)
    head = f'POST /api/classify HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nContent-Type: text/html\r\n'.encode()
    for name, data in (('no HTTP', b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' * 50), ('a length that is none', head + b'Content-Length: -5\r\n\r\nhello'),
                       ('two lengths', head + b'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'), ('a length and chunks', head + b'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
                       ('chunks that are none', head + b'Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n'), ('headers without end', b'GET / HTTP/1.1\r\n' + b'X: y\r\n' * 20000),
                       ('a length beyond numbers', head + b'Content-Length: 99999999999999999999999999\r\n\r\n'), ('NUL bytes', b'GET /\0 HTTP/1.1\r\n\r\n\0\0\0')):
        got = s.raw(data, timeout=3)
        expect(f'{name}: refused or cut off', b' 200 ' not in got[:20] and s.alive(), got[:80])
    expect('it answers as before', s.post('/api/classify', GOOD)[0] == 200)


def oversized(s):
    head = f'POST /api/classify HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nContent-Type: text/html\r\n'.encode()
    began = time.monotonic()
    got = s.raw(head + b'Content-Length: 2000000000\r\n\r\n', timeout=5)
    expect('a length that is too large: 413 before a byte of it', got[9:12] == b'413' and time.monotonic() - began < 4, got[:60])
    chunk = b'10000\r\n' + b'x' * 65536 + b'\r\n'
    before = s.memory()
    got = s.raw(head + b'Transfer-Encoding: chunked\r\n\r\n' + chunk * 300 + b'0\r\n\r\n', timeout=20)
    expect('chunks that are too many: 413', got[9:12] == b'413', got[:60])
    if not SLOW: expect('and not kept', s.memory() - before < 40000, (before, s.memory()))
    most = 8 << 20
    page = b'<p>' + b'operations ' * 800000
    status, got = s.post('/api/classify', page[:most], timeout=120)
    expect('a document at the limit', status == 200, (status, got[:200]))
    status, got = s.post('/api/classify', page[:most] + b'x', timeout=120)
    expect('a byte over it: the row says so', status == 422 and json.loads(got)['code'] == 'limit', (status, got[:200]))
    status, got = s.post('/api/classify', json.dumps({'text': '"" ' * (most // 3)}), 'application/json', timeout=120)
    expect('JSON may take two bytes for one', status == 200, (status, got[:200]))
    paragraph = json.dumps({'text': 'Oversees day-to-day operations. ' + 'words without end ' * 300000})
    status, got = s.post('/api/view', paragraph, 'application/json', timeout=120)
    expect('a paragraph of 5 MB', status == 200 and json.loads(got)['result']['status'] in ('ok', 'warning'), (status, got[:200]))


# ---- many, slow, half ----

def parallel(s):
    files = sorted(glob.glob('corpus/postings/*'))[:200]
    datas = [open(f, 'rb').read() for f in files]
    want = [s.post('/api/classify', d, 'application/octet-stream')[1] for d in datas]
    connections = []
    for d in datas:  # all are open before the first is answered
        c = socket.create_connection(('127.0.0.1', s.port), timeout=60)
        c.sendall(f'POST /api/classify HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nContent-Type: application/octet-stream\r\nContent-Length: {len(d)}\r\nConnection: close\r\n\r\n'.encode())
        connections.append(c)

    def finish(pair):
        c, d = pair
        with c:
            c.sendall(d)
            got = b''
            while piece := c.recv(65536): got += piece
        return got.split(b'\r\n\r\n', 1)[-1]
    with concurrent.futures.ThreadPoolExecutor(200) as pool: got = list(pool.map(finish, zip(connections, datas)))
    expect('200 requests at once: 200 right answers', got == want, sum(a != b for a, b in zip(got, want)))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        text = json.loads(s.ask('GET', '/api/lexicon')[2])['files'][0]
        def edit(n):
            a = s.post(f'/api/lexicon?file={text["name"]}', text['text'] + f'\n# {n % 9}\n', 'text/plain')
            if a[0] != 200: return a[0]
            return s.post(f'/api/classify?lexicon={json.loads(a[1])["lexicon"]}', GOOD)[0]
        codes = set(pool.map(edit, range(12 if SLOW else 60)))
    expect('edits and their use from eight sides', codes <= {200, 404, 422} and 200 in codes, codes)


def pipelined(s):
    one = f'POST /api/classify HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nContent-Type: text/html\r\nContent-Length: {len(GOOD)}\r\n'.encode()
    data = (one + b'\r\n' + GOOD.encode()) * 9 + one + b'Connection: close\r\n\r\n' + GOOD.encode()
    got = s.raw(data)
    expect('ten requests in one piece: ten answers', got.count(b'HTTP/1.1 200 OK') == 10 and got.count(b'"role":"head-of-operations"') >= 10, got.count(b'HTTP/1.1 200'))
    got = s.raw(one + b'Connection: close\r\n\r\n' + GOOD.encode(), half=True)
    expect('a half-closed socket gets its answer or an end', got == b'' or b' 200 OK' in got[:20], got[:60])
    for cut in (0, 10, len(one), len(one) + 30): s.raw((one + b'\r\n' + GOOD.encode())[:cut], timeout=1, half=True)
    for _ in range(200):  # hang up at once, with an answer under way
        c = socket.create_connection(('127.0.0.1', s.port))
        c.sendall(one + b'\r\n' + GOOD.encode())
        c.close()
    expect('those who hang up leave it well', s.alive() and s.post('/api/classify', GOOD)[0] == 200)


def slow(s):
    """Three kinds of slow senders at once; each must be cut off, and nobody else be kept waiting."""
    head = f'POST /api/classify HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n'.encode()
    def drip(data, pause):
        began = time.monotonic()
        with socket.create_connection(('127.0.0.1', s.port), timeout=0.05) as c:
            at = 0
            while time.monotonic() - began < 45:
                try:
                    if data: c.sendall(data[at % len(data):][:1])
                    at += 1
                    if c.recv(4096) == b'': break
                except TimeoutError:
                    pass
                except OSError:
                    break
                time.sleep(pause)
        return time.monotonic() - began
    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        slow_ones = [pool.submit(drip, b'GET / HTTP/1.1\r\nX-' + b'x' * 4000, 0.3) for _ in range(8)]   # headers, byte by byte
        slow_ones += [pool.submit(drip, head + b'x' * 5000, 0.1) for _ in range(8)]                      # a body, byte by byte
        slow_ones += [pool.submit(drip, b'', 1) for _ in range(8)]                                       # nothing at all
        time.sleep(2)
        began = time.monotonic()
        for _ in range(10): s.post('/api/classify', GOOD)
        quick = time.monotonic() - began
        took = [f.result() for f in slow_ones]
    expect('slow senders are cut off', max(took) < 40, [round(t) for t in took])
    expect('and keep nobody waiting', quick < (10 if SLOW else 2), quick)


def crowded(s):
    """More bodies at a time than are kept of all requests together (192 MiB)."""
    most = 8 << 20
    head = f'POST /api/classify HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nContent-Type: text/html\r\nContent-Length: {most}\r\n\r\n'.encode()
    open_ones = []
    try:
        for _ in range((192 << 20) // most):  # each keeps its last byte back
            c = socket.create_connection(('127.0.0.1', s.port), timeout=20)
            open_ones.append(c)
            c.sendall(head + b'x' * (most - 1))
        for _ in range(100):  # till all of it has been read; a small request asks soon and often, before those are cut off
            status, got = s.post('/api/classify', GOOD)
            if status == 503: break
            time.sleep(0.05)
        expect('too much at once is refused, and said', status == 503 and b'too much at once' in got, (status, got[:300]))
    finally:
        for c in open_ones: c.close()
    for _ in range(50):
        if s.post('/api/classify', b'<p>' + b'x ' * (2 << 20))[0] == 200: break
        time.sleep(0.2)
    expect('and when those have gone, there is room again', s.post('/api/classify', GOOD)[0] == 200)


def few_files():
    """More connections than descriptors: they wait in line, and nothing spins."""
    for most, seconds in ((16, 1), (40, 2), (64, 1)):
        s = Server(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)))
        idle = [socket.create_connection(('127.0.0.1', s.port), timeout=20) for _ in range(100)]
        time.sleep(0.5)
        before = s.processor()
        time.sleep(seconds)
        used = s.processor() - before
        expect(f'{most} open files, 100 idle connections: no work', used < 0.2 * seconds, used)
        for c in idle: c.close()
        expect(f'{most} open files: it answers when they have gone', s.post('/api/classify', GOOD)[0] == 200)
        code, said = s.stop()
        expect(f'{most} open files: it ends well', code == 0 and said == '', (code, said))


def memory(s):
    data = [open(f, 'rb').read() for f in sorted(glob.glob('corpus/postings/*'))[:40]]
    def some(n):
        c = http.client.HTTPConnection('127.0.0.1', s.port, timeout=60)
        for i in range(n):
            c.request('POST', ('/api/view', '/api/classify')[i % 2], data[i % len(data)], {'Content-Type': 'application/octet-stream'})
            c.getresponse().read()
        c.close()
    def many(n):
        with concurrent.futures.ThreadPoolExecutor(4) as pool: list(pool.map(some, [n // 4] * 4))
    many(40 if SLOW else 1000)
    before = s.memory()
    many(80 if SLOW else 3000)
    after = s.memory()
    if SLOW: expect('many requests from four sides', s.alive())
    else: expect('memory is flat over thousands of requests', after - before < 4000, f'{before} to {after} KiB')


def starting():
    r = subprocess.run([SERVE, '--lexicon', '/nowhere'], capture_output=True, text=True, timeout=20)
    expect('a lexicon that is not there', r.returncode == 2 and '/nowhere' in r.stderr and r.stdout == '', r)
    r = subprocess.run([SERVE], capture_output=True, text=True, timeout=20)
    expect('no lexicon named', r.returncode == 2 and '--lexicon' in r.stderr, r)
    for bad in (['--port', '65536', '--lexicon', 'x'], ['--port', 'x', '--lexicon', 'x'], ['--nonsense', '1', '--lexicon', 'x'], ['--max-text=0', '--lexicon', 'x'], ['--lexicon'], ['file.html']):
        r = subprocess.run([SERVE, *bad], capture_output=True, text=True, timeout=20)
        expect(f'{bad[0]} is refused', r.returncode == 2 and r.stderr.count('\n') == 1, r.stderr)
    a = Server()
    b = subprocess.Popen([ROLECALL, 'serve', '--port', str(a.port), '--lexicon', LEXICON], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    line, said = b.stdout.readline(), b.stderr.readline()
    expect('a busy port: another is taken, and that is said', 'http://127.0.0.1:' in line and str(a.port) not in line and f'port {a.port} is in use' in said, (line, said))
    b.send_signal(signal.SIGINT)
    expect('SIGINT ends it with 0', b.wait(20) == 0, b.returncode)
    b.stdout.close()
    b.stderr.close()
    code, said = a.stop()
    expect('SIGTERM ends it with 0, in silence', code == 0 and said == '', (code, said))
    t = Server('--max-document', '300')
    status, got = t.post('/api/classify', GOOD * 3)
    expect('limits are taken over', status == 422 and json.loads(got)['code'] == 'limit', (status, got[:200]))
    t.stop()


def main():
    if not os.path.exists(SERVE):
        print('skip rolecall-serve is not built here (no libmicrohttpd)')
        r = subprocess.run([ROLECALL, 'serve'], capture_output=True, text=True, timeout=20)
        expect('without it, serve says what to install', r.returncode == 2 and 'libmicrohttpd' in r.stderr, r.stderr)
        return
    starting()
    few_files()
    s = Server()
    parts = [same_as_command_line, views, flips, edits, reports, gates, malformed, oversized, parallel, pipelined, memory, crowded, slow]
    only = [p for p in parts if p.__name__ in sys.argv[1:]]
    for part in only or parts:
        part(s)
        if not s.alive(): break
    expect('it lived through all of this', s.alive(), s.process.returncode)
    code, said = s.stop()
    expect('and ends well', code == 0 and said == '', (code, said[-2000:]))


main()
