#!/usr/bin/env python3
"""The output is the same bytes at any number of workers, in every format; memory does not grow with the documents."""
import os, re, subprocess, tempfile
from libruns import CORPUS, ROLECALL, expect, read, records, run, write


def peak(path, jobs):
    """Kilobytes."""
    p = subprocess.run(['/usr/bin/time', '-f', '%M', ROLECALL, '-q', '-j', str(jobs), '--format', 'jsonl', path],
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=600,
                       env={**os.environ, 'ASAN_OPTIONS': 'quarantine_size_mb=1'})
    return int(p.stderr.splitlines()[-1])


def same_output(d):
    mixed = os.path.join(d, 'mixed.jsonl')
    records(mixed, 200, broken=5)
    formats = [(c, f) for c, fs in (('classify', ('text', 'json', 'jsonl', 'csv', 'tsv')),
                                    ('extract', ('text', 'json', 'jsonl', 'markdown', 'html'))) for f in fs]
    for command, format in formats:
        runs = [run(command, '--color', 'always', '--format', format, '-j', j, CORPUS, mixed) for j in '128']
        said = [re.sub(rb'in [0-9.]+ s \(.*?\)', b'', r.stderr) for r in runs]
        expect(f'{command} --format {format}: -j1, -j2 and -j8 write the same', len(runs[0].stdout) > 10000 and
               runs[0].stdout == runs[1].stdout == runs[2].stdout, [len(r.stdout) for r in runs])
        expect(f'{command} --format {format}: and say the same, in the same order', said[0] == said[1] == said[2], said[1])
        expect(f'{command} --format {format}: exit 2, for some failed', [r.returncode for r in runs] == [2, 2, 2])
    runs = [run('--split', '--format', 'jsonl', '-j', j, CORPUS, mixed).stdout for j in '128']
    expect('--split: the same too', runs[0] == runs[1] == runs[2])
    whole = [run('--format', 'jsonl', '-j', j, '-q', mixed, '--errors', os.path.join(d, 'e' + j)) for j in '18']
    expect('--errors: the same too', whole[0].stdout == whole[1].stdout and
           read(os.path.join(d, 'e1')) == read(os.path.join(d, 'e8')) != b'')


def memory(d):
    small, large = os.path.join(d, 'small.jsonl'), os.path.join(d, 'large.jsonl')
    # the states of the phrases' automaton are kept, within bounds of their own, as new words come: so few texts
    records(small, 100, variety=8)
    records(large, 5000, variety=8)
    if not os.path.exists('/usr/bin/time'): return print('skip memory: no /usr/bin/time')
    with open(os.environ['ROLECALL'], 'rb') as f:
        if b'__asan_init' in f.read(): return print('skip memory: a sanitizer keeps what was freed')
    for jobs in (1, 2):
        a, b = peak(small, jobs), peak(large, jobs)
        expect(f'-j{jobs}: memory is flat from 100 to 5,000 documents', b <= a + max(1024, a // 10), f'{a} KB and {b} KB')


def usage(d):
    for args in (['-j', '0'], ['-j', '1025'], ['-j', 'x'], ['--shard', '0/2'], ['--shard', '3/2'], ['--shard', '2'],
                 ['--checkpoint', '-1'], ['--resume'], ['--stream']):
        r = run(*args, 'x.html')
        expect(f'{" ".join(args)} is refused', r.returncode == 2 and b"--help'" in r.stderr and r.stdout == b'', r.stderr)
    r = run('--format', 'text', '--resume', '-o', os.path.join(d, 'x'), 'x.html')
    expect('--resume is not for text', r.returncode == 2 and b'jsonl' in r.stderr, r.stderr)


def few_threads(d):
    """Where the system gives no threads, the work is done all the same."""
    if os.geteuid() == 0: return print('skip no threads to be had: root has no limit')
    r = subprocess.run(['sh', '-c', 'ulimit -u 0; exec "$0" -q --format jsonl -j 8 "$1"', ROLECALL, CORPUS], capture_output=True)
    expect('no threads to be had', r.returncode == 0 and r.stdout == run('-q', '--format', 'jsonl', '-j1', CORPUS).stdout, r.stderr)


def main():
    with tempfile.TemporaryDirectory() as d:
        usage(d)
        same_output(d)
        memory(d)
        few_threads(d)


main()
