#!/usr/bin/env python3
"""Shards put together are what one run would have written; a shard that is missing, short, long, there twice or of
another run is named."""
import os, tempfile
from libruns import CORPUS, expect, read, records, run, write


def shards(d, n, *args, name='s'):
    paths = []
    for k in range(1, n + 1):
        paths.append(os.path.join(d, f'{name}{k}of{n}'))
        run('-q', '--shard', f'{k}/{n}', *args, '-o', paths[-1])
    return paths


def merged(d, format, inputs):
    whole, out = os.path.join(d, 'whole'), os.path.join(d, 'out')
    a = run('-q', '--format', format, *inputs, '-o', whole)
    for n in (1, 3, 7, 301):
        if n == 301 and format != 'jsonl': continue
        parts = shards(d, n, '--format', format, *inputs, name=format)
        r = run('merge', '-o', out, *reversed(parts))
        expect(f'{format}: {n} shards put together are the whole', r.returncode == 0 and read(out) == read(whole) and
               a.returncode == 2, r.stderr)
        if n == 3:
            r = run('merge', *parts)
            expect(f'{format}: to standard output too', r.returncode == 0 and r.stdout == read(whole), r.stderr)
        if n == 7: expect(f'{format}: the shards differ', len({read(p) for p in parts}) == 7)


def bad(name, args, words):
    r = run('merge', *args)
    said = r.stderr.decode()
    expect(f'{name}: named', r.returncode == 2 and all(w in said for w in words) and r.stdout == b'', (r.returncode, said))


def main():
    with tempfile.TemporaryDirectory() as d:
        data, other = os.path.join(d, 'data.jsonl'), os.path.join(d, 'other.jsonl')
        records(data, 101, broken=4)
        records(other, 40)
        for format in ('jsonl', 'csv', 'tsv'):
            merged(d, format, [data, CORPUS])
        parts = shards(d, 3, '--format', 'jsonl', data)
        out = os.path.join(d, 'out3')
        bad('a missing shard', ['-o', out, parts[0], parts[2]], ['shard 2/3 is missing'])
        bad('the last shard missing', ['-o', out, *parts[:2]], ['shard 3/3 is missing'])
        bad('a repeated shard', ['-o', out, *parts, parts[1]], ['same shard', '2/3'])
        whole = read(parts[1])
        write(parts[1], whole[:-1])
        bad('a short shard', ['-o', out, *parts], [parts[1], 'short'])
        write(parts[1], whole + whole.splitlines(True)[0])
        bad('a long shard', ['-o', out, *parts], [parts[1], 'long'])
        rows = whole.splitlines(True)
        write(parts[1], b''.join(rows[:-2]) + rows[-2].rstrip(b'\n') + rows[-1])  # as many bytes but for one: a row less
        bad('a shard with a row less', ['-o', out, *parts], [parts[1], 'short'])
        write(parts[1], b''.join(rows[:-2]) + rows[-2].rstrip(b'\n') + b' ' + rows[-1])
        bad('as many bytes and a row less', ['-o', out, *parts], [parts[1], 'short'])
        write(parts[1], whole.replace(b',', b'\n', 1))
        bad('as many bytes and a row more', ['-o', out, *parts], [parts[1], 'long'])
        write(parts[1], whole)
        expect('nothing is left of what went wrong', not [f for f in os.listdir(d) if f.startswith('out3')], os.listdir(d))
        foreign = shards(d, 3, '--format', 'jsonl', other, name='f')
        bad('a shard of other inputs', ['-o', out, parts[0], foreign[1], parts[2]], [foreign[1], 'another run', 'inputs'])
        foreign = shards(d, 3, '--format', 'jsonl', '--evidence', 'top', data, name='g')
        bad('a shard of other options', ['-o', out, parts[0], parts[1], foreign[2]], [foreign[2], 'evidence'])
        kept = read(data)
        write(data, kept.replace(b'operations', b'Operations', 1))
        foreign = shards(d, 3, '--format', 'jsonl', data, name='i')
        bad('a shard of an input that changed', ['-o', out, parts[0], foreign[1], parts[2]], [foreign[1], 'input was another'])
        write(data, kept)
        foreign = shards(d, 4, '--format', 'jsonl', data, name='h')
        bad('a shard of another number', ['-o', out, parts[0], parts[1], foreign[2]], [foreign[2], 'another run'])
        alone = os.path.join(d, 'alone')
        run('-q', '--format', 'jsonl', data, '-o', alone)
        bad('no shard at all', ['-o', out, alone, parts[1]], [alone, '.state'])
        bad('the output among the parts', ['-o', parts[0], *parts], [parts[0], 'cannot be the output'])
        for ending in ('.state', '.state.tmp', '.part'):  # the last two are there only while a run is
            files = {f: read(f) for p in parts for f in (p, p + '.state')}
            bad(f'the output where a part has its {ending}', ['-o', parts[0] + ending, *parts], [parts[0] + ending, 'cannot be the output'])
            expect(f'{ending}: nothing was changed', files == {f: read(f) for f in files} and
                   not os.path.exists(parts[0] + ending + '.part'), os.listdir(d))
        os.rename(parts[0], out + '.part')
        os.rename(parts[0] + '.state', out + '.part.state')
        bad('a part in the place of FILE.part', ['-o', out, out + '.part', *parts[1:]], ['cannot be the output'])
        os.rename(out + '.part', parts[0])
        os.rename(out + '.part.state', parts[0] + '.state')
        bad('a part that is not there', ['-o', out, parts[0], 'nowhere'], ['nowhere'])
        database = shards(d, 2, data, '--format', 'sqlite', name='db')
        bad('databases', ['-o', out, *database], ['jsonl, csv and tsv'])
        state = read(parts[0] + '.state')
        write(parts[0] + '.state', state.replace(b'complete=yes', b'complete=no'))
        bad('a shard that was cut off', ['-o', out, *parts], [parts[0], '--resume'])
        write(parts[0] + '.state', state.replace(b'shard=1/3', b'shard=5/3'))
        bad('a lying state', ['-o', out, *parts], [parts[0]])
        write(parts[0] + '.state', state)
        r = run('merge', '-o', out, *parts)
        expect('and all is well again', r.returncode == 0 and b'101 rows of 3 shards' in r.stderr, r.stderr)
        r = run('--shard', '1/2', '--split', data)
        expect('--shard goes without --split', r.returncode == 2 and b'--split' in r.stderr, r.stderr)


main()
