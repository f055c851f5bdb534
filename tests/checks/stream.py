#!/usr/bin/env python3
"""--stream: a line out for each line in, in its place, whatever the line; and at once."""
import json, os, random, select, subprocess, time
from libruns import ROLECALL, expect, postings, run


def lines(count):
    """Lines with the ids that must come out (None: the line has none) and whether they are documents."""
    pick, texts, out = random.Random(7), [t for t in postings() if len(t) < 3000], []
    for i in range(count):
        text = texts[pick.randrange(len(texts))]
        good = json.dumps({'id': f'r{i}', 'text': text}).encode()
        kind = pick.randrange(20)
        if kind == 0: out.append((b'', None, False))
        elif kind == 1: out.append((b' \t\r', None, False))
        elif kind == 2: out.append((good[:pick.randrange(1, len(good) - 1)], None, False))
        elif kind == 3: out.append((bytes(pick.randrange(256) for _ in range(60)).replace(b'\n', b'?'), None, False))
        elif kind == 4: out.append((b'[' * pick.randrange(1, 5000), None, False))
        elif kind == 5: out.append((b'{"id": "%d", "html": "%s"}' % (i, b'x' * 70000), None, False))
        elif kind == 6: out.append((b'{}', None, False))
        elif kind == 7: out.append((b'12', None, False))
        elif kind == 8: out.append((good + b'\r', f'r{i}', True))
        else: out.append((good, f'r{i}', True))
    return out


def at_once():
    p = subprocess.Popen([ROLECALL, '--stream', '-j4'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    ok = True
    for i in range(20):
        line = json.dumps({'id': str(i), 'text': 'Lead operations of the site.'}).encode() if i % 3 else b''
        p.stdin.write(line + b'\n')
        if not select.select([p.stdout], [], [], 20)[0]:
            ok = False
            break
        ok = ok and json.loads(p.stdout.readline())['id'] == (str(i) if i % 3 else f'-#{i + 1}')
    expect('each line is answered before the next one comes', ok)
    p.stdin.write(b'{"id": "last", "text": "no line end"}')
    p.stdin.close()
    rest = p.stdout.read().splitlines()
    expect('a last line without an end counts', len(rest) == 1 and json.loads(rest[0])['id'] == 'last', rest)
    expect('exit 0', p.wait(20) == 0, p.returncode)
    p.stdout.close()


def main():
    given = lines(10000)
    data = b''.join(line + b'\n' for line, _, _ in given)
    for jobs in '14':
        r = run('--stream', '-j', jobs, '--evidence', 'none', '--max-document', '60000', input=data)
        rows = r.stdout.split(b'\n')
        expect(f'-j{jobs}: 10,000 lines in, 10,000 lines out', len(rows) == len(given) + 1 and rows[-1] == b'', len(rows))
        wrong = []
        for i, ((_, id, good), row) in enumerate(zip(given, rows)):
            try: x = json.loads(row)
            except ValueError: wrong.append((i, row[:100])); continue
            same = (x['id'] == id and x['record'] == i + 1) if good else (x['status'] == 'error' and x['code'] and x['record'] == i + 1)
            if not same or (good and x['status'] == 'error'): wrong.append((i, row[:200]))
        expect(f'-j{jobs}: each in its place, with its error where it is none', not wrong, wrong[:3])
        expect(f'-j{jobs}: exit 0 and nothing on standard error', r.returncode == 0 and r.stderr == b'', r.stderr[:300])
    for jobs in '14':
        fd = os.open('/', os.O_RDONLY)
        r = run('--stream', '-j', jobs, stdin=fd)
        os.close(fd)
        expect(f'-j{jobs}: input that breaks off is an error of the run', r.returncode == 2 and r.stdout == b'' and
               b'cannot read standard input' in r.stderr, (r.returncode, r.stdout, r.stderr))
    r = run('--stream', '--max-document', '5', input=b'12345\n123456\n12345\r\n')
    codes = [json.loads(l)['code'] for l in r.stdout.splitlines()]
    expect('a line at the limit, and one over it', codes == ['format', 'limit', 'format'], codes)
    expect('no line, no row', run('--stream', input=b'').stdout == b'')
    r = run('extract', '--stream', input=b'{"id": "a", "text": "Lead operations of the site."}\n\n')
    expect('extract has it too', [json.loads(l)['status'] for l in r.stdout.splitlines()] == ['ok', 'error'], r.stdout)
    for args in (['x.jsonl'], ['-o', 'x'], ['--resume'], ['--split'], ['--shard', '1/2'], ['--format', 'text']):
        r = run('--stream', *args, input=b'')
        expect(f'not with {" ".join(args)}', r.returncode == 2 and b'--stream' in r.stderr, r.stderr)
    at_once()


main()
