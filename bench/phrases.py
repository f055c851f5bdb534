"""What phrases cost: the operations lexicon cut to 300 and to 1,500 phrases (every n-th entry kept), the whole run and the
matching alone as ratios to libxml2's bare DOM parse of the same pages, and the same phrases each as a PCRE2 pattern with
JIT over the same folded text."""
import os, re, shutil, subprocess, sys, tempfile

SOURCE = 'lexicons/operations'


def entries(path):
    """[(text of the entry, number of phrases)], and what stands before the first."""
    parts = re.split(r'(?m)^(?=\[)', open(path, encoding='utf-8').read())
    return parts[0], [(p, len(re.findall(r'(?m)^phrase\s*=', p))) for p in parts[1:]]


def cut(folder, wanted):
    """Writes a lexicon of about `wanted` phrases and returns how many it has."""
    files = {f: entries(os.path.join(SOURCE, f)) for f in sorted(os.listdir(SOURCE))
             if f.endswith('.txt') and f not in ('lexicon.txt', 'sets.txt', 'cues.txt')}
    total = sum(n for _, es in files.values() for _, n in es)
    kept, seen = 0, 0
    for f in ('lexicon.txt', 'sets.txt', 'cues.txt'): shutil.copy(os.path.join(SOURCE, f), folder)
    for f, (head, es) in files.items():
        out = [head]
        for text, n in es:
            seen += n
            if kept + n <= wanted * seen / total:
                out.append(text)
                kept += n
        open(os.path.join(folder, f), 'w', encoding='utf-8').write(''.join(out))
    return kept


def plain():
    """Those that are words and nothing else, and the plain beginnings of the others: what a list of words can hold."""
    found = set()
    for f in sorted(os.listdir(SOURCE)):
        for p in re.findall(r'(?m)^phrase\s*=\s*(.*)$', open(os.path.join(SOURCE, f), encoding='utf-8').read()):
            words = re.match(r'[a-z0-9 -]*', p)[0].split()
            if words: found.add(' '.join(words))
    return sorted(found, key=len, reverse=True)


def matching(build, pages, rounds):
    """[(what, ratio, bar)]"""
    rows, whole = [], {}
    with tempfile.TemporaryDirectory() as d:
        for wanted in (300, 1500, 10 ** 6):
            folder = os.path.join(d, str(wanted))
            os.mkdir(folder)
            kept = cut(folder, wanted)
            run = subprocess.run([build + '/bench/stages', folder, str(rounds), *pages], capture_output=True, text=True)
            if run.returncode: sys.exit(run.stderr)
            stages = {m[0].strip(): float(m[1]) for m in re.findall(r'(?m)^(.{44}) ([\d.-]+) ', run.stdout)}
            each = subprocess.run([build + '/bench/patterns', folder, *pages], capture_output=True, text=True)
            if each.returncode: sys.exit(each.stderr)
            index, patterns = map(float, each.stdout.split()[:2])
            whole[wanted] = stages['the whole, without evidence']
            rows += [(f'{kept:,} phrases: the whole run', whole[wanted], None), (f'{kept:,} phrases: matching', index, None),
                     (f'{kept:,} phrases: each as a pattern, PCRE2 JIT', patterns, None)]
    return rows + [('1,500 phrases over 300, the whole run', whole[1500] / whole[300], None)]
