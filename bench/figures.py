#!/usr/bin/env python3
"""Fills the tables of README.md (Accuracy, Speed, Trust) with what was measured: `make figures`.

  Accuracy  what `rolecall eval` says of the test split, by weights fitted on the train split (build/eval-lexicon)
  Speed     the newest bench/results/speed-*.md, which `make bench` writes
  Trust     tests/results.md, which `make trust` writes

usage: bench/figures.py [--build build]. What has no figure is named and left as it is.
"""
import glob, os, re, subprocess, sys

BUILD = sys.argv[sys.argv.index('--build') + 1] if '--build' in sys.argv else 'build'
README = 'README.md'


def read(path):
    with open(path, encoding='utf-8') as f: return f.read()


def cells(line):
    return [c.strip() for c in line.strip().strip('|').split('|')]


def accuracy():
    """{method: [macro-F1 with its interval]}"""
    said = subprocess.run([f'{BUILD}/rolecall', 'eval', '--lexicon', f'{BUILD}/eval-lexicon', '--split', 'test',
                           'corpus/manifest.tsv'], capture_output=True, text=True, check=True).stdout
    found = re.findall(r'(?m)^  (\S.*?)\s{2,}([01]\.\d+)\s+([01]\.\d+)\s+([01]\.\d+)\s', said.split('\nAccuracy\n')[1].split('\n\n')[0])
    return {name: [f'{f1} ({low} to {high})'] for name, f1, low, high in found}


def speed():
    """{stage: [share, middle half]}, {phrases: [the whole run, matching, as patterns]}"""
    rows = {c[0]: c for c in map(cells, read(newest()).splitlines()) if len(c) >= 3}
    stages = {name[7:]: c[1:3] for name, c in rows.items() if name.startswith('stage: ')}
    sizes = sorted({m.group(1) for m in map(re.compile(r'([\d,]+) phrases: ').match, rows) if m},
                   key=lambda n: int(n.replace(',', '')))
    parts = ('the whole run', 'matching', 'each as a pattern, PCRE2 JIT')
    return stages, {n: [rows[f'{n} phrases: {p}'][1] for p in parts] for n in sizes}


def newest():
    return max(glob.glob('bench/results/speed-*.md'))


def trust():
    """{promise: [its test, what it counted]}"""
    if not os.path.exists('tests/results.md'): return {}
    rows = [cells(line) for line in read('tests/results.md').replace('](', '](tests/').splitlines() if line.count('|') == 5]
    return {c[0]: c[1:3] for c in rows[2:] if c[2] != 'not counted'}


def fill(lines, header, found, key, where, all_rows=False):
    """The table below `header`: of each row the last cells from `found`, by what `key` makes of the row."""
    at = next((i for i, line in enumerate(lines) if line.startswith(header)), None)
    if at is None: return print(f'no table "{header}" in {README}')
    first, end = at + 2, at + 2
    while end < len(lines) and lines[end].startswith('|'): end += 1
    if all_rows and found:  # the rows themselves were measured too
        lines[first:end] = [f"| {name} | {' | '.join(values)} |" for name, values in found.items()]
        return
    for i in range(first, end):
        row = cells(lines[i])
        new = found.get(key(row))
        if new: lines[i] = '| ' + ' | '.join(row[:len(row) - len(new)] + new) + ' |'
        else: print(f'left as it is, nothing in {where}: {lines[i][:100]}')


def main():
    lines = read(README).split('\n')
    stages, phrases = speed()
    fill(lines, '| macro-F1', accuracy(), lambda row: row[0], 'rolecall eval')
    fill(lines, '| stage |', stages, lambda row: row[0], newest())
    fill(lines, '| phrases |', phrases, None, newest(), all_rows=True)
    fill(lines, '| promise |', trust(), None, 'tests/results.md', all_rows=True)
    with open(README, 'w', encoding='utf-8') as f: f.write('\n'.join(lines))


main()
