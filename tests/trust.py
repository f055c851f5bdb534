#!/usr/bin/env python3
"""The table of README, Trust: every promise, the test behind it, and what that counted. Writes tests/results.md.
usage: tests/trust.py [--build build] [NAME-PART ...]: counts the rows named anew (`make trust ONLY='sandbox limits'`), all
by default, which takes an hour; the others stay as they were. Coverage and fuzzing are read from what `make coverage` and
`make fuzz` wrote. Exit status 1 where a test failed."""
import datetime, os, re, subprocess, sys

RESULTS = 'tests/results.md'
HEAD = ['| promise | test | figure | counted |', '| --- | --- | --- | --- |']


def check(name):
    """A program of tests/checks: how many of its lines are well, and what its last comment counts."""
    r = subprocess.run([sys.executable, f'tests/checks/{name}.py'], capture_output=True, text=True, errors='replace')
    lines = r.stdout.splitlines()
    good, bad = (sum(x.startswith(start) for x in lines) for start in ('ok ', 'not ok '))
    return lines, good, bad + (r.returncode != 0 and not bad), [x[2:] for x in lines if x.startswith('# ')]


def counted(name):
    _, good, bad, notes = check(name)
    return (notes[-1] if notes else f'{good:,} cases') + (f'; {bad} FAILED' if bad else ''), not bad


def stopped():
    """Attempts to break out that were stopped, in break_out.c and inside the programs."""
    lines, _, bad, _ = check('sandbox')
    numbers = [int(n) for x in lines if x.startswith('ok ') for n in re.findall(r': (\d+) attempts stopped', x)]
    return f'{sum(numbers)} attempts in {len(numbers)} settings, all stopped' + (f'; {bad} FAILED' if bad else ''), not bad and bool(numbers)


def target(name):
    """A make target: its last line, and whether it ended well."""
    r = subprocess.run(['make', '--no-print-directory', name], capture_output=True, text=True, errors='replace',
                       env={k: v for k, v in os.environ.items() if k not in ('BUILD', 'ROLECALL', 'ROLECALL_LEXICON', 'MAKEFLAGS', 'ONLY')})
    told = [x for x in r.stdout.splitlines() if re.search(r'\d+ passed|runs, no errors|nothing found', x)]
    return (told[-1] if told else 'it said nothing') + ('' if r.returncode == 0 else '; FAILED'), r.returncode == 0


def coverage():
    """What make coverage wrote."""
    if not os.path.exists('tests/coverage.md'): return 'not counted', True
    with open('tests/coverage.md', encoding='utf-8') as f: m = re.search(r'\*\*(.*?)\*\*', f.read(), re.S)
    return f'{m.group(1)}, [the others](tests/coverage.md)', True


def fuzzing():
    """The rounds of make fuzz: a target, seconds, executions, findings a row."""
    rows = []
    with open('tests/fuzz/rounds.md', encoding='utf-8') as f:
        for line in f:
            m = re.match(r'\| [\d-]+ \| (\w+) \|.*\| (?:over )?([\d,]+) \| (\d+) \|', line)
            if m: rows.append((m.group(1), int(m.group(2).replace(',', '')), int(m.group(3))))
    targets = {f[5:-2] for f in os.listdir('tests/fuzz') if re.fullmatch(r'fuzz_\w+\.c', f)}
    untried = sorted(targets - {r[0] for r in rows})
    return (f'{sum(r[1] for r in rows):,} executions of {len({r[0] for r in rows} & targets)} of {len(targets)} targets, '
            f'{sum(r[2] for r in rows)} findings, [rounds](tests/fuzz/rounds.md)' + (f'; not yet: {", ".join(untried)}' if untried else '')), True


ROWS = [('anything that parses survives any bytes, and twins agree', 'make fuzz', 'fuzz', fuzzing),
        ('time is linear in the input, memory bounded', 'checks/pathological.py', 'pathological', lambda: counted('pathological')),
        ('what changes a page but not its posting leaves the role', 'checks/metamorphic.py', 'metamorphic', lambda: counted('metamorphic')),
        ('every limit holds at its edge and is told by its option', 'checks/limits.py', 'limits', lambda: counted('limits')),
        ('every kind of failure is told in words', 'checks/refusals.py', 'refusals', lambda: counted('refusals')),
        ('out of memory is told; rows are right or say so; nothing leaks', 'make check-oom', 'memory', lambda: counted('memory')),
        ('I/O errors are told, never a wrong or cut-off result', 'make check-faults', 'faults', lambda: counted('faults')),
        ('what is read is never written; complete means the whole input', 'checks/own_files.py', 'own_files', lambda: counted('own_files')),
        ('a run that is killed goes on to the same end', 'checks/resume.py', 'resume', lambda: counted('resume')),
        ('a parser that was taken over cannot write elsewhere, open sockets or run programs', 'checks/sandbox.py', 'sandbox', stopped),
        ('programs are built hardened', 'checks/hardening.py', 'hardening', lambda: counted('hardening')),
        ('no undefined behaviour, no leak, no access out of bounds', 'make check-asan', 'asan', lambda: target('check-asan')),
        ('no race between workers', 'make check-tsan', 'tsan', lambda: target('check-tsan')),
        ('no race in the local page', 'make check-tsan-serve', 'tsan-serve', lambda: target('check-tsan-serve')),
        ('no value is used before it is set', 'make check-valgrind', 'valgrind', lambda: target('check-valgrind')),
        ('three analysers find nothing', 'make check-analysis', 'analysis', lambda: target('check-analysis')),
        ('the tests run the code', 'make coverage', 'coverage', coverage)]


def former():
    """promise: (figure, day) of the last table."""
    if not os.path.exists(RESULTS): return {}
    with open(RESULTS, encoding='utf-8') as f: cells = [[c.strip() for c in line.strip().strip('|').split('|')] for line in f if line.startswith('| ')]
    return {c[0]: (c[2], c[3]) for c in cells if len(c) == 4}


def main():
    words = sys.argv[1:]
    build = 'build'
    if '--build' in words:
        at = words.index('--build')
        build = words[at + 1]
        del words[at:at + 2]
    build = os.path.abspath(build)
    os.environ.update(BUILD=build, ROLECALL=os.path.join(build, 'rolecall'), ROLECALL_LEXICON=os.path.abspath('lexicons/operations'))
    old, rows, well = former(), [], True
    for promise, test, name, count in ROWS:
        figure, day = old.get(promise, ('not counted', ''))
        if not words or any(w in name for w in words):
            figure, good = count()
            day = str(datetime.date.today())
            well = well and good
            print(f'{name}: {figure}', flush=True)
        rows.append(f'| {promise} | `{test}` | {figure} | {day} |')
    text = '\n'.join(['# What the tests counted', '', 'Written by `make trust`.', '', *HEAD, *rows]) + '\n'
    with open(RESULTS, 'w', encoding='utf-8') as f: f.write(text.replace('](tests/', ']('))
    print('\n'.join(['', *HEAD, *rows]))
    sys.exit(not well)


main()
