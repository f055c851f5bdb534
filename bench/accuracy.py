#!/usr/bin/env python3
"""What a model without a lexicon reaches on the same postings, the same split and the same extracted text.

usage: bench/accuracy.py [--build build] [--manifest corpus/manifest.tsv]

TF-IDF with logistic regression (Debian's python3-sklearn) and fastText (Debian's fasttext), trained on the manifest's
train split and scored on its test split, then by ten folds of employers over everything; beside them rolecall on the
same. What is not installed is left out, with a line that says so. The text is what `rolecall extract` finds, so that
markup makes no difference. Prints a Markdown table.
"""
import argparse, csv, json, os, random, shutil, subprocess, sys, tempfile

if 'sklearn' not in sys.modules:
    try:
        import sklearn  # noqa: F401
    except ImportError:
        debian = '/usr/bin/python3'  # Debian's packages belong to Debian's own interpreter
        if os.path.realpath(sys.executable) != os.path.realpath(debian) and os.path.exists(debian) and not os.environ.get('AGAIN'):
            os.execve(debian, [debian] + sys.argv, {**os.environ, 'AGAIN': '1'})

FOLDS = 10


def read(rolecall, manifest):
    """Rows of the manifest with title and text; employers numbered as rolecall numbers them."""
    folder = os.path.dirname(os.path.abspath(manifest))
    lines = (l for l in open(manifest, encoding='utf-8') if not l.startswith('#'))
    rows = list(csv.DictReader(lines, delimiter='\t', quoting=csv.QUOTE_NONE))
    paths = [os.path.join(folder, r['file']) for r in rows]
    run = subprocess.run([rolecall, 'extract', '--quiet', '--format', 'jsonl', *paths], capture_output=True)
    found = {d['path']: d for d in map(json.loads, run.stdout.splitlines())}
    numbers = {}
    for i, (r, p) in enumerate(zip(rows, paths)):
        d = found.get(p) or {}
        r['title'], r['text'] = d.get('title') or '', d.get('text') or ''
        r['group'] = numbers.setdefault(r.get('employer') or f'row {i}', len(numbers))
    return rows


def macro_f1(pairs):
    roles = sorted({g for g, _ in pairs})
    total = 0
    for r in roles:
        tp = sum(g == p == r for g, p in pairs)
        total += 2 * tp / (sum(g == r for g, _ in pairs) + sum(p == r for _, p in pairs)) if tp else 0
    return total / len(roles)


def interval(rows, answers):
    """95 % by the bootstrap over employers."""
    groups, rng, values = {}, random.Random(1), []
    for r, a in zip(rows, answers): groups.setdefault(r['group'], []).append((r['label'], a))
    groups = list(groups.values())
    for _ in range(1000):
        values.append(macro_f1([pair for _ in groups for pair in groups[rng.randrange(len(groups))]]))
    values.sort()
    return values[25], values[974]


def logistic(train, test, body_only):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    say = (lambda r: r['text']) if body_only else (lambda r: r['title'] + '\n' + r['title'] + '\n' + r['text'])
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
                          LogisticRegression(C=10, class_weight='balanced', max_iter=2000))
    model.fit([say(r) for r in train], [r['label'] for r in train])
    return list(model.predict([say(r) for r in test]))


def fasttext(train, test, body_only):
    say = lambda r: ' '.join(((r['text'] if body_only else r['title'] + ' ' + r['text'])).lower().split())
    with tempfile.TemporaryDirectory() as d:
        with open(f'{d}/train', 'w', encoding='utf-8') as f:
            for r in train: f.write(f"__label__{r['label']} {say(r)}\n")
        with open(f'{d}/test', 'w', encoding='utf-8') as f:
            for r in test: f.write(say(r) + ' .\n')
        subprocess.run(['fasttext', 'supervised', '-input', f'{d}/train', '-output', f'{d}/m', '-epoch', '60', '-lr', '0.5',
                        '-wordNgrams', '2', '-dim', '50', '-bucket', '200000', '-thread', '1'], check=True, capture_output=True)
        out = subprocess.run(['fasttext', 'predict', f'{d}/m.bin', f'{d}/test'], check=True, capture_output=True, text=True).stdout
    return [l.replace('__label__', '') for l in out.split('\n')[:len(test)]]


def by_folds(rows, model, body_only):
    answers = [None] * len(rows)
    for fold in range(FOLDS):
        held = [i for i, r in enumerate(rows) if r['group'] % FOLDS == fold]
        told = model([r for r in rows if r['group'] % FOLDS != fold], [rows[i] for i in held], body_only)
        for i, a in zip(held, told): answers[i] = a
    return answers


def ours(rolecall, manifest, *options):
    run = subprocess.run([rolecall, 'eval', '--format', 'json', *options, manifest], capture_output=True, text=True)
    if not run.stdout: sys.exit(run.stderr)
    return {m['id']: m for m in json.loads(run.stdout)['methods']}


def row(name, where, f1, low, high, accuracy):
    print(f'| {name} | {where} | {f1:.3f} | {low:.3f} | {high:.3f} | {accuracy:.3f} |', flush=True)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument('--build', default='build')
    a.add_argument('--manifest', default='corpus/manifest.tsv')
    o = a.parse_args()
    rolecall = os.path.join(o.build, 'rolecall')
    rows = read(rolecall, o.manifest)
    train, test = [r for r in rows if r.get('split') == 'train'], [r for r in rows if r.get('split') == 'test']
    models = []
    try:
        import sklearn
        models.append((f'TF-IDF, logistic regression (scikit-learn {sklearn.__version__})', logistic))
    except ImportError:
        print('scikit-learn is left out: it is not installed (apt-get install python3-sklearn)')
    if shutil.which('fasttext'): models.append(('fastText', fasttext))
    else: print('fastText is left out: it is not installed (apt-get install fasttext)')
    print('| model | scored on | macro-F1 | low | high | accuracy |\n| --- | --- | ---: | ---: | ---: | ---: |')
    # the weights that ship have seen the whole corpus; these saw the train split alone (make eval-lexicon)
    unseen = ('--lexicon', os.path.join(o.build, 'eval-lexicon'), '--split', 'test')
    for where, options in (('test split', unseen), (f'{FOLDS} folds', ('--cross-validate',))):
        told = ours(rolecall, o.manifest, *options)
        for id, name in (('rolecall', 'rolecall'), ('rolecall-body', 'rolecall, body alone')):
            m = told[id]
            row(name, where, m['macro_f1'], *m['macro_f1_95'], m['accuracy'])
        gold = test if where == 'test split' else rows
        for name, model in models:
            for body_only in (False, True):
                answers = model(train, test, body_only) if where == 'test split' else by_folds(rows, model, body_only)
                pairs = [(r['label'], p) for r, p in zip(gold, answers)]
                row(name + (', body alone' if body_only else ''), where, macro_f1(pairs), *interval(gold, answers),
                    sum(g == p for g, p in pairs) / len(pairs))


main()
