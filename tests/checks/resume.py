#!/usr/bin/env python3
"""A run that is killed, wherever, and brought to its end with --resume leaves the same bytes as one that was let be."""
import json, os, random, signal, sqlite3, subprocess, tempfile, time
from libruns import ROLECALL, expect, read, records, run, write

SEED, KILLS = 20261123, 20


def start(*args):
    return subprocess.Popen([ROLECALL, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def content(path):
    """What stands in a result: a database as SQL, less what tells when it was made."""
    if not path.endswith('.db'): return read(path)
    with sqlite3.connect(path) as db: return '\n'.join(db.iterdump()).encode()


def killed_at_random(d, name, args, out, errors=None):
    """Kills the run again and again at moments drawn from how long it takes; then lets it end."""
    pick, path = random.Random(SEED), os.path.join(d, out)
    whole = run('-q', *args, '-o', path)
    want, want_errors = content(path), read(errors) if errors else b''
    os.unlink(path)
    began = time.monotonic()
    run('-q', *args, '-j2', '--checkpoint', '0', '-o', path)
    took = time.monotonic() - began
    os.unlink(path)
    kills = moved = 0
    seen = -1
    while kills < KILLS:
        p = start('-q', *args, '-j2', '--checkpoint', pick.choice(['0', '0.01']), '--resume', '-o', path)
        try:
            p.wait(pick.random() * took / 4)
            p.stderr.close()
            if os.path.exists(path):  # it came to its end before: once more from the beginning
                if content(path) != want: break
                os.unlink(path)
                seen = -1
        except subprocess.TimeoutExpired:
            p.kill()
            p.wait()
            p.stderr.close()
            kills += 1
            state = read(path + '.state') if os.path.exists(path + '.state') else b''
            at = int(state.split(b'documents=')[1].split()[0]) if b'documents=' in state else 0
            moved += at > seen
            seen = at
        if os.path.exists(path) and os.path.exists(path + '.part'):
            return expect(f'{name}: FILE is whole or absent', False)
    r = run('-q', *args, '--resume', '-o', path) if not os.path.exists(path) else whole
    got = content(path) if os.path.exists(path) else b''
    expect(f'{name}: killed at {KILLS} moments and resumed: byte for byte the same', got == want and want and
           r.returncode == whole.returncode, (len(got), len(want), r.returncode, r.stderr[-300:]))
    expect(f'{name}: resumed runs do go on', moved >= 2, moved)
    if errors: expect(f'{name}: the errors are gathered once each', read(errors) == want_errors != b'')
    left = [out, out + '.state']
    expect(f'{name}: nothing but its state is left beside it', sorted(f for f in os.listdir(d) if f.startswith(out)) == left, os.listdir(d))


def interrupted(d, data):
    out, want = os.path.join(d, 'i.jsonl'), os.path.join(d, 'want.jsonl')
    run('-q', '--format', 'jsonl', data, '-o', want)
    for number in (signal.SIGINT, signal.SIGTERM):
        last = ['--', data] if number == signal.SIGTERM else [data]
        p = start('--format', 'jsonl', '-j2', '-o', out, '--checkpoint', '0', *last)
        while not os.path.exists(out + '.state'): time.sleep(0.005)
        time.sleep(0.05)
        p.send_signal(number)
        said = p.communicate(timeout=60)[1].decode()
        name = number.name
        expect(f'{name}: exit {128 + number}', p.returncode == 128 + number, (p.returncode, said))
        expect(f'{name}: says how to go on', '--resume' in said and 'to go on' in said, said)
        expect(f'{name}: FILE is not there yet', not os.path.exists(out) and os.path.exists(out + '.part'))
        part = read(out + '.part')
        expect(f'{name}: what is begun is finished', part.endswith(b'\n') and read(want).startswith(part), len(part))
        command = [l for l in said.splitlines() if l.startswith('  ')][-1].strip()
        r = subprocess.run(command, shell=True, capture_output=True)
        expect(f'{name}: the command it names goes on to the end', os.path.exists(out) and read(out) == read(want), r.stderr)
        r = run('--format', 'jsonl', data, '-o', out, '--resume')
        expect(f'{name}: and then it is complete already', r.returncode == 0 and b'complete already' in r.stderr, r.stderr)
        for left in (out, out + '.state'): os.unlink(left)


def long_words(d, data):
    """A state holds the options as they are, however long."""
    out = os.path.join(d, 'w.jsonl')
    args = ['--format', 'jsonl', '--exclude', 'x' * 100000, data, '-o', out, '--checkpoint', '0']
    p = start('-q', *args)
    while not os.path.exists(out + '.state'): time.sleep(0.005)
    p.kill()
    p.wait()
    p.stderr.close()
    r = run(*args, '--resume')
    expect('a long option does not spoil the state', r.returncode == 0 and b'went on behind' in r.stderr and
           read(out).count(b'\n') == 300, r.stderr)


def renamed_meanwhile(d, data):
    """Another run ends, and renames its part, just when this one has opened it and not yet locked it."""
    out, other = os.path.join(d, 'm.jsonl'), os.path.join(d, 'other.jsonl')
    source, shim = os.path.join(d, 'shim.c'), os.path.join(d, 'shim.so')
    write(source, """#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
long syscall(long, ...);
int flock(int fd, int how) {
  static int calls;
  if (calls++ == 0) rename(getenv("RENAME_FROM"), getenv("RENAME_TO"));
  return (int)syscall(SYS_flock, fd, how);
}
""")
    made = subprocess.run(['cc', '-shared', '-fPIC', '-o', shim, source], capture_output=True)
    if made.returncode != 0: return print('skip a part renamed meanwhile: no compiler')
    write(out + '.part', 'the whole result of another run')
    run('-q', '--format', 'jsonl', data, '-o', out, env={
        **os.environ, 'LD_PRELOAD': shim, 'ASAN_OPTIONS': 'verify_asan_link_order=0', 'RENAME_FROM': out + '.part', 'RENAME_TO': other})
    expect('a part renamed meanwhile is left as it is', read(other) == b'the whole result of another run', read(other)[:100])
    expect('and this run writes its own', os.path.exists(out) and read(out).count(b'\n') == 300, os.listdir(d))


def interrupted_waiting(d):
    """A run that waits for standard input, at any number of workers."""
    line = json.dumps({'id': 'a', 'text': 'Lead operations of the site.'}) + '\n'
    long = json.dumps({'id': 'b', 'text': 'Lead operations of the site.\n' * 20000}) + '\n'
    for jobs in ('1', '2', '4'):
        p = subprocess.Popen([ROLECALL, '-j', jobs, '--evidence', 'none', '--format', 'json', '-'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        # with two, the first thread is at the long one for a while, so that another one waits at the input
        p.stdin.write((line + long if jobs == '2' else line * 5).encode())
        p.stdin.flush()
        time.sleep(1)
        p.send_signal(signal.SIGINT)
        try: p.wait(20)
        except subprocess.TimeoutExpired: p.kill()
        rows = p.stdout.read()
        expect(f'-j{jobs}: SIGINT ends a run that waits for input', p.returncode == 130, p.returncode)
        try: count = len(json.loads(rows))
        except ValueError: count = -1
        expect(f'-j{jobs}: its JSON is closed', 0 <= count <= 5, rows[:200])
        for f in (p.stdin, p.stdout, p.stderr): f.close()


def refused(d, data):
    out = os.path.join(d, 'r.jsonl')
    def begin():
        p = start('-q', '--format', 'jsonl', '--evidence', 'top', '--max-text', '100000', '-o', out, '--checkpoint', '0', data)
        while not os.path.exists(out + '.state'): time.sleep(0.005)
        p.kill()
        p.wait()
        p.stderr.close()
    begin()
    for name, args, words in (
            ('other evidence', ['--evidence', 'none', '--max-text', '100000', data], 'evidence was top, is none'),
            ('another limit', ['--evidence', 'top', '--max-text', '90000', data], 'max-text was 100000, is 90000'),
            ('a limit less', ['--evidence', 'top', data], 'max-text was 100000, is not given'),
            ('other inputs', ['--evidence', 'top', '--max-text', '100000', data, data], 'inputs was'),
            ('another shard', ['--evidence', 'top', '--max-text', '100000', '--shard', '1/2', data], 'shard was not given'),
            ('another lexicon', ['--evidence', 'top', '--max-text', '100000', '--lexicon', 'tests/golden/tiny', data], 'lexicon was')):
        r = run('--format', 'jsonl', *args, '-o', out, '--resume')
        expect(f'{name}: refused, and it says what changed', r.returncode == 2 and words in r.stderr.decode(), r.stderr)
    same = ['--format', 'jsonl', '--evidence', 'top', '--max-text', '100000', '-q', data, '-o', out]
    keep = read(out + '.state'), read(out + '.part')
    write(out + '.state', b'nonsense')
    r = run(*same, '--resume')
    expect('a state that is none', r.returncode == 2 and b'no state' in r.stderr, r.stderr)
    write(out + '.state', keep[0].replace(b'documents=', b'documents=x'))
    r = run(*same, '--resume')
    expect('a number that is none', r.returncode == 2, r.stderr)
    write(out + '.state', keep[0].split(b'bytes=')[0])
    expect('half a state', run(*same, '--resume').returncode == 2)
    write(out + '.state', keep[0].replace(b'\nbytes=', b'\nbytes=9999'))
    r = run(*[a for a in same if a != '-q'], '--resume')
    expect('a part shorter than its state: from the beginning', r.returncode == 0 and b'shorter' in r.stderr and
           read(out).count(b'\n') == 300, r.stderr)
    os.unlink(out)
    write(out + '.part', b'left by a run without a state')
    r = run(*same, '--resume')
    expect('no state: from the beginning', r.returncode == 0 and read(out).count(b'\n') == 300, r.stderr)
    os.unlink(out)
    write(out + '.part', b'left by a run')
    r = run(*[a for a in same if a != '-q'])
    expect('without --resume a part is overwritten, and that is said', r.returncode == 0 and b'overwritten' in r.stderr and
           read(out).count(b'\n') == 300, r.stderr)
    os.unlink(out)
    p = start(*same, '--checkpoint', '0')
    while not os.path.exists(out + '.state'): time.sleep(0.005)
    r = run(*same)
    p.wait()
    p.stderr.close()
    expect('two runs never write one file', r.returncode == 2 and b'another run' in r.stderr and
           read(out).count(b'\n') == 300, r.stderr)


def interrupted_at_fifo(d):
    """A run that waits for a FIFO: for its writer, for its bytes, or for names out of it; at any number of workers."""
    line = (json.dumps({'id': 'a', 'text': 'Lead operations of the site.'}) + '\n').encode()
    for jobs in ('1', '3'):
        for name, options, before in (('a writer', [], None), ('bytes', [], line * 3), ('names', ['--files-from'], b'nowhere.html\n')):
            path = os.path.join(d, 'fifo')
            os.mkfifo(path)
            p = start('-j', jobs, '--format', 'jsonl', *options, path)
            try:
                with open(path, 'wb', buffering=0) if before else open(os.devnull, 'wb') as f:
                    if before: f.write(before)
                    time.sleep(0.5)
                    p.send_signal(signal.SIGINT)
                    p.wait(20)
            except subprocess.TimeoutExpired: p.kill()
            said = p.communicate()[1]
            expect(f'-j{jobs}: SIGINT ends a run that waits for {name} of a FIFO', p.returncode == 130, (p.returncode, said))
            os.unlink(path)


def cut_off(out, *args):
    """A run that was killed when it had done something, and not all."""
    for name in (out + '.part', out + '.state'):
        if os.path.exists(name): os.unlink(name)
    p = start('-q', '--format', 'jsonl', '-j1', '-o', out, '--checkpoint', '0', *args)
    while not os.path.exists(out + '.state') or b'\ndocuments=0\n' in read(out + '.state'): time.sleep(0.001)
    p.kill()
    p.wait()
    p.stderr.close()


def whose_file(d):
    """A FILE that stands there is called complete only where it is known to be."""
    out, data = os.path.join(d, 'whose.jsonl'), os.path.join(d, 'whose-data.jsonl')
    records(data, 300)
    again = ('--format', 'jsonl', '-o', out, '--resume', data)
    write(out, b'from elsewhere')
    r = run(*again)
    expect('a FILE without a state is not called complete', r.returncode == 2 and b'no ' + out.encode() + b'.state' in r.stderr
           and read(out) == b'from elsewhere', r.stderr)
    cut_off(out, data)
    os.unlink(out + '.part')
    r = run(*again)
    expect('nor one older than a run that was cut off', r.returncode == 0 and read(out).count(b'\n') == 300, r.stderr)
    r = run(*again)
    expect('one that --resume made is', r.returncode == 0 and b'complete already' in r.stderr, r.stderr)
    write(out, read(out) + b'\n')
    r = run(*again)
    expect('unless it has another length', r.returncode == 2 and b'not as its run left it' in r.stderr, r.stderr)
    write(out, read(out)[:-1])
    later = os.stat(out).st_mtime_ns + 1
    os.utime(data, ns=(later, later))
    r = run(*again)
    expect('or an input is younger', r.returncode == 2 and data.encode() + b' has changed since' in r.stderr, r.stderr)


def changed_input(d):
    """What is done must still be what it was; what is not may be anything."""
    out, folder = os.path.join(d, 'changed.jsonl'), os.path.join(d, 'changing')
    names = [os.path.join(folder, f'p{i:03}.txt') for i in range(300)]
    text = b'Head of Operations\nNumber %d.\n' + b'You will run the day-to-day operations of our warehouse in Leeds.\n' * 200

    def anew():
        os.makedirs(folder, exist_ok=True)
        for name in os.listdir(folder): os.unlink(os.path.join(folder, name))
        for i, name in enumerate(names): write(name, text % i)
        cut_off(out, folder)

    def go_on(): return run('--format', 'jsonl', '-o', out, '--resume', folder)

    def refused(name, change):
        anew()
        part = read(out + '.part')
        change()
        r = go_on()
        expect(f'{name}: refused', r.returncode == 2 and b'not what it was' in r.stderr and b'to go on' not in r.stderr and
               not os.path.exists(out) and read(out + '.part')[:100] == part[:100], r.stderr)
    refused('a file changed', lambda: write(names[0], text % 7))
    refused('a file before the others', lambda: write(os.path.join(folder, 'a.txt'), text % 0))
    refused('a file less', lambda: os.unlink(names[0]))
    refused('a file renamed', lambda: os.rename(names[0], os.path.join(folder, 'p0.txt')))
    refused('nothing left', lambda: [os.unlink(name) for name in names])
    anew()
    write(names[299], text % 9999)
    r = go_on()
    want = os.path.join(d, 'want-changed.jsonl')
    run('-q', '--format', 'jsonl', '-o', want, folder)
    expect('a change behind what is done is read', r.returncode == 0 and read(out) == read(want), r.stderr)


def main():
    with tempfile.TemporaryDirectory() as d:
        data = os.path.join(d, 'data.jsonl')
        records(data, 300, broken=4)
        killed_at_random(d, 'jsonl', ['--format', 'jsonl', data], 'a.jsonl')
        killed_at_random(d, 'jsonl with --errors', ['--format', 'jsonl', data, '--errors', os.path.join(d, 'e')], 'b.jsonl',
                         os.path.join(d, 'e'))
        killed_at_random(d, 'a shard', ['--format', 'jsonl', '--shard', '2/3', data], 's.jsonl')
        killed_at_random(d, 'csv', ['--format', 'csv', data], 'c.csv')
        killed_at_random(d, 'tsv', ['--format', 'tsv', data], 't.tsv')
        killed_at_random(d, 'a database with --errors', ['--evidence', 'top', data, '--errors', os.path.join(d, 'f')], 'r.db',
                         os.path.join(d, 'f'))
        clean = os.path.join(d, 'clean.jsonl')
        records(clean, 300)
        interrupted(d, clean)
        interrupted_waiting(d)
        interrupted_at_fifo(d)
        long_words(d, clean)
        renamed_meanwhile(d, clean)
        refused(d, clean)
        whose_file(d)
        changed_input(d)


main()
