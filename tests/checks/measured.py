#!/usr/bin/env python3
"""Quality on real pages and postings that are not part of this project: extraction and roles must stay above their bars.
Skips with a line where ../shared is absent."""
import os, re, subprocess

ROLECALL = os.environ['ROLECALL']
SHARED = '../shared'
DATA = SHARED + '/data'


def run(*args):
    r = subprocess.run(args, capture_output=True, text=True, timeout=600)
    return r.stdout + r.stderr


def number(text, pattern):
    m = re.search(pattern, text)
    return float(m.group(1)) if m else float('nan')


def expect(name, value, least=None, most=None):
    good = (least is None or value >= least) and (most is None or value <= most)
    bar = f'at least {least}' if least is not None else f'at most {most}'
    print(f'{"ok" if good else "not ok"} {name}: {value} ({bar})')


def extraction():
    out = run(SHARED + '/bin/score-extraction', '--bin', ROLECALL, DATA + '/pages-dev.jsonl', DATA + '/pages')
    expect('text F1', number(out, r'F1 ([\d.]+)'), 0.97)
    expect('title exact', number(out, r'title exact \d+/\d+ = ([\d.]+)'), 0.95)
    expect('company exact', number(out, r'company exact \d+/\d+ = ([\d.]+)'), 0.85)
    expect('location exact', number(out, r'location exact \d+/\d+ = ([\d.]+)'), 0.75)
    m = re.search(r'with a reason (\d+)/(\d+)', out)
    expect('pages without a posting left empty', int(m.group(1)) / int(m.group(2)) if m else 0, 1.0)


def roles():
    # with the fitted weights: title and body, body alone, and what cutting to 900 characters may cost
    score = {}
    for name, options in (('title and body', []), ('body alone', ['--body-only']), ('first 900', ['--first', '900']),
                          ('first 900 of the body alone', ['--body-only', '--first', '900'])):
        out = run(SHARED + '/bin/score-roles', '--bin', ROLECALL, *options, DATA + '/roles-dev.jsonl')
        score[name] = number(out, r'macro-F1 ([\d.]+)')
        if name == 'title and body':
            expect("readers' reasons found", number(out, r'= ([\d.]+) \([\d.]+ quotes'), 0.65)
            expect('quotes a posting', number(out, r'\(([\d.]+) quotes'), most=20)
            expect('unclear', number(out, r'unclear (\d+)'), most=2)
    expect('macro-F1, title and body', score['title and body'], 0.88)
    expect('macro-F1, body alone', score['body alone'], 0.82)
    expect('macro-F1, first 900 characters of the body alone', score['first 900 of the body alone'], 0.72)
    expect('macro-F1 lost on the first 900 characters', round(score['title and body'] - score['first 900'], 3), most=0.04)
    out = run(SHARED + '/bin/score-roles', '--bin', ROLECALL, DATA + '/others-dev.jsonl')
    expect('false alarms among other jobs', number(out, r'= ([\d.]+)\s*$'), most=0.005)


if os.path.isdir(DATA):
    extraction()
    roles()
else:
    print('skip figures on real pages: ../shared is not here')
