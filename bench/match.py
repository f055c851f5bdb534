#!/usr/bin/env python3
"""What phrases cost: the operations lexicon cut to 300 and to 1,500 phrases (every n-th entry kept), the whole run and the
matching alone as ratios to libxml2's bare DOM parse of the same pages, and the same phrases each as a PCRE2 pattern with
JIT over the same folded text.  usage: bench/match.py BUILD PAGE..."""
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


def main():
    build, pages = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as d:
        rows = {}
        for wanted in (300, 1500, 10 ** 6):
            folder = os.path.join(d, str(wanted))
            os.mkdir(folder)
            kept = cut(folder, wanted)
            run = subprocess.run([build + '/bench/stages', folder, '7', *pages], capture_output=True, text=True)
            if run.returncode: sys.exit(run.stderr)
            rows[wanted] = (kept, {m[0].strip(): float(m[1]) for m in re.findall(r'(?m)^(.{44}) ([\d.-]+) ', run.stdout)})
            each = subprocess.run([build + '/bench/patterns', folder, *pages], capture_output=True, text=True)
            if each.returncode: sys.exit(each.stderr)
            rows[wanted] += (float(each.stdout.split()[0]), float(each.stdout.split()[1]))
        print(f'{len(pages)} pages; CPU time over that of libxml2\'s DOM parse, medians of 7 rounds')
        print(f"{'phrases':>8} {'whole run':>10} {'indexed matching':>17} {'each pattern, PCRE2 JIT':>24}")
        for kept, stages, index, each in rows.values():
            print(f"{kept:8d} {stages['the whole, without evidence']:10.3f} {index:17.3f} {each:24.3f}")
        small, large = rows[300][1], rows[1500][1]
        print(f"1,500 phrases over 300, whole run: {large['the whole, without evidence'] / small['the whole, without evidence']:.3f}")


main()
