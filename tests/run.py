#!/usr/bin/env python3
"""Runs every test and ends with the line "N passed, N failed, N skipped".

usage: tests/run.py [--build build] [--update] [NAME-PART ...]

  tests/unit      cmocka programs, built by make; each of their tests counts
  tests/golden    NAME.cmd (arguments of rolecall) with NAME.stdout, NAME.stderr, NAME.exit; --update writes them anew
  tests/checks    python programs that look at the whole: floors, evidence, metamorphic, ...; each prints its own lines
                  "ok NAME", "not ok NAME: why", "skip NAME: why"
Only the standard library. Two at a time.
"""
import argparse, concurrent.futures, os, re, shlex, signal, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)


def unit(path):
    """cmocka in TAP: a line for each test."""
    run = subprocess.run([path], capture_output=True, text=True, errors='replace', timeout=600, cwd=TOP,
                         env={**os.environ, 'CMOCKA_MESSAGE_OUTPUT': 'TAP'})
    name, rows = os.path.basename(path), []
    for line in run.stdout.splitlines():
        m = re.match(r'(not )?ok \d+ - (\S+)(.*)', line)
        if m:
            skip = '# SKIP' in m.group(3)
            rows.append(('fail' if m.group(1) else 'skip' if skip else 'pass', f'{name} {m.group(2)}', ''))
    if run.returncode != 0 or not rows:
        if not any(r[0] == 'fail' for r in rows):
            rows.append(('fail', name, f'exit {run.returncode}'))
        rows.append(('note', name, (run.stdout + run.stderr)[-4000:]))
    return rows


def clean(text):
    """What may differ from machine to machine is not compared; of a report, its style and script are not."""
    text = re.sub(r'(?m)^sandbox: .*$', 'sandbox: …', text)
    text = re.sub(r'rolecall serve: .*', 'rolecall serve: …', text)  # libmicrohttpd may be absent
    if '<meta name="generator"' in text:
        text = re.sub(r'<(style|script)>.*?</\1>', r'<\1>…</\1>', text, flags=re.S)
        text = re.sub(r'rolecall \d+\.\d+\.\d+', 'rolecall …', re.sub(r"'sha256-[^']*'", "'sha256-…'", text))
    text = re.sub(r'in [0-9.]+ s \([0-9]+ documents/s, [0-9.]+ MB/s\)', 'in … s (… documents/s, … MB/s)', text)
    return re.sub(r'\(built with [^)]*\)', '(built with …)', re.sub(r'(libxml2|PCRE2|SQLite) [0-9.]+( [0-9-]{10})?', r'\1 …', text))


def golden(cmd_file, rolecall, update):
    base = cmd_file[:-4]
    name = 'golden ' + os.path.basename(base)
    line = open(cmd_file, encoding='utf-8').read().strip()
    stdin = None
    if ' < ' in line:
        line, stdin = line.split(' < ')
    env = {k: v for k, v in os.environ.items() if k not in ('NO_COLOR', 'ROLECALL_LEXICON')}
    with open(os.path.join(HERE, 'golden', stdin.strip()) if stdin else os.devnull, 'rb') as f:
        run = subprocess.run([rolecall] + shlex.split(line), stdin=f, capture_output=True, timeout=60, env=env,
                             cwd=os.path.join(HERE, 'golden'))
    got = {'stdout': clean(run.stdout.decode('utf-8', 'replace')), 'stderr': clean(run.stderr.decode('utf-8', 'replace')),
           'exit': f'{run.returncode}\n'}
    if update:
        for what, text in got.items():
            path = f'{base}.{what}'
            if what == 'stderr' and not text:
                if os.path.exists(path): os.remove(path)
                continue
            open(path, 'w', encoding='utf-8').write(text)
        return [('pass', name, 'written')]
    for what, text in got.items():
        path = f'{base}.{what}'
        want = open(path, encoding='utf-8', newline='').read() if os.path.exists(path) else ''
        if want != text:
            import difflib
            diff = ''.join(list(difflib.unified_diff(want.splitlines(True), text.splitlines(True), 'expected', 'got'))[:40])
            return [('fail', name, f'{what} differs\n{diff}')]
    return [('pass', name, '')]


def check(path, rolecall, build):
    run = subprocess.run([sys.executable, path], capture_output=True, text=True, errors='replace', timeout=900, cwd=TOP,
                         env={**os.environ, 'ROLECALL': rolecall, 'BUILD': build})
    name, rows = os.path.basename(path)[:-3], []
    for line in run.stdout.splitlines():
        m = re.match(r'(ok|not ok|skip) (.*)', line)
        if m: rows.append(({'ok': 'pass', 'not ok': 'fail', 'skip': 'skip'}[m.group(1)], f'{name}: {m.group(2)}', ''))
    if run.returncode != 0 and not any(r[0] == 'fail' for r in rows): rows.append(('fail', name, f'exit {run.returncode}'))
    if not rows: rows.append(('fail', name, 'said nothing'))
    if run.stderr: rows.append(('note', name, run.stderr[-4000:]))
    return rows


def main():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored (`make check &`), which programs inherit
    a = argparse.ArgumentParser()
    a.add_argument('--build', default='build')
    a.add_argument('--update', action='store_true')
    a.add_argument('only', nargs='*')
    o = a.parse_args()
    build = os.path.abspath(o.build)
    rolecall = os.path.join(build, 'rolecall')
    # a build outside the checkout does not find the lexicon by itself
    os.environ['ROLECALL_LEXICON'] = os.path.join(TOP, 'lexicons', 'operations')
    units = sorted(os.path.join(build, 'tests', f[:-2]) for f in os.listdir(os.path.join(HERE, 'unit'))
                   if f.startswith('test_') and f.endswith('.c'))
    goldens = sorted(os.path.join(HERE, 'golden', f) for f in os.listdir(os.path.join(HERE, 'golden')) if f.endswith('.cmd'))
    checks = sorted(os.path.join(HERE, 'checks', f) for f in os.listdir(os.path.join(HERE, 'checks'))
                    if f.endswith('.py') and not f.startswith('lib'))
    jobs = [(golden, g, rolecall, o.update) for g in goldens]
    if not o.update: jobs = [(check, c, rolecall, build) for c in checks] + [(unit, u) for u in units] + jobs
    if o.only: jobs = [j for j in jobs if any(part in j[1] for part in o.only)]
    count = {'pass': 0, 'fail': 0, 'skip': 0}
    began = time.time()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        def safe(job):
            try: return job[0](*job[1:])
            except Exception as x: return [('fail', os.path.basename(job[1]), repr(x))]
        for rows in pool.map(safe, jobs):
            for what, name, why in rows:
                if what in count: count[what] += 1
                if what == 'fail': print(f'FAIL {name[:400]} {why}')
                elif what == 'skip': print(f'skip {name} {why}')
                elif what == 'note': print(why)
    print(f'({time.time() - began:.0f} s)')
    print(f"{count['pass']} passed, {count['fail']} failed, {count['skip']} skipped")
    return count['fail'] > 0


sys.exit(main())
