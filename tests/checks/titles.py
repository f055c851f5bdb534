#!/usr/bin/env python3
"""What titles say by themselves: parsed, not searched. A list of hard ones, and the false alarms among thousands of real
British titles where ../shared is there (classes by a rough rule)."""
import collections, json, os, subprocess, tempfile

ROLECALL = os.environ['ROLECALL']
COO, HEAD, OTHER = 'coo', 'head-of-operations', 'other'
EXPECTED = {
    'Chief Operating Officer': COO, 'Chief Operating Officer (COO)': COO, 'Chief Operations Officer': COO, 'C.O.O.': COO,
    'EVP & Chief Operating Officer': COO, 'Interim COO': COO, 'COO and Deputy Chief Executive': COO, 'Group COO': COO,
    'CHIEF OPERATING OFFICER – Multi-Speciality Hospital': COO, 'Fractional COO': COO,
    'Head of Operations': HEAD, 'Director of Operations': HEAD, 'Operations Director': HEAD, 'VP Operations': HEAD,
    'Operations Director / Head of Operations': HEAD, 'VP Operations (COO designate)': HEAD, 'Head of Ops': HEAD,
    'Senior Operations Manager': HEAD, 'Regional Director of Operations': HEAD, 'Deputy COO': HEAD,
    'Director, Operations': HEAD, 'Operations Manager, Leeds': HEAD,
    'Manager, COO Office': OTHER, 'Assistant to the COO': OTHER, 'Head of People Operations': OTHER,
    'Chief of Operations, Senior Curator': OTHER, 'COO, Retail Banking': OTHER, 'Chief of Staff to the COO': OTHER,
    'Executive Assistant to the Chief Operating Officer': OTHER, 'Head of Revenue Operations': OTHER,
    'Director of Engineering, Operations': OTHER, 'Operations Analyst': OTHER, 'DevOps Engineer': OTHER,
    'Marketing Operations Manager': OTHER, 'Chief Financial Officer': OTHER, 'Chief Executive Officer': OTHER,
    'Executive Director': OTHER, 'General Manager': OTHER, 'Product Operations Lead': OTHER, 'Operations Coordinator': OTHER,
    'Strategy & Operations Manager': OTHER, 'Head of Sales': OTHER, 'Software Engineer': OTHER, 'Restaurant Manager': OTHER,
    'Head of IT Operations': OTHER, 'Business Manager to the COO': OTHER,
}
TEXT = ('The successful person will join a busy team in a growing place and take part in its work every day of the week, '
        'with training given where that is needed by them.')


def title_roles(titles):
    with tempfile.NamedTemporaryFile('w', suffix='.jsonl', encoding='utf-8') as f:
        for i, t in enumerate(titles): f.write(json.dumps({'id': str(i), 'title': t, 'text': TEXT}) + '\n')
        f.flush()
        out = subprocess.run([ROLECALL, 'classify', '--quiet', '--format', 'jsonl', '--evidence', 'none', f.name],
                             capture_output=True, text=True, timeout=600).stdout
    return [json.loads(l)['title_role'] for l in out.splitlines()]


def main():
    titles = list(EXPECTED)
    wrong = [f'{t!r} says {r}, not {EXPECTED[t]}' for t, r in zip(titles, title_roles(titles)) if r != EXPECTED[t]]
    for w in wrong: print('not ok', w)
    if not wrong: print(f'ok {len(titles)} titles say what they say')
    path = '../shared/data/titles-uk.tsv'
    if not os.path.exists(path):
        print('skip real titles: ../shared is not here')
        return
    rows = [l.rstrip('\n').split('\t') for l in open(path, encoding='utf-8')]
    said = collections.Counter((r[0], s) for r, s in zip(rows, title_roles([r[1] for r in rows])))
    plain = sum(n for (c, s), n in said.items() if c == 'OTHER')
    alarms = sum(n for (c, s), n in said.items() if c == 'OTHER' and s != OTHER)
    good = alarms <= plain / 1000 and said['COO', COO] == 3 and said['HEAD_OPS', HEAD] == 10
    print(f"{'ok' if good else 'not ok'} real titles: {alarms} of {plain} plain ones called an operations leader, "
          f"{said['COO', COO]} of 3 COOs and {said['HEAD_OPS', HEAD]} of 10 heads of operations found")


main()
