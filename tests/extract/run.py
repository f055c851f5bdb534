#!/usr/bin/env python3
"""Runs the extraction fixtures beside this file.

usage: run.py PROGRAM [NAME...]

NAME.html (or .text) is a page with one trap in it, named after the trap. NAME.txt says what must come out:
first lines "title: ", "company: ", "location: ", "language: ", "reason: ", "sections: " (in the order of the
blocks), of which those that are there are checked; then an empty line, then the text, a block a line: "# " before a
heading, "- " before an item. The program is called as
    PROGRAM extract --format json FILE
A line is printed for each fixture that fails, then "N passed, N failed, N skipped". `--update` rewrites the
expected text from the program's answer: read the difference before you commit it.
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FIELDS = ('title', 'company', 'location', 'language', 'reason', 'sections')
MARKS = {'heading': '# ', 'item': '- ', 'paragraph': ''}


def read_expected(path):
    fields, lines = {}, []
    with open(path, encoding='utf-8') as f:
        rest = f.read().split('\n')
    while rest and rest[0]:
        name, _, value = rest.pop(0).partition(': ')
        fields[name.rstrip(':')] = value
    lines = [line for line in rest if line]
    return fields, lines


def answer(program, path):
    run = subprocess.run([program, 'extract', '--format', 'json', path], capture_output=True, timeout=60)
    found = json.loads(run.stdout.decode('utf-8'))
    found = found[0] if isinstance(found, list) else found
    sections = [b.get('section') for b in found.get('blocks') or []]
    found['sections'] = ' '.join(s for i, s in enumerate(sections) if i == 0 or s != sections[i - 1])
    return found


def block_lines(found):
    return [MARKS.get(b['kind'], '') + b['text'] for b in found.get('blocks') or []]


def difference(fields, lines, found):
    for name, want in fields.items():
        got = found.get(name) or ''
        if got != want:
            return f'{name} is {got!r}, not {want!r}'
    got = block_lines(found)
    for i, line in enumerate(lines):
        if i >= len(got):
            return f'missing: {line!r}'
        if got[i] != line:
            return f'line {i + 1} is {got[i]!r}, not {line!r}'
    return f'too much: {got[len(lines)]!r}' if len(got) > len(lines) else ''


def update(path, fields, found):
    with open(path, 'w', encoding='utf-8') as f:
        for name in FIELDS:
            if name in fields:
                f.write(f'{name}: {found.get(name) or ""}\n')
        f.write('\n' + ''.join(line + '\n' for line in block_lines(found)))


def results(program, only, renew=False):
    """(name, what is wrong) for each fixture: empty where nothing is, "skip ..." where there is nothing to compare."""
    for name in sorted(os.listdir(HERE)):
        stem, kind = os.path.splitext(name)
        expected = os.path.join(HERE, stem + '.txt')
        if kind not in ('.html', '.text') or (only and stem not in only):
            continue
        if not os.path.exists(expected):
            yield stem, f'skip no {stem}.txt'
            continue
        fields, lines = read_expected(expected)
        try:
            found = answer(program, os.path.join(HERE, name))
        except (ValueError, OSError, subprocess.TimeoutExpired) as e:
            yield stem, f'no answer ({e})'
            continue
        if renew:
            update(expected, fields, found)
        yield stem, '' if renew else difference(fields, lines, found)


def main():
    args = [a for a in sys.argv[1:] if a != '--update']
    if not args:
        sys.exit(__doc__)
    program, passed, failed, skipped = os.path.abspath(args[0]), 0, 0, 0
    if not os.access(program, os.X_OK):
        sys.exit(f'run.py: {program} is no program')
    for stem, wrong in results(program, set(args[1:]), '--update' in sys.argv):
        if wrong:
            print(f'{stem}: {wrong}')
        skipped += wrong.startswith('skip ')
        failed += bool(wrong) and not wrong.startswith('skip ')
        passed += not wrong
    print(f'{passed} passed, {failed} failed, {skipped} skipped')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
