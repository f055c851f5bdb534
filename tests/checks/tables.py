#!/usr/bin/env python3
"""CSV and TSV say the same as JSONL, cell by cell, when Python's csv module reads them; no cell begins as a formula."""
import csv, io, json, re
import libruns

PLAIN = ('id', 'path', 'member', 'record', 'status', 'code', 'title', 'company', 'location', 'language', 'date_posted',
         'employment_type', 'salary', 'url', 'role', 'probability', 'margin', 'reason', 'title_role', 'body_role', 'fit')
INPUT = ['tests/golden/folder', 'tests/golden/nasty.jsonl', 'corpus/postings']


def run(*args):
    return libruns.run(*args, *INPUT).stdout.decode('utf-8')


def as_cell(value, tsv):
    """What the cell holds where JSON holds `value`, the apostrophe of a defused formula aside."""
    text = '' if value is None else str(value)
    return re.sub('[\t\r\n]' if tsv else '(?!)', ' ', text)


def undo(cell):
    return cell[1:] if re.match(r"'(\s*[-=+@]|[\t\r\n])", cell) else cell


def check(name, table, objects, tsv):
    reader = csv.DictReader(io.StringIO(table, newline=''), delimiter='\t' if tsv else ',')
    rows, bad = list(reader), []
    if len(rows) != len(objects): bad.append(f'{len(rows)} rows for {len(objects)} documents')
    if tsv and len(table.splitlines()) != len(objects) + 1: bad.append('a row that is not one line')
    if not tsv and table.count('\r\n') < len(objects) + 1: bad.append('rows that do not end in CR LF')
    for row, want in zip(rows, objects):
        for key in PLAIN:
            value = want.get(key)
            if key in ('probability', 'margin') and value is not None: value = f'{value:.4f}'
            if undo(row[key]) != as_cell(value, tsv): bad.append(f'{want["id"]} {key}: {row[key]!r}, not {value!r}')
        for role, p in want.get('probabilities', {}).items():
            if float(row['probability_' + role]) != p: bad.append(f'{want["id"]} probability of {role}')
        evidence = want.get('evidence', [])
        if row['evidence_count'] != (str(len(evidence)) if want['role'] else ''): bad.append(f'{want["id"]} evidence_count')
        for n in range(3):
            e = evidence[n] if n < len(evidence) else {}
            for part, key in (('', 'quote'), ('_criterion', 'criterion'), ('_role', 'role')):
                if undo(row[f'evidence_{n + 1}{part}']) != as_cell(e.get(key), tsv): bad.append(f'{want["id"]} evidence_{n + 1}{part}')
            if e and float(row[f'evidence_{n + 1}_contribution']) != e['contribution']: bad.append(f'{want["id"]} contribution')
        for key, cell in row.items():
            if re.match(r'[\s]*[-=+@]', cell) and not re.fullmatch(r'[-+]?[0-9.]+', cell): bad.append(f'{want["id"]} {key} begins a formula: {cell!r}')
    for b in bad[:5]: print('not ok', name, b)
    if not bad: print(f'ok {name} says what JSONL says, {len(rows)} rows')


def main():
    objects = [json.loads(line) for line in run('--format', 'jsonl').splitlines()]
    check('csv', run('--format', 'csv'), objects, False)
    check('tsv', run('--format', 'tsv'), objects, True)
    some = [json.loads(line) for line in run('--format', 'jsonl', '--fields', 'id,fit,margin,faint').splitlines()]
    wanted = [{k: o[k] for k in ('id', 'margin', 'fit', 'faint') if k in o} for o in objects]
    print('ok --fields leaves the values as they are' if some == wanted else 'not ok --fields changes values')


main()
