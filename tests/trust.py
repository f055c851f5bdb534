#!/usr/bin/env python3
"""The figures of README, Trust: runs the checks that count something and writes what they counted to tests/results.md."""
import os, subprocess, sys

build = os.path.abspath(sys.argv[sys.argv.index('--build') + 1] if '--build' in sys.argv else 'build')
os.environ.update(BUILD=build, ROLECALL=os.path.join(build, 'rolecall'),
                  ROLECALL_LEXICON=os.path.abspath('lexicons/operations'))
CHECKS = (('Input made to be slow', 'pathological'), ('Pages changed, postings not', 'metamorphic'),
          ('Out of memory', 'memory'), ('I/O faults', 'faults'), ('Sandbox', 'sandbox'), ('Hardening', 'hardening'))
rows = ['| what | test | passed | counted |', '| --- | --- | --- | --- |']
for what, name in CHECKS:
    run = subprocess.run([sys.executable, f'tests/checks/{name}.py'], capture_output=True, text=True, errors='replace')
    lines = run.stdout.splitlines()
    good, bad = sum(x.startswith('ok ') for x in lines), sum(x.startswith('not ok ') for x in lines)
    told = [x[2:] for x in lines if x.startswith('# ')] or [f'{good} of {good + bad} held']
    rows.append(f'| {what} | tests/checks/{name}.py | {good} of {good + bad} | {told[-1]} |')
text = '# What the checks counted\n\nWritten by `make trust`.\n\n' + '\n'.join(rows) + '\n'
with open('tests/results.md', 'w', encoding='utf-8') as f: f.write(text)
print(text)
