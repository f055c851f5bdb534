#!/usr/bin/env python3
"""Output that cannot be written is an error at once, never a shorter file; and what is written is never an input."""
import json, os, resource, shutil, stat, subprocess, tempfile, time
from libruns import CORPUS, ROLECALL, TOP, expect, read, records, run, write


def limited(most, args):
    """With files of at most so many bytes, as a full disk would have it."""
    def limit(): resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    return subprocess.run([ROLECALL, *args], capture_output=True, preexec_fn=limit, timeout=120)


def full_disk(d, data):
    out = os.path.join(d, 'out.jsonl')
    args = ['--format', 'jsonl', data, '-o', out]
    run('-q', *args)
    whole = read(out)
    for share in (0, 1, len(whole) // 3, len(whole) - 1):
        os.path.exists(out) and os.unlink(out)
        r = limited(share, args)
        expect(f'{share} bytes of {len(whole)}: an error, exit 2', r.returncode == 2 and b'cannot write' in r.stderr, r.stderr)
        expect(f'{share} bytes: FILE is not there', not os.path.exists(out))
    r = run('-q', *args, '--resume')
    expect('with room again, --resume ends it', r.returncode == 0 and read(out) == whole, r.stderr)
    write(out, 'before')
    for format in ('json', 'text'):
        r = limited(5000, ['--format', format, data, '-o', out])
        expect(f'{format}: an error, and FILE is as it was', r.returncode == 2 and read(out) == b'before', r.stderr)
    r = limited(1 << 20, ['-q', *args, '--errors', os.path.join(d, 'e')])
    expect('room enough for both', r.returncode in (0, 2), r.returncode)


def tmpfs(d, data):
    place = os.path.join(d, 'small')
    os.mkdir(place)
    if os.geteuid() != 0 or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=128k', 'none', place],
                                           capture_output=True).returncode != 0:
        return print('skip a small disk: cannot mount one')
    try:
        out = os.path.join(place, 'out.jsonl')
        r = run('--format', 'jsonl', data, '-o', out)
        expect('a small disk: no space left, exit 2', r.returncode == 2 and b'No space' in r.stderr and
               not os.path.exists(out), r.stderr)
        with open(os.path.join(place, 'x'), 'wb') as f:
            r = subprocess.run([ROLECALL, '-q', '--format', 'jsonl', data], stdout=f, stderr=subprocess.PIPE)
        expect('standard output on it too', r.returncode == 2 and b'No space' in r.stderr, r.stderr)
    finally: subprocess.run(['umount', place])


def devices(d, data):
    good = os.path.join(CORPUS, sorted(os.listdir(CORPUS))[0])
    for args in (['-o', '/dev/full'], ['--errors', '/dev/full'], ['-o', '/dev/full', '--format', 'json']):
        r = run('-q', *(['--format', 'jsonl'] if '--format' not in args else []), *args, data)
        expect(f'{" ".join(args)}: exit 2', r.returncode == 2 and b'cannot write' in r.stderr, r.stderr)
    with open('/dev/full', 'w') as full:
        for format in ('text', 'json', 'jsonl'):
            r = subprocess.run([ROLECALL, '--format', format, good], stdout=full, stderr=subprocess.PIPE)
            expect(f'{format} into /dev/full: exit 2', r.returncode == 2 and b'cannot write' in r.stderr, r.stderr)
    r = run('-q', '--format', 'jsonl', '-o', '/dev/null', good)
    expect('a device is written as it is', r.returncode == 0 and not os.path.exists('/dev/null.part'), r.stderr)
    r = run('-o', d, good)
    expect('a folder is no file', r.returncode == 2 and b'folder' in r.stderr, r.stderr)
    r = run('-o', os.path.join(d, 'no', 'such', 'x'), good)
    expect('a folder that is not there', r.returncode == 2 and b'No such file' in r.stderr, r.stderr)


def own_files(d, data):
    keep = read(data)
    for args in (['-o', data], ['--errors', data], ['-o', os.path.join(d, '.', 'data.jsonl')]):
        r = run('--format', 'jsonl', data, *args)
        expect(f'{args[0]} is no input', r.returncode == 2 and b'is an input' in r.stderr and read(data) == keep, r.stderr)
    os.symlink(data, os.path.join(d, 'link'))
    r = run('--format', 'jsonl', data, '-o', os.path.join(d, 'link'))
    expect('nor by another name', r.returncode == 2 and read(data) == keep, r.stderr)
    r = run('--format', 'jsonl', '-o', os.path.join(d, 'x'), '--errors', os.path.join(d, 'x'), data)
    expect('-o and --errors are not one', r.returncode == 2 and b'same file' in r.stderr, r.stderr)
    jobs = os.path.join(d, 'jobs')
    os.mkdir(jobs)
    for i in range(3): write(os.path.join(jobs, f'{i}.txt'), 'Head of Operations\n\nLead the operations of our site.\n')
    out = os.path.join(jobs, 'all.jsonl')
    for i in range(2):
        r = run('--format', 'jsonl', '--checkpoint', '0', '--errors', os.path.join(jobs, 'errors.txt'), '-o', out, jobs)
        ids = [json.loads(l)['id'] for l in read(out).splitlines()]
        expect('a run does not read what it wrote into its folder', r.returncode == 0 and len(ids) == 3, (ids, r.stderr))
    os.symlink(os.path.join(d, 'target'), os.path.join(d, 'sign'))
    write(os.path.join(d, 'target'), 'old')
    r = run('-q', '--format', 'jsonl', '-o', os.path.join(d, 'sign'), jobs + '/0.txt')
    expect('a link is followed', r.returncode == 0 and os.path.islink(os.path.join(d, 'sign')) and
           read(os.path.join(d, 'target')).startswith(b'{'), r.stderr)


