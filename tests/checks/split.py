#!/usr/bin/env python3
"""--split: the postings of one page, a row each; pages with one are as they were; nothing is lost."""
import json, os, tempfile
from libruns import expect, run

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
SEVERAL = os.path.join(TOP, 'extract', 'several-postings.html')
ONE = os.path.join(TOP, 'extract', 'one-posting-that-names-other-jobs.html')
LEXICON = os.path.join(TOP, '..', 'lexicons', 'operations')


def rows(*args):
    r = run(*args, '--format', 'jsonl')
    return [json.loads(line) for line in r.stdout.splitlines()], r.returncode


def main():
    whole, _ = rows('extract', SEVERAL)
    parts, code = rows('extract', '--split', SEVERAL)
    expect('a page with several postings is one row without it', len(whole) == 1 and whole[0]['reason'] == 'several-postings', whole)
    expect('a row for each posting', [p['id'].rpartition('#')[2] for p in parts] == ['1', '2', '3'] and code == 0, parts)
    expect('each has its title', [p['title'] for p in parts] == ['Quay Supervisor', 'Operations Director', 'Cook'], parts)
    expect('each has its place, or that of all', [p['location'] for p in parts] == ['Aberdeen', 'Lerwick', 'Aberdeen'], parts)
    expect('no reason is left', all(p['reason'] is None for p in parts), parts)
    lines = [line for p in parts for line in p['text'].split('\n')]
    expect('every line below the first heading is in one of them', all(
        line in lines or line in [p['title'] for p in parts] for line in whole[0]['text'].split('\n')[1:]), lines)
    source = open(SEVERAL, 'rb').read()
    wrong = [b for p in parts for b in p['blocks'] if source[b['start']:b['end']].decode() != b['text']]
    expect('offsets are those of the file', not wrong, wrong[:2])
    one, _ = rows('extract', ONE)
    split, _ = rows('extract', '--split', ONE)
    expect('a page with one posting is as it was', one == split, split)
    verdicts, code = rows('--split', '--lexicon', LEXICON, SEVERAL, ONE)
    expect('each is classified', len(verdicts) == 4 and code == 0 and all(
        v['reason'] != 'several-postings' and v['probabilities'] for v in verdicts), verdicts)
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, 'two.jsonl')
        with open(path, 'w') as f:
            for i in 'ab': f.write(json.dumps({'id': i, 'html': open(SEVERAL, encoding='utf-8').read()}) + '\n')
            f.write('{"id": \n')
        found, code = rows('extract', '--split', path)
        ids = [r['id'] for r in found]
        expect('records of a file are split, a broken one is told', ids[:6] == [f'{i}#{n}' for i in 'ab' for n in (1, 2, 3)]
               and len(ids) == 7 and code == 2, ids)


main()
