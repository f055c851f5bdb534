#!/usr/bin/env python3
"""Input that once broke something, or might: every file of tests/malformed is answered, by every command, in time, with
exit 0 or 2 and JSON that can be read."""
import glob, json, os, subprocess

ROLECALL = os.environ['ROLECALL']
COMMANDS = (['classify'], ['classify', '--split'], ['extract'], ['extract', '--why', '--split'])

for path in sorted(glob.glob('tests/malformed/*')):
    bad = []
    for command in COMMANDS:
        r = subprocess.run([ROLECALL, *command, '--format', 'jsonl', path], capture_output=True, timeout=20)
        if r.returncode not in (0, 2): bad.append(f'{" ".join(command)}: exit {r.returncode}: {r.stderr.decode("utf-8", "replace")[-300:]}')
        for line in r.stdout.decode().splitlines():
            if json.loads(line)['path'] != path: bad.append('another path')
        if not r.stdout: bad.append('no row')
    print(f'not ok {os.path.basename(path)}: {bad[0]}' if bad else f'ok {os.path.basename(path)}')
