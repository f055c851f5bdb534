#!/usr/bin/env python3
"""What the documents say of the tree is so: the top of it is as agreed, tests/README.md names all of tests/, src/README.md
every room, the README is no longer than a page to read, links lead somewhere, and versions agree."""
import glob, os, re

TOP = {'Makefile', 'README.md', 'LICENSE', 'src', 'lexicons', 'corpus', 'tests', 'bench', 'build', 'debian'}


def expect(name, ok, detail=''):
    print(f'ok {name}' if ok else f'not ok {name}: {detail}')


def read(path):
    with open(path, encoding='utf-8') as f: return f.read()


def links(path):
    for target in re.findall(r'\]\(([^)#\s]+)', read(path)):
        if '://' in target or target.startswith('mailto:'): continue
        if not os.path.exists(os.path.join(os.path.dirname(path), target)): yield f'{path}: {target}'


def main():
    other = {f for f in os.listdir('.') if not f.startswith('.')} - TOP
    expect('the top of the tree', not other, other)
    expect('README.md is under 400 lines', read('README.md').count('\n') < 400)
    text = read('tests/README.md')
    missing = [f for f in os.listdir('tests') if f not in text and f not in ('README.md', 'results.md') and not f.startswith(('.', '__'))]
    expect('tests/README.md names all of tests/', not missing, missing)
    text = read('src/README.md')
    missing = [f for f in os.listdir('src') if os.path.isdir(f'src/{f}') and f'`{f}/`' not in text]
    expect('src/README.md names every room', not missing, missing)
    bad = [x for path in ['README.md', '.github/CONTRIBUTING.md', *glob.glob('*/**/*.md', recursive=True)]
           if not path.startswith(('build', 'tests/malformed')) for x in links(path)]
    expect('links lead somewhere', not bad, bad)
    gone = [f'{path}: {name}' for path in ('src/README.md', '.github/CONTRIBUTING.md')
            for name in re.findall(r'`((?:src|tests|lexicons|corpus|base|extract|match|classify|report|lexicon)/[\w./-]+\w)`', read(path))
            if not (os.path.exists(name) or os.path.exists(f'src/{name}')) and 'NAME' not in name]
    expect('files that are named exist', not gone, gone)
    version = re.search(r'^VERSION := (\S+)', read('Makefile'), re.M).group(1)
    for path, pattern in (('src/CHANGELOG.md', r'^## (\S+)'), ('src/packaging/debian/changelog', r'^rolecall \((\S+)\)')):
        if not os.path.exists(path): path = 'debian/changelog'  # while the package is built
        got = re.search(pattern, read(path), re.M).group(1)
        expect(f'{path} begins with the version', got == version, (got, version))


main()
