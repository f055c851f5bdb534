#!/usr/bin/env python3
"""What is read is never written, whatever the names: outputs, what stands beside them, lists, errors, standard output.
And a FILE that is complete is so for its whole input."""
import os, shutil, sqlite3, subprocess, tempfile, time
from libruns import CORPUS, ROLECALL, expect, read, run, write

PAGE = b'<h1>Head of Operations</h1><p>You will run the day-to-day operations of our Leeds warehouse and lead its managers.</p>'
LINE = b'{"id":"a","title":"Head of Operations","text":"You run the day-to-day operations of the warehouse."}\n'


def shell(command, **more):
    return subprocess.run(['sh', '-c', command, 'sh', ROLECALL], capture_output=True, timeout=60, **more)


def inputs_stay():
    """(the input, options that would write it)"""
    for name, *options in (('a', '-o', 'a'), ('q.part', '-o', 'q'), ('z.state', '-o', 'z'), ('k.state.tmp', '-o', 'k'),
                           ('e', '-o', 'out', '--errors', 'e'), ('./d.db.part', '-o', 'd.db'), ('d.db.part-journal', '-o', 'd.db')):
        write(name, PAGE)
        more = () if name.startswith(('./d', 'd')) else ('--format', 'jsonl')
        r = run(*more, *options, name)
        expect(f'{name} is read, {" ".join(options)}: refused', r.returncode == 2 and b'is an input' in r.stderr and read(name) == PAGE, r.stderr)
    for option in ('-o', '--errors'):
        write('list', b'a\n')
        r = run('--format', 'jsonl', '--files-from', 'list', option, 'list')
        expect(f'the list is {option}: refused', r.returncode == 2 and read('list') == b'a\n', r.stderr)
    os.makedirs('jobs')
    write('jobs/a.html', PAGE)
    r = run('--format', 'jsonl', '--errors', 'jobs/a.html', 'jobs')
    expect('a posting of the folder is --errors: refused', r.returncode == 2 and read('jobs/a.html') == PAGE, r.stderr)
    for _ in range(2):
        r = run('--quiet', '--format', 'jsonl', '--errors', 'failed', 'none', 'a')
        expect('an earlier file of failures is made anew', r.returncode == 2 and read('failed').count(b'\n') == 1, r.stderr)
    for errors in ('x.part', './x.state', 'x.state.tmp'):
        r = run('--format', 'jsonl', '-o', 'x', '--errors', errors, 'a')
        expect(f'--errors is {errors}, beside -o x: refused', r.returncode == 2 and not os.path.exists('x'), r.stderr)


def streams():
    os.makedirs('growing')
    for i in range(20): write(f'growing/{i}.html', PAGE)
    r = shell('cd growing; ulimit -f 4096; "$1" --format jsonl . >zz.jsonl 2>zz.log')
    expect('standard output in the folder that is read is left out', r.returncode == 0 and read('growing/zz.jsonl').count(b'\n') == 20, read('growing/zz.log'))
    write('data.jsonl', LINE * 3)
    r = shell('ulimit -f 4096; "$1" --format jsonl data.jsonl >>data.jsonl')
    expect('standard output is the input: refused', r.returncode == 2 and b'standard output' in r.stderr and read('data.jsonl') == LINE * 3, r.stderr)
    write('log', b'before\n')
    r = shell('"$1" --quiet --format jsonl -o /dev/stdout data.jsonl >>log; echo after >>log')
    expect('-o /dev/stdout is what it says', read('log').startswith(b'before\n') and read('log').endswith(b'after\n') and read('log').count(b'\n') == 5, r.stderr)
    r = shell('ulimit -f 4096; "$1" --format jsonl - <data.jsonl >>data.jsonl')
    expect('so is standard input', r.returncode == 2 and read('data.jsonl') == LINE * 3, r.stderr)


def databases():
    shutil.rmtree('jobs')
    os.makedirs('jobs')
    for i in range(4): shutil.copytree(CORPUS, f'jobs/{i}')
    r = run('-o', 'r.db', 'jobs')
    with sqlite3.connect('r.db') as db: rows = db.execute('SELECT count(*) FROM postings').fetchone()[0]
    expect('indexes that take files to sort are made in the sandbox', r.returncode == 0 and rows > 1600, (rows, r.stderr))
    db = sqlite3.connect('r.db')
    db.execute('PRAGMA journal_mode = WAL')
    db.execute("INSERT INTO run VALUES ('x', 1)")
    db.commit()
    before = read('r.db')
    r = run('-o', 'r.db', 'a')
    expect('a database that another program has open is not replaced', r.returncode == 2 and b'r.db-wal' in r.stderr and read('r.db') == before, r.stderr)
    db.close()
    write('r.db-journal', b'\xd9\xd5\x05\xf9\x20\xa1\x63\xd7' + bytes(1000))
    r = run('-o', 'r.db', 'a')
    expect('nor one with changes half made', r.returncode == 2 and b'r.db-journal' in r.stderr, r.stderr)
    os.unlink('r.db-journal')
    r = run('-o', 'r.db', 'a')
    with sqlite3.connect('r.db') as db: rows = db.execute('SELECT count(*) FROM postings').fetchone()[0]
    expect('and then it is', r.returncode == 0 and rows == 1, r.stderr)


def complete():
    os.makedirs('few')
    for i in range(3): write(f'few/{i}.html', PAGE)
    again = ('--format', 'jsonl', '-o', 'few/out.jsonl', '--resume', 'few')
    run(*again)
    r = run(*again)
    expect('complete, with its own files in the folder', r.returncode == 0 and b'complete already' in r.stderr, r.stderr)
    time.sleep(0.05)  # a file's times are no finer than the kernel's tick
    write('few/3.html', PAGE)
    r = run(*again)
    expect('not with a posting more', r.returncode == 2 and b'few/3.html has changed since' in r.stderr, r.stderr)
    write('old.html', PAGE)
    os.utime('old.html', (1, 1))
    write('named.html', PAGE)
    again = ('--format', 'jsonl', '-o', 'named.jsonl', '--resume', 'named.html')
    run(*again)
    time.sleep(0.05)
    os.rename('old.html', 'named.html')
    r = run(*again)
    expect('nor with an older file in the place of one', r.returncode == 2 and b'named.html has changed since' in r.stderr, r.stderr)
    write('misfit.html', b'<h1>Chief Operating Officer</h1><p>You plan rosters and shifts for the warehouse team, receive deliveries, '
          b'keep stock accurate and report to the Head of Operations. You run the day-to-day running of inbound, picking and dispatch.</p>')
    again = ('check', '--format', 'jsonl', '-o', 'misfit.jsonl', '--resume', 'misfit.html')
    expect('check says no, and when it is complete it still does', [run(*again).returncode for _ in range(2)] == [1, 1])
    again = ('--format', 'jsonl', '-o', 'failed.jsonl', '--resume', 'a', 'none')
    r = [run(*again) for _ in range(2)]
    expect('what failed is told again', r[0].returncode == 2 and r[1].returncode == 0 and b'1 of its documents failed' in r[1].stderr, r[1].stderr)


def main():
    with tempfile.TemporaryDirectory() as d:
        os.chdir(d)
        for part in (inputs_stay, streams, databases, complete): part()
        os.chdir('/')


main()
