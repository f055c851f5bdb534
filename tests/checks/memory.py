#!/usr/bin/env python3
"""Out of memory: each of our own allocations fails in its turn, once and from then on (tests/oom). In the library, every
row must be the usual one or say that memory was short, and nothing may be kept. The whole program is tried from outside,
command by command: it never crashes or hangs, and where its output is not the usual one its exit status and standard
error say so. OOM_RUNS: at most so many runs for each command (a sample, spread evenly); all by `make check-oom`."""
import os, shutil, subprocess, sys, tempfile

BUILD, MOST = os.environ['BUILD'], int(os.environ.get('OOM_RUNS', 24))
POSTINGS = ['corpus/postings/quickbasti-retail.html', 'tests/extract/several-postings.html',
            'tests/extract/shell-with-next-data.html', 'tests/extract/shell-with-json-ld.html',
            'tests/malformed/nuls-and-bad-bytes.html', 'corpus/postings/gridweave-energy.txt']
REGEX = '\n[focus.by-regex]\nphrase = /run(s|ning)? (the )?site/\nrole = cto\nweight = 0.1\nsource = test\n'


def run(arguments, env=None):
    """Exit status, output, errors, and allocations made and failed."""
    here, there = os.pipe()
    r = subprocess.run([BUILD + '/tests/rolecall-oom', *arguments], capture_output=True, timeout=60, pass_fds=[there],
                       env={**os.environ, 'ROLECALL_FAIL_TELL': str(there), **(env or {})})
    os.close(there)
    with os.fdopen(here) as f: told = f.read().split()
    return r.returncode, r.stdout, r.stderr.decode('utf-8', 'replace'), [int(x) for x in told] or [0, 0]


def try_command(name, arguments):
    clean = run(arguments)
    count, bad, runs = clean[3][0], [], 0
    step = max(1, 2 * count // MOST)
    for mode in ({}, {'ROLECALL_FAIL_ON': '1'}):
        for at in range(1, count + 1, step):
            code, out, err, (_, failed) = run(arguments, {'ROLECALL_FAIL_AT': str(at), **mode})
            runs += 1
            if code < 0 or code > 2: why = f'exit {code}'
            elif code == clean[0] and out != clean[1] and 'memory' not in err + out.decode(): why = 'another output, but the exit status is the same'
            elif code != clean[0] and code != 2: why = f'exit {code}'
            elif code != clean[0] and 'memory' not in err.lower(): why = 'nothing is said of memory'
            else: continue
            bad.append(f'allocation {at}{" on" if mode else ""} of {count}: {why}: {err[-300:]}')
    print(f'not ok {name}: {len(bad)} of {runs}: {bad[0]}' if bad else f'ok {name}: {runs} runs, {count} allocations')
    return runs


with tempfile.TemporaryDirectory() as d:
    postings, lexicon = d + '/postings', d + '/lexicon'
    os.mkdir(postings)
    for p in POSTINGS: shutil.copy(p, postings)
    with open(postings + '/x.jsonl', 'w') as f:
        f.write('{"id":"a","title":"COO","html":"<p>You run operations.</p>"}\n{"id":3,"text":"You lead."}\nbroken\n')
    shutil.copytree('lexicons/technology', lexicon)
    with open(lexicon + '/focus.txt', 'a') as f: f.write(REGEX)
    runs = 0
    for folder in (lexicon, 'lexicons/operations'):
        r = subprocess.run([BUILD + '/tests/oom', folder, '1', POSTINGS[0], postings], capture_output=True, text=True,
                           errors='replace', timeout=600)
        print(r.stdout, end='')
        if r.returncode not in (0, 1): print(f'not ok the library: exit {r.returncode}: {r.stderr[-2000:]}')
        runs += int((r.stdout.splitlines() or ['# 0'])[-1].split()[1])
    manifest = d + '/manifest.tsv'
    with open('corpus/manifest.tsv', encoding='utf-8') as f: rows = f.read().splitlines()
    head, rows = rows[0], rows[1:]
    at = head.split('\t').index('file')
    rows = [r.split('\t') for r in rows[::16]]
    for r in rows: r[at] = os.path.abspath(os.path.join('corpus', r[at]))
    with open(manifest, 'w', encoding='utf-8') as f:
        f.write('\n'.join([head, *('\t'.join(r) for r in rows)]) + '\n')
    two = [postings + '/' + os.path.basename(POSTINGS[0]), postings + '/x.jsonl']
    for name, arguments in (
            ('classify', ['classify', '-l', lexicon, *two]), ('classify --all', ['--all', '-l', lexicon, *two]),
            ('classify as json', ['-f', 'json', '-l', lexicon, '--split', *two]),
            ('extract as markdown', ['extract', '-f', 'markdown', *two]), ('extract as html', ['extract', '-f', 'html', *two]),
            ('extract --why', ['extract', '--why', '--offsets', *two]),
            ('lexicon lint', ['lexicon', 'lint', lexicon]), ('lexicon test', ['lexicon', 'test', lexicon]),
            ('lexicon list', ['lexicon', 'list', lexicon]), ('lexicon stats', ['lexicon', 'stats', '-l', lexicon, *two]),
            ('lexicon diff', ['lexicon', 'diff', lexicon, 'lexicons/technology', *two]),
            ('lexicon try', ['lexicon', 'try', '-l', lexicon, 'you run', *two]), ('eval', ['eval', manifest]),
            ('eval as json', ['eval', '-f', 'json', manifest]), ('eval as html', ['eval', '-f', 'html', manifest]),
            ('train', ['train', '-o', d + '/weights.tsv', manifest])):
        try: runs += try_command(name, arguments)
        except subprocess.TimeoutExpired: print(f'not ok {name}: it hangs')
    print(f'# {runs} runs with an allocation that fails')
