#!/usr/bin/env python3
"""The floors of the house: a file includes only its own room and floors below; each library has one room."""
import glob, os, re

FLOOR = {'base': 0, 'input': 1, 'extract': 1, 'lexicon': 1, 'match': 2, 'classify': 3, 'report': 4, 'learn': 4,
         '': 5, 'cli': 6, 'serve': 6}
ROOMS = {'libxml': {'extract'}, 'pcre2': {'lexicon', 'match'}, 'jansson': {'input'}, 'archive': {'input'},
         'sqlite3': {'report'}, 'lbfgs': {'learn'}, 'microhttpd': {'serve'}, 'seccomp': {''}}


def main():
    bad, seen, names = [], 0, {}
    for path in sorted(glob.glob('src/**/*.[ch]', recursive=True)):
        folder = os.path.dirname(path)
        room = os.path.relpath(folder, 'src').split(os.sep)[0].replace('.', '')
        text = open(path, encoding='utf-8').read()
        if names.setdefault(os.path.basename(path), path) != path: bad.append(f'{path}: a name that {names[os.path.basename(path)]} has')
        if text.count('\n') > 900: bad.append(f'{path}: over 900 lines')
        for n, line in enumerate(text.splitlines(), 1):
            m = re.match(r'\s*#\s*include\s+([<"])([^>"]+)', line)
            if not m: continue
            seen += 1
            if m.group(1) == '"':
                target = os.path.normpath(os.path.join(folder, m.group(2)))
                if not os.path.exists(target): bad.append(f'{path}:{n}: no such file: {m.group(2)}'); continue
                other = os.path.relpath(os.path.dirname(target), 'src').split(os.sep)[0].replace('.', '')
                if other != room and FLOOR[other] >= FLOOR[room]: bad.append(f'{path}:{n}: {room or "src"} may not include {other or "src"}')
            else:
                for library, rooms in ROOMS.items():
                    if library in m.group(2).lower() and room not in rooms: bad.append(f'{path}:{n}: <{m.group(2)}> belongs to {sorted(rooms)}')
    for b in bad: print('not ok', b)
    if not bad: print(f'ok {seen} includes go down')


main()
