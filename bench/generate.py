#!/usr/bin/env python3
"""Postings without end, as JSONL on standard output: each is one of the corpus with lines left out, moved and taken from
others, and numbers of its own; one in four as HTML. The same seed gives the same bytes.
usage: bench/generate.py ROLECALL COUNT [SEED]"""
import json, random, subprocess, sys


def postings(rolecall):
    """[(title, lines)] of the corpus, each string ready to stand in JSON."""
    run = subprocess.run([rolecall, 'extract', '--quiet', '--format', 'jsonl', 'corpus/postings'], capture_output=True, check=True)
    quoted = lambda s: json.dumps(s, ensure_ascii=False)[1:-1]
    found = []
    for line in run.stdout.splitlines():
        d = json.loads(line)
        if d.get('text'): found.append((quoted(d['title'] or 'Manager'), [quoted(l) for l in d['text'].split('\n') if l]))
    return found


def vary(rng, all):
    title, lines = all[rng.randrange(len(all))]
    lines = [l for l in lines if rng.random() > 0.15] or lines[:1]
    for _ in range(rng.randrange(4)):
        other = all[rng.randrange(len(all))][1]
        lines.insert(rng.randrange(len(lines) + 1), other[rng.randrange(len(other))])
    if len(lines) > 4:
        a = rng.randrange(len(lines) - 2)
        lines[a], lines[a + 1] = lines[a + 1], lines[a]
    lines.append(f'Reference {rng.getrandbits(40):x}, closing in {rng.randrange(2, 90)} days.')
    return (all[rng.randrange(len(all))][0] if rng.random() < 0.1 else title), lines


def main():
    rolecall, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1
    all, rng, batch = postings(rolecall), random.Random(seed), []
    try:
        for i in range(count):
            title, lines = vary(rng, all)
            if i % 4 == 3:
                body = '</p>\\n<p>'.join(l.replace('<', '&lt;') for l in lines)
                batch.append(f'{{"id":"{i}","html":"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>{body}</p></body></html>"}}\n')
            else:
                batch.append(f'{{"id":"{i}","title":"{title}","text":"{(chr(92) + "n").join(lines)}"}}\n')
            if len(batch) == 500 or i + 1 == count:
                sys.stdout.write(''.join(batch))
                batch = []
        sys.stdout.flush()
    except BrokenPipeError:
        sys.exit(1)


if __name__ == '__main__': main()
