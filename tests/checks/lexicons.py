#!/usr/bin/env python3
"""Both lexicons pass their own linter and their own examples, and every entry says where it comes from."""
import collections, csv, io, json, os, re, resource, shutil, tempfile
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
    took = []
    for many in (15000, 60000):
        with tempfile.TemporaryDirectory() as d:
            folder = shutil.copytree('lexicons/technology', os.path.join(d, 'many'))
            with open(os.path.join(folder, 'scope.txt'), 'a') as f:
                f.write('\n[scope.never]\nphrase = nobody says this\nrole = cto\nweight = 1\nsource = x\n' +
                        'match = Friends of the house meet at the gate.\n' * many + 'miss = a\n')
            began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            r = run('test', folder)
            took.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began)
    expect('60,000 examples that fail: 200 are shown', r.returncode == 1 and r.stdout.count(': error: ') == 200 and
           '... and 59800 more' in r.stdout, r.stdout[-200:])
    expect('four times as many take no more than twelve times as long', took[1] < 12 * took[0] + 0.1, took)


def statistics():
    """`lexicon stats` against the evidence of every posting of the corpus, counted here."""
    table = collections.defaultdict(dict)
    for row in csv.DictReader(io.StringIO(run('stats', '--lexicon', 'lexicons/operations', '--format', 'csv', 'corpus/manifest.tsv').stdout)):
        if row['table'] == 'Entries': table[row['row']][row['column']] = row['value']
    count = collections.Counter()
    with open('corpus/manifest.tsv', encoding='utf-8') as f: files = [f'corpus/{row["file"]}' for row in csv.DictReader(f, delimiter='\t')]
    r = libruns.run('--lexicon', 'lexicons/operations', '--format', 'jsonl', *files, text=True)
    for row in map(json.loads, r.stdout.splitlines()): count.update({e['phrase'] for e in row['evidence'] + row['faint']})
    told = {name: int(row['postings']) for name, row in table.items() if row['postings'] != '0'}
    expect(f'stats counts the postings of {len(told)} entries', len(told) > 500 and told == dict(count),
           {k: (told.get(k), count[k]) for k in {*told, *count} if told.get(k) != count[k]})
    pairs = {name: re.fullmatch(r'(\S+) \((\d+)\)', row['on the same words']) for name, row in table.items() if row['on the same words']}
    bad = [name for name, m in pairs.items() if not m or not 0 < int(m.group(2)) <= min(count[name], count[m.group(1)])]
    expect(f'stats: {len(pairs)} entries are found on the words of another', pairs and not bad, bad)
    lines = run('stats', '--lexicon', 'lexicons/operations', '--format', 'markdown', 'corpus/manifest.tsv').stdout.splitlines()
    expect('stats: Markdown has the same rows', sum(x.startswith(tuple(f'| {name} |' for name in table)) for x in lines) == len(table), lines[:5])


def main():
    here = sorted(d for d in os.listdir('lexicons') if os.path.isdir(f'lexicons/{d}'))
    expect('every lexicon is looked at here', here == sorted(FLOORS), here)
    for name, floors in FLOORS.items(): look_at(name, *floors)
    many_that_fail()
    statistics()


main()
