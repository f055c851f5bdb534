#!/usr/bin/env python3
"""I/O faults: one call of a run goes wrong (tests/faults/shim.c, preloaded), the 1st, the 2nd, ... until the run has no
such call left. What must hold: no crash, no hang; the output is the usual one with the usual exit status, or the exit
status is 2 and standard error says why, each row then being a usual one or one that tells its error. An interrupted or a
short call changes nothing. A closed pipe ends the run quietly. A file given by -o is the usual one or not there.
FAULT_RUNS: at most so many runs for each call and fault, spread evenly; all of them by `make check-faults`."""
import json, os, shutil, subprocess, sys, tempfile

ROLECALL, BUILD, MOST = os.environ['ROLECALL'], os.environ['BUILD'], int(os.environ.get('FAULT_RUNS', 6))
SHIM = os.path.abspath(BUILD + '/tests/shim.so')
HARMLESS = {('read', 'EINTR'), ('read', 'SHORT'), ('write', 'EINTR'), ('write', 'SHORT'), ('close', 'EINTR'),
            ('fread', 'SHORT')}
FAULTS = {'read': ('EINTR', 'SHORT', 'EIO'), 'write': ('EINTR', 'SHORT', 'EIO', 'ENOSPC', 'EPIPE'),
          'open': ('EINTR', 'EIO', 'EMFILE', 'EACCES'), 'close': ('EINTR', 'EIO', 'ENOSPC'), 'fstat': ('EIO',), 'stat': ('EIO', 'EACCES'),
          'opendir': ('EMFILE', 'EACCES'), 'readdir': ('EIO',), 'fopen': ('EMFILE',), 'fread': ('EIO', 'SHORT'),
          'fwrite': ('ENOSPC', 'EPIPE'), 'fflush': ('ENOSPC', 'EPIPE', 'EIO'), 'fclose': ('ENOSPC', 'EIO'),
          'rename': ('EIO', 'ENOSPC'), 'fsync': ('EIO', 'ENOSPC'), 'ftruncate': ('EIO',)}
total = 0


def run(arguments, output, **fault):
    """Exit status, bytes written, what was said, and how many such calls there were."""
    for f in (output, output and output + '.part'):
        if f and os.path.exists(f): os.remove(f)
    here, there = os.pipe()
    env = {**os.environ, 'LD_PRELOAD': SHIM, 'FAULT_TELL': str(there), **fault}
    r = subprocess.run([ROLECALL, *arguments], capture_output=True, timeout=60, pass_fds=[there], env=env,
                       stdin=subprocess.DEVNULL)
    os.close(there)
    with os.fdopen(here) as f: told = f.read().split()
    out = r.stdout
    if output: out = open(output, 'rb').read() if os.path.exists(output) else None
    return r.returncode, out, r.stderr.decode('utf-8', 'replace'), int(told[0]) if told else None


def rows_hold(clean, out):
    """JSONL: as many lines as may be, each a usual one or one with an error."""
    usual = set(clean.splitlines())
    for line in out.splitlines():
        if line not in usual and json.loads(line).get('status') != 'error': return False
    return True


def judge(call, how, clean, got, output, is_jsonl):
    code, out, err, _ = got
    if code < 0 or code > 2: return f'exit {code}'
    if code == clean[0] and out == clean[1]: return None
    if (call, how) in HARMLESS: return f'it changes something: exit {code}'
    if how == 'EPIPE' and code == 0 and not output: return None if clean[1].startswith(out) else 'another output'
    if code != 2: return f'another output, exit {code}'
    if 'rolecall: ' not in err: return 'nothing is said'
    if output: return None if out is None or out == clean[1] or is_jsonl and rows_hold(clean[1], out) else 'a broken file is left'
    if is_jsonl and call not in ('write', 'fwrite') and not rows_hold(clean[1], out): return 'a wrong row'
    return None


def try_command(name, arguments, output=None):
    global total
    clean, bad, runs = run(arguments, output), [], 0
    is_jsonl = 'jsonl' in arguments
    if clean[0] not in (0, 2):
        print(f'not ok {name}: exit {clean[0]} without a fault: {clean[2][-300:]}')
        return
    for call, hows in FAULTS.items():
        count = run(arguments, output, FAULT_CALL=call)[3] or 0
        for how in hows:
            if how == 'EPIPE' and output: continue  # a file has no other end that could be closed
            for mode in ({}, {'FAULT_ON': '1'}):
                if mode and (how == 'EINTR' or call in ('close', 'fclose')): continue  # for ever is no interruption
                for at in range(1, count + 1, max(1, count // MOST)):
                    runs += 1
                    try: got = run(arguments, output, FAULT_CALL=call, FAULT_AT=str(at), FAULT_HOW=how, **mode)
                    except subprocess.TimeoutExpired:
                        bad.append(f'{call} {at} of {count} {how}: it hangs')
                        continue
                    why = judge(call, how, clean, got, output, is_jsonl)
                    if why: bad.append(f'{call} {at}{" on" if mode else ""} of {count} {how}: {why}: {got[2][-300:]}')
    total += runs
    if '-v' in sys.argv: print('\n'.join('# ' + b for b in bad))
    print(f'not ok {name}: {len(bad)} of {runs}: {bad[0]}' if bad else f'ok {name}: {runs} faults')


if b'__asan_init' in open(ROLECALL, 'rb').read():
    print('skip faults: the sanitizers want to be loaded first')
    sys.exit(0)
with tempfile.TemporaryDirectory() as d:
    os.mkdir(d + '/postings')
    for p in ('corpus/postings/quickbasti-retail.html', 'corpus/postings/gridweave-energy.txt',
              'tests/extract/several-postings.html'):
        shutil.copy(p, d + '/postings')
    with open(d + '/postings/x.jsonl', 'w') as f:
        for i in range(40): f.write('{"id":"%d","title":"COO","text":"%s"}\n' % (i, 'You run the site. ' * 120))
    manifest = d + '/manifest.tsv'
    with open('corpus/manifest.tsv', encoding='utf-8') as f: rows = f.read().splitlines()
    at = rows[0].split('\t').index('file')
    few = [r.split('\t') for r in rows[1::40]]
    for r in few: r[at] = os.path.abspath(os.path.join('corpus', r[at]))
    with open(manifest, 'w', encoding='utf-8') as f: f.write('\n'.join([rows[0], *('\t'.join(r) for r in few)]) + '\n')
    help_text = subprocess.run([ROLECALL, 'help', 'classify'], capture_output=True, text=True).stdout
    lexicon, jobs = ['-l', 'lexicons/technology'], (['--jobs', '2'] if '--jobs' in help_text else [])
    try_command('classify', ['classify', '-f', 'jsonl', *lexicon, d + '/postings'])
    try_command('classify as text', ['classify', *lexicon, d + '/postings'])
    try_command('extract', ['extract', '-f', 'jsonl', d + '/postings'])
    try_command('extract as html', ['extract', '-f', 'html', d + '/postings'])
    if jobs: try_command('classify by two', ['classify', '-f', 'jsonl', *jobs, *lexicon, d + '/postings'])
    if '--output' in help_text:
        try_command('classify to a file', ['classify', '-f', 'jsonl', '-o', d + '/out.jsonl', *lexicon, d + '/postings'],
                    d + '/out.jsonl')
    try_command('lexicon lint', ['lexicon', 'lint', 'lexicons/technology'])
    try_command('lexicon list', ['lexicon', 'list', 'lexicons/technology'])
    try_command('eval', ['eval', manifest])
    try_command('train', ['train', '-o', d + '/weights.tsv', manifest], d + '/weights.tsv')
print(f'# {total} faults injected')
