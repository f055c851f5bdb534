#!/usr/bin/env python3
"""`rolecall eval` against a second reading of its own list of answers, in plain Python and, where Debian's scikit-learn is
there, by that; the formats against each other; exit codes; labelled JSONL."""
import collections, csv, io, json, math, os, shutil, subprocess, sys, tempfile

ROLECALL = os.environ['ROLECALL']
MANIFEST = 'corpus/manifest.tsv'


def run(*args, stdin=None):
    return subprocess.run([ROLECALL, 'eval', *args], capture_output=True, input=stdin, timeout=300)


def say(good, name, why=''):
    print(f'ok {name}' if good else f'not ok {name}: {why}')


def measures(d):
    """The definitions once more, written from the sources and not from the C."""
    roles = list(d['roles'])
    gold = [p['label'] for p in d['postings']]
    said = [p['answer'] or 'failed' for p in d['postings']]
    prob = [p['probabilities'] for p in d['postings']]
    n, out, f1 = len(gold), {}, []
    for r in roles:
        tp = sum(g == s == r for g, s in zip(gold, said))
        f1.append(2 * tp / (gold.count(r) + said.count(r)) if tp else 0)
    out['macro_f1'] = sum(f1) / len(f1)
    out['accuracy'] = sum(g == s for g, s in zip(gold, said)) / n
    chance = sum(gold.count(r) * said.count(r) for r in roles) / n ** 2
    out['kappa'] = (out['accuracy'] - chance) / (1 - chance)
    names = sorted(set(gold) | set(said))
    cov = lambda a, b: sum(x == y for x, y in zip(a, b)) * n - sum(a.count(k) * b.count(k) for k in names)
    under = math.sqrt(cov(gold, gold) * cov(said, said))
    out['mcc'] = cov(gold, said) / under if under else 0
    out['brier'] = sum(sum((p[r] - (r == g)) ** 2 for r in roles) for p, g in zip(prob, gold)) / n
    sure = sorted(((max(p.values()), i) for i, p in enumerate(prob)), key=lambda x: (-x[0], x[1]))
    right = [max(prob[i], key=prob[i].get) == gold[i] for _, i in sure]
    ece = 0
    for b in range(5):
        at = range(n * b // 5, n * (b + 1) // 5)
        ece += abs(sum(right[k] for k in at) - sum(sure[k][0] for k in at)) / n if at else 0
    out['expected_calibration_error'] = ece
    covered = math.ceil(0.9 * n - 1e-9)
    out['accuracy_at_90'] = sum(right[:covered]) / covered
    return out


def by_scikit(d):
    """In Debian's interpreter, which has Debian's packages."""
    code = ('import json, sys\nfrom sklearn import metrics as m\ng, s, roles = json.load(sys.stdin)\n'
            'print(json.dumps({"macro_f1": m.f1_score(g, s, labels=roles, average="macro", zero_division=0),'
            ' "accuracy": m.accuracy_score(g, s), "kappa": m.cohen_kappa_score(g, s), "mcc": m.matthews_corrcoef(g, s)}))')
    told = [[p['label'] for p in d['postings']], [p['answer'] or 'failed' for p in d['postings']], list(d['roles'])]
    for python in ('/usr/bin/python3', sys.executable):
        if not os.path.exists(python): continue
        r = subprocess.run([python, '-c', code], input=json.dumps(told), capture_output=True, text=True)
        if r.returncode == 0: return json.loads(r.stdout)
    return None


def compare(name, d, want):
    ours = {**{k: d['methods'][0][k] for k in ('macro_f1', 'accuracy', 'kappa', 'mcc')}, **{
        k: d['probabilities'][k] for k in ('brier', 'expected_calibration_error', 'accuracy_at_90')}}
    # probabilities are given to 4 decimals, so equal ones may change places
    loose = {'expected_calibration_error': 0.004, 'accuracy_at_90': 0.01, 'brier': 0.001}
    wrong = {k: (ours[k], v) for k, v in want.items() if abs(ours[k] - v) > loose.get(k, 0.0001)}
    say(not wrong, name, f'ours, theirs: {wrong}')


def rows_of(text, title):
    """The rows of a table of the text report, its title and head left out."""
    lines = text.split(title + '\n', 1)[1].split('\n\n', 1)[0].splitlines() if title + '\n' in text else []
    return [x for x in lines if x.startswith('  ')][1:]


def compared():
    """Against a lexicon that has lost its fitted weights: the changes are those of the two lists of answers, the tests are
    those of the definitions, and all formats tell the same."""
    with tempfile.TemporaryDirectory() as folder:
        hand = f'{folder}/hand'
        shutil.copytree('lexicons/operations', hand, ignore=shutil.ignore_patterns('weights.tsv'))
        first, second = (json.loads(run('--format', 'json', '--lexicon', lexicon, MANIFEST).stdout)
                         for lexicon in ('lexicons/operations', hand))
        asked = ['--lexicon', 'lexicons/operations', '--compare', hand, MANIFEST]
        c = json.loads(run('--format', 'json', *asked).stdout)['comparison']
        text, page = (run('--format', f, *asked).stdout.decode() for f in ('text', 'html'))
    pairs = list(zip(first['postings'], second['postings']))
    changed = {a['posting']: (a['label'], a['answer'], b['answer']) for a, b in pairs if a['answer'] != b['answer']}
    told = {x['posting']: (x['label'], x['first'], x['second']) for x in c['changes']}
    say(changed and told == changed, f'{len(changed)} answers differ from those of another lexicon', (told, changed))
    only = [sum(x['answer'] == x['label'] != y['answer'] for x, y in p) for p in (pairs, [(b, a) for a, b in pairs])]
    n = sum(only)
    p = min(1, sum(math.comb(n, k) for k in range(min(only) + 1)) / 2 ** (n - 1))
    say([c['only_first_right'], c['only_second_right']] == only and abs(c['mcnemar_p'] - p) < 0.0001, 'McNemar of the changes', (c, only, p))
    f1 = [d['methods'][0]['macro_f1'] for d in (first, second)]
    say(abs(c['difference'] - (f1[1] - f1[0])) < 0.0002 and c['difference_95'][0] < c['difference'] < c['difference_95'][1],
        'the difference of macro-F1 and its interval', c['difference_95'])
    named = collections.Counter(x['entry'] for change in c['changes'] for x in change['entries'])
    postings = {x['entry']: x['postings'] for x in c['entries']}
    say(named and all(n <= postings.get(entry, 0) for entry, n in named.items()), 'the entries that moved them', c['entries'][:3])
    rows = rows_of(text, 'Changed answers')
    say(len(rows) == len(told) and all(any(name in row for row in rows) for name in told), 'text tells the same changes', rows[:3])
    say(len(rows_of(text, 'Entries that changed answers')) == min(25, len(c['entries'])), 'text tells the entries')
    say(all(name in page for name in told), 'the page tells the same changes')


def folds():
    """By the tiny lexicon, whose ten folds are fitted in no time."""
    asked = ['--cross-validate', '--lexicon', 'tests/golden/tiny', '--split', 'test', MANIFEST]
    d = json.loads(run('--format', 'json', *asked).stdout)
    text = run(*asked).stdout.decode()
    say(len(d['folds']) == 10 and sum(f['answered'] for f in d['folds']) == d['count'] == len(d['postings']) and
        all(f['trained'] + f['answered'] == d['count'] for f in d['folds']), 'each posting is answered in one fold', d['folds'])
    rows = rows_of(text, 'Folds')[-10:]
    say([r.split()[1:3] for r in rows] == [[str(f['trained']), str(f['answered'])] for f in d['folds']], 'text tells the folds', rows)


def main():
    first = run('--format', 'json', MANIFEST)
    d = json.loads(first.stdout)
    say(first.returncode == 0 and d['count'] > 0, 'every posting of the manifest is answered', first.stderr.decode()[-500:])
    compare(f'{d["count"]} answers measured a second time', d, measures(d))
    scikit = by_scikit(d)
    if scikit: compare('scikit-learn says the same', d, scikit)
    else: print('skip scikit-learn: it is not installed')
    say(run('--format', 'json', MANIFEST).stdout == first.stdout, 'the same bytes again', 'two runs differ')

    table = list(csv.DictReader(io.StringIO(run('--format', 'csv', MANIFEST).stdout.decode())))
    f1 = [r['value'] for r in table if (r['table'], r['row'], r['column']) == ('Accuracy', 'rolecall', 'macro-F1')]
    say(len(f1) == 1 and abs(float(f1[0]) - d['methods'][0]['macro_f1']) <= 0.0006, 'CSV says the same', f1)
    page = run('--format', 'html', MANIFEST).stdout.decode()
    outside = [w for w in ('http://', 'https://', '<script', 'src=', '@import', 'url(') if w in page]
    say(page.count('<svg') == 4 and not outside, 'the page holds four plots and nothing from outside', outside)

    high, low = run('--min-macro-f1', '1', MANIFEST), run('--min-macro-f1', '0.01', MANIFEST)
    say((high.returncode, low.returncode) == (1, 0), 'under the bar exits with 1', (high.returncode, low.returncode))
    say(run('--split', 'nowhere', MANIFEST).returncode == 2, 'a split without postings is an error')
    say(run('/nowhere/manifest.tsv').returncode == 2, 'a manifest that is not there is an error')
    same = run('--format', 'json', '--compare', os.environ.get('ROLECALL_LEXICON', 'lexicons/operations'), MANIFEST)
    c = json.loads(same.stdout)['comparison']
    say(c['changes'] == [] and c['mcnemar_p'] == 1 and c['difference'] == 0, 'a lexicon does not differ from itself', c)

    compared()
    folds()

    lines = [{'id': 1, 'title': 'Chief Operating Officer', 'company': 'Ashby', 'label': 'coo', 'quotes': ['deputises for the CEO'],
              'text': 'You will be second in command to the CEO and deputise for the CEO. You lead finance, HR, IT and operations.'},
             {'id': 2, 'title': 'Cook', 'company': 'Beech', 'label': 'other', 'text': 'You cook lunch for ninety children every day.'}]
    data = '\n'.join(map(json.dumps, lines)).encode()
    r = run('--format', 'json', '-', stdin=data)
    d = json.loads(r.stdout)
    say(r.returncode == 0 and [p['posting'] for p in d['postings']] == ['1', '2'] and d['employers'] == 2
        and d['evidence']['reasons'] == 1, 'labelled JSONL is read', r.stderr.decode() or d['postings'])
    with tempfile.TemporaryDirectory() as folder:
        with open(f'{folder}/m.tsv', 'w') as f: f.write('file\tlabel\nmissing.html\tcoo\n')
        r = run('--format', 'json', f'{folder}/m.tsv')
        m = json.loads(r.stdout)['methods'][0]
        say(r.returncode == 2 and m['failed'] == 1 and m['accuracy'] == 0, 'a document that fails is a wrong answer', m)
        with open('/dev/full', 'w') as full:
            p = subprocess.run([ROLECALL, 'train', '-o', f'{folder}/w.tsv', MANIFEST], stdout=full, stderr=subprocess.PIPE)
        say(p.returncode == 2 and b'cannot write' in p.stderr, 'train says so where its report cannot be written', p.stderr)
        p = subprocess.run([ROLECALL, 'train', '-o', f'{folder}/v.tsv', f'{folder}/m.tsv'], capture_output=True)
        say(p.returncode == 2 and b'1 of its postings could not be read' in p.stderr and not os.path.exists(f'{folder}/v.tsv'),
            'no weights are fitted to less than the manifest names', p.stderr)
        with open(f'{folder}/n.tsv', 'w') as f: f.write('file\tlabel\nmissing.html\tchef\n')
        r = run(f'{folder}/n.tsv')
        say(r.returncode == 2 and b'chef' in r.stderr, 'a label that is no role is told', r.stderr)


main()
