#!/usr/bin/env python3
"""What goes wrong is said, with its path and line; the rest of the batch goes on; nothing is lost; exit 2."""
import json, os, subprocess, tempfile
import libruns
from libruns import ROLECALL, expect, write

GOOD = '<h1>Head of Operations</h1><p>You will run the day-to-day operations of our Leeds warehouse and lead the shift managers.</p>'


def run(*args, **more):
    return libruns.run(*args, text=True, **more)


def main():
    with tempfile.TemporaryDirectory() as d:
        os.chdir(d)
        write('good.html', GOOD)
        write('empty.html', '')
        write('binary.bin', bytes(range(256)) * 20)
        write('broken.jsonl', json.dumps({'id': 'a', 'text': 'Lead operations of the site.'}) + '\n{"id": "b", \n' +
              json.dumps({'id': 'c', 'html': GOOD}) + '\n')
        os.mkdir('nothing')
        write('secret.html', GOOD)
        os.chmod('secret.html', 0)
        cases = [('empty.html', 'empty.html', 'empty'), ('binary.bin', 'binary.bin', 'not text'),
                 ('nothing', 'nothing', 'no postings'), ('missing.html', 'missing.html', 'No such file'),
                 ('broken.jsonl', 'broken.jsonl:2', 'broken JSON')]
        if os.geteuid() != 0: cases.append(('secret.html', 'secret.html', 'denied'))
        for path, place, words in cases:
            r = run('--format', 'jsonl', path, 'good.html')
            rows = [json.loads(l) for l in r.stdout.splitlines()]
            failed = [x for x in rows if x['status'] == 'error']
            expect(f'{path} is told', place in r.stderr and words in r.stderr, r.stderr)
            expect(f'{path} leaves exit 2', r.returncode == 2, r.returncode)
            expect(f'{path} has its row, the next goes on', len(failed) == 1 and failed[0]['role'] is None and
                   rows[-1]['id'] == 'good.html' and rows[-1]['role'] == 'head-of-operations', r.stdout[:500])
        r = run('--format', 'jsonl', 'broken.jsonl')
        expect('lines around a broken one are kept', [json.loads(l)['id'] for l in r.stdout.splitlines()] ==
               ['a', 'broken.jsonl#2', 'c'], r.stdout[:300])
        r = run('good.html')
        expect('a good file exits 0 in silence', r.returncode == 0 and r.stderr == '', r.stderr)
        r = run('-', input=GOOD)
        expect('standard input', r.returncode == 0 and 'Head of Operations' in r.stdout, r.stderr)
        r = run('https://example.org/x')
        expect('a URL gets advice', r.returncode == 2 and 'save the page' in r.stderr, r.stderr)
        r = run('--nonsense')
        expect('usage errors', r.returncode == 2 and '--help' in r.stderr and r.stdout == '', r.stderr)
        r = run('--help')
        expect('help goes to stdout', r.returncode == 0 and 'Examples' in r.stdout and r.stderr == '', r.stderr)
        r = run('--lexicon', 'nowhere', 'good.html')
        expect('a missing lexicon', r.returncode == 2 and r.stderr.count('nowhere') == 1, r.stderr)
        with open('/dev/full', 'w') as full:
            p = subprocess.run([ROLECALL, '--format', 'jsonl', 'good.html'], stdout=full, stderr=subprocess.PIPE, text=True)
        expect('a full disk', p.returncode == 2 and 'cannot write' in p.stderr, p.stderr)
        os.mkfifo('pipe')
        writer = subprocess.Popen(['sh', '-c', 'sleep 0.3; exec cat good.html > pipe'])
        r = run('--format', 'jsonl', 'pipe')
        expect('a FIFO is waited for', r.returncode == 0 and '"role":"head-of-operations"' in r.stdout, r.stderr)
        writer.kill()
        writer.wait()
        os.unlink('pipe')
        with open(b'\xff.html', 'w') as f: f.write(GOOD)
        p = subprocess.run([ROLECALL.encode(), b'--format', b'jsonl', b'\xff.html'], capture_output=True)
        try: named = json.loads(p.stdout.decode('utf-8'))['id']
        except ValueError as x: named = repr(x)
        expect('a name that is no UTF-8 leaves the JSON valid', named == '\ufffd.html', named)
        there, here = os.pipe()
        os.close(there)  # before it starts: a reader that ends in time is a matter of luck
        p = subprocess.run([ROLECALL, '--format', 'jsonl', 'good.html', 'good.html'], stdout=here, stderr=subprocess.PIPE, text=True)
        os.close(here)
        expect('a broken pipe is quiet', p.stderr == '', p.stderr)
        write('esc\x1b[31m.html', GOOD.replace('Head', '\x1b]0;pwned\x07Head'))
        r = run('--color', 'never', 'esc\x1b[31m.html')
        expect('control bytes never reach the terminal', '\x1b' not in r.stdout + r.stderr and '\x07' not in r.stdout, r.stdout)
        os.chmod('secret.html', 0o600)


main()
