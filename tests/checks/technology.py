#!/usr/bin/env python3
"""The engine knows no role by name: a second lexicon, which is only data, tells the postings of another field apart.
Its twelve postings were written beside it, so this proves that it works, not how well."""
import csv, glob, json, re
from libruns import expect, run

LEXICON, FOLDER = 'lexicons/technology', 'corpus/technology'


def main():
    rows = list(csv.DictReader(open(f'{FOLDER}/manifest.tsv', encoding='utf-8'), delimiter='\t', quoting=csv.QUOTE_NONE))
    paths = [f'{FOLDER}/{r["file"]}' for r in rows]
    r = run('--lexicon', LEXICON, '--quiet', '--format', 'jsonl', *paths, text=True)
    got = [json.loads(line) for line in r.stdout.splitlines()]
    expect('every posting has its row', r.returncode == 0 and len(got) == len(rows) == 12, r.stderr[:300])
    wrong = [f'{r["file"]} is {r["label"]}, read as {d["role"]}' for r, d in zip(rows, got) if d['role'] != r['label']]
    expect(f'{len(rows) - len(wrong)} of {len(rows)} roles are right, at least 11', len(wrong) <= 1, '; '.join(wrong))
    misfits = {'title-promises-more': 'promises-more', 'title-promises-less': 'promises-less'}
    for r, d in zip(rows, got):
        for trait, fit in misfits.items():
            if trait in r['traits'].split(','): expect(f'{d["id"]}: {fit}', d['fit'] == fit, d['fit'])
    titles = [f'{r["file"]}: {d["title_role"]}' for r, d in zip(rows, got) if d['title_role'] != r['title_role']]
    expect('titles alone read as the manifest says', not titles, '; '.join(titles))
    quotes = [h['quote'] for d in got for h in d['evidence']]
    expect('with evidence', len(quotes) > 60, len(quotes))
    roles = [re.search(r'role\.([a-z-]+)', line).group(1) for lexicon in ('technology', 'operations')
             for line in open(f'lexicons/{lexicon}/lexicon.txt', encoding='utf-8') if line.startswith('[role.')]
    named = [] # but for "other", which is a section's name, too
    for path in glob.glob('src/**/*.[ch]', recursive=True):
        if path.startswith('src/extract/'): continue # knows the words that titles are made of, and no roles
        code = re.sub(r'(?s)/\*.*?\*/', '', open(path, encoding='utf-8').read())
        named += [f'{path}: "{role}"' for role in roles if role != 'other' and f'"{role}"' in code]
    expect('no role stands in the code', not named, ', '.join(named))


main()