def trained(d):
    """train writes one file, and never what it reads."""
    lexicon, text, table = os.path.join(d, 'lexicon'), os.path.join(d, 'job.html'), os.path.join(d, 'm.tsv')
    shutil.copytree(os.path.join(TOP, 'tests/golden/tiny'), lexicon)
    write(text, '<h1>Head of Operations</h1><p>You will run the day-to-day operations of our Leeds warehouse.</p>')
    write(table, 'file\tlabel\temployer\n' + ''.join(f'job.html\t{role}\te{i}\n' for i, role in enumerate(('coo', 'head-of-operations', 'other') * 5)))
    part = os.path.join(d, 'n.tsv.part')
    write(part, read(table))
    os.symlink(table, os.path.join(d, 'alias'))
    focus = next(f.path for f in os.scandir(lexicon) if f.name == 'focus.txt')
    for name, output, manifest in (('manifest', table, table), ('manifest by another name', os.path.join(d, 'alias'), table),
                                   ('manifest, in FILE.part', part[:-5], part), ('postings', text, table), ('phrase files', focus, table)):
        kept = {f: read(f) for f in (table, part, text, focus)}
        r = run('train', '--lexicon', lexicon, '-o', output, manifest)
        expect(f'train: the {name} is not the output', r.returncode == 2 and b'is an input' in r.stderr and
               kept == {f: read(f) for f in kept} and not os.path.exists(part[:-5]), (r.returncode, r.stderr))
    r = run('train', '--lexicon', lexicon, '-o', os.path.join(d, 'w.tsv'), table)
    expect('train: any other is', r.returncode == 0 and b'weights fitted' in read(os.path.join(d, 'w.tsv')), r.stderr)
    r = run('train', '--lexicon', lexicon, '-o', '/dev/full', table)
    expect('train: a device is written as it is', r.returncode == 2 and b'No space' in r.stderr and
           stat.S_ISCHR(os.stat('/dev/full').st_mode), r.stderr)


def streams(d, data):
    good = os.path.join(CORPUS, sorted(os.listdir(CORPUS))[0])
    def sh(words): return subprocess.run(['bash', '-c', words, ROLECALL, good, data], capture_output=True, cwd=d)
    r = sh('"$0" --format jsonl "$1" >&-')
    expect('standard output closed: an error', r.returncode == 2 and b'cannot write' in r.stderr, (r.returncode, r.stderr))
    r = sh('"$0" --format jsonl "$1" 2>&-')
    expect('standard error closed: the rows are whole', r.returncode == 0 and json.loads(r.stdout)['status'] == 'ok', r.stdout)
    r = sh('"$0" -q --format jsonl -o y "$2" <&- >&- 2>&-; echo $?')
    expect('all three closed: FILE is whole', r.stdout == b'2\n' and
           all(json.loads(l) for l in read(os.path.join(d, 'y')).splitlines()), r.stdout)
    r = sh('"$0" --format jsonl - <&-')
    expect('standard input closed: told', r.returncode == 2 and b'cannot read' in r.stderr, r.stderr)
    r = sh('"$0" -q --format jsonl none.html "$2" "$2" 2>err | true; echo ${PIPESTATUS[0]}; grep -c "cannot write" err')
    expect('a broken pipe is quiet, but with 2 where documents failed', r.stdout == b'2\n0\n', r.stdout)
    bad = os.path.join(d, 'bad')
    os.mkdir(bad)
    write(os.path.join(bad, 'lexicon'), 'nonsense\n')
    write(os.path.join(d, 'gold.tsv'), 'file\tlabel\nnone.html\tcoo\n')
    for args, want in ((f'lexicon lint {bad}', (1, 2)), (f'eval {d}/gold.tsv', (2,)), (f'merge {d}/none', (2,))):
        r = sh(f'"$0" {args} 2>err | true; echo ${{PIPESTATUS[0]}}')
        expect(f'{args.split()[0]}: a broken pipe does not hide what failed', int(r.stdout) in want, r.stdout)
    r = sh('"$0" --format jsonl "$1" "$1" | true; echo ${PIPESTATUS[0]}')
    expect('and with 0 where none did', r.stdout == b'0\n' and r.stderr == b'', (r.stdout, r.stderr))


def main():
    with tempfile.TemporaryDirectory() as d:
        clean, data = os.path.join(d, 'clean.jsonl'), os.path.join(d, 'data.jsonl')
        records(clean, 60)
        records(data, 60, broken=20)
        full_disk(d, clean)
        tmpfs(d, clean)
        devices(d, data)
        own_files(d, data)
        trained(d)
        streams(d, data)


main()
