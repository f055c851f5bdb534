#!/usr/bin/env python3
"""Both lexicons pass their own linter and their own examples, and every entry says where it comes from."""
import os, re, shutil, tempfile, time
import libruns
from libruns import expect

# at least so many entries and phrases, and at most so many warnings: look at what `lexicon lint` says before raising it
FLOORS = {'operations': (600, 1200, 0), 'technology': (80, 80, 0)}


def run(*args):
    return libruns.run('lexicon', *args, text=True)


def look_at(name, least_entries, least_phrases, most_warnings):
    folder = f'lexicons/{name}'
    r = run('lint', folder)
    m = re.search(r'(\d+) errors?, (\d+) warnings? in (\d+) entries\n$', r.stdout)
    told = r.stdout[-600:] + r.stderr[-300:]
    expect(f'{name}: lint finds no error', r.returncode == 0 and m and m.group(1) == '0', told)
    warnings = int(m.group(2)) if m else -1
    expect(f'{name}: {warnings} warnings, at most {most_warnings}', 0 <= warnings <= most_warnings, r.stdout[-600:])
    expect(f'{name}: each entry has a source, a match and a miss', 'missing:' not in r.stdout, r.stdout[-600:])
    r = run('test', folder)
    good = r.returncode == 0 and re.search(r': (\d+) of \1 examples', r.stdout)
    expect(f'{name}: every example does what it says', good, r.stdout[-600:])
    r = run('list', folder)
    m = re.match(r'.*: (\d+) phrases in (\d+) entries', r.stdout)
    phrases, entries = (int(m.group(1)), int(m.group(2))) if m else (0, 0)
    expect(f'{name}: {entries} entries with {phrases} phrases', entries >= least_entries and phrases >= least_phrases)
    listed = len(re.findall(r'(?m)^  [a-z-]+\.[a-z0-9-]+ ', r.stdout))
    expect(f'{name}: list shows every one', listed == entries, f'{listed} of {entries}')


def many_that_fail():
    """Where an example stands is looked for in its file: not for each of very many."""
    with tempfile.TemporaryDirectory() as d:
        folder = shutil.copytree('lexicons/technology', os.path.join(d, 'many'))
        with open(os.path.join(folder, 'scope.txt'), 'a') as f:
            f.write('\n[scope.never]\nphrase = nobody says this\nrole = cto\nweight = 1\nsource = x\n' +
                    'match = Friends of the house meet at the gate.\n' * 60000 + 'miss = a\n')
        began = time.monotonic()
        r = run('test', folder)
        expect('60,000 examples that fail: 200 are shown, and soon', r.returncode == 1 and r.stdout.count(': error: ') == 200 and
               '... and 59800 more' in r.stdout and time.monotonic() - began < 5, (r.stdout[-200:], time.monotonic() - began))


def main():
    here = sorted(d for d in os.listdir('lexicons') if os.path.isdir(f'lexicons/{d}'))
    expect('every lexicon is looked at here', here == sorted(FLOORS), here)
    for name, floors in FLOORS.items(): look_at(name, *floors)
    many_that_fail()


main()
