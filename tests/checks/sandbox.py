#!/usr/bin/env python3
"""The sandbox: what a parser that a page has taken over would try is stopped (tests/sandbox/break_out.c), what the program
needs still works, and the program itself is inside while it reads, unless it is told otherwise."""
import os, shutil, subprocess, sys, tempfile, time

ROLECALL, BUILD = os.environ['ROLECALL'], os.environ['BUILD']
PROGRAM = os.path.join(BUILD, 'tests', 'break_out')
PAGE = b'<html><title>Head of Operations</title><h1>Head of Operations</h1><p>You run the day-to-day work of our site.</p>'


def break_out(mode):
    with tempfile.TemporaryDirectory() as d:
        os.makedirs(d + '/out')
        os.makedirs(d + '/elsewhere/empty')
        with open(d + '/elsewhere/victim', 'w') as f: f.write('12345678')
        r = subprocess.run([PROGRAM, d, mode], capture_output=True, text=True, timeout=30)
        kept = os.path.exists(d + '/elsewhere/victim') and open(d + '/elsewhere/victim').read() == '12345678'
    try: os.remove('/tmp/rolecall-break-out')
    except FileNotFoundError: pass
    rows = dict((line.split(' ', 1)[1].split(':')[0], line.split(' ', 1)[0]) for line in r.stdout.splitlines())
    layers = [int(x) for x in next(k for k, v in rows.items() if v == 'layers').split()[:2]]
    return {k: v for k, v in rows.items() if v != 'layers'}, layers, kept, r


def inside(arguments):
    """/proc/PID/status of the program while it waits for its input, and what it says in the end."""
    p = subprocess.Popen([ROLECALL, *arguments, '-f', 'jsonl', '-'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    status = {}
    for _ in range(200):
        time.sleep(0.02)
        with open(f'/proc/{p.pid}/status') as f: status = dict(x.strip().split(':', 1) for x in f if ':' in x)
        with open(f'/proc/{p.pid}/syscall') as f: waits = f.read().startswith('0 0x0 ')  # read(0, ...
        if waits: break
    out, _ = p.communicate(PAGE)
    return status, p.returncode == 0 and b'"role":"head-of-operations"' in out


def try_to_break_out():
    free, _, _, _ = break_out('free')
    real = {k for k, v in free.items() if v == 'got'}
    if len(real) < 20: print(f'not ok attempts come off without the sandbox: only {sorted(real)}')
    else: print(f'ok {len(real)} attempts come off without the sandbox')
    _, (landlock, seccomp), _, _ = break_out('none')
    for mode in ('none', 'output', 'accept'):
        rows, _, kept, r = break_out(mode)
        if not landlock or not seccomp:
            print(f'skip sandbox for {mode}: this kernel has not both layers')
            continue
        wrong = [f'{v} {k}' for k, v in rows.items() if v in ('got', 'broken')]
        if not kept: wrong.append('the file elsewhere was changed')
        if 'execute a program' not in rows: wrong.append('it ended early: ' + r.stdout[-200:] + r.stderr[-200:])
        print(f'not ok sandbox for {mode}: {"; ".join(wrong)}' if wrong
              else f'ok sandbox for {mode}: {sum(v == "stopped" for v in rows.values())} attempts stopped')
    return seccomp


with open(PROGRAM, 'rb') as f: sanitized = b'__asan_init' in f.read()
if sanitized:  # which traces itself in the end, so that its filter is a small one
    print('skip breaking out: a build with sanitizers')
    sys.exit()
seccomp = try_to_break_out()
for arguments, wanted in (([], '2'), (['--no-sandbox'], '0')):
    status, answered = inside(arguments)
    name = 'program ' + (' '.join(arguments) or 'as it is')
    if not seccomp: wanted = '0'
    got = status.get('Seccomp', '?').strip()
    print(f'ok {name}' if got == wanted and answered else f'not ok {name}: Seccomp {got}, answered {answered}')

with tempfile.TemporaryDirectory() as d:  # train writes into the lexicon's folder
    shutil.copytree('lexicons/technology', d + '/lexicon')
    r = subprocess.run([ROLECALL, 'lexicon', 'lint', d + '/lexicon'], capture_output=True, text=True)
    print('ok lexicon lint inside' if r.returncode == 0 else f'not ok lexicon lint inside: {r.stderr[-300:]}')
