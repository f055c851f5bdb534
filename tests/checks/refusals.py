#!/usr/bin/env python3
"""Every kind of failure is reached: each code of src/base/err.h comes out in a row or as an exit status with its words, and
so does each refusal that a person can run into. What no row below reaches (a place in the code that sets an error and is
not run by any test) is listed by `make coverage`, and tests/coverage.py says which of those may stay."""
import json, os, re, resource, shutil, subprocess, tempfile, time
from libruns import ROLECALL, TOP, expect, run, write

PAGE = '<h1>Head of Operations</h1><p>You will run the day-to-day operations of our Leeds warehouse and lead its managers.</p>'
with open(ROLECALL, 'rb') as program: SANITIZED = b'__asan_init' in program.read()  # it opens files when it ends
TINY = os.path.join(TOP, 'tests/golden/tiny')


def lexicon(name, **files):
    """The tiny lexicon in the folder `name`, with these files added to."""
    shutil.copytree(TINY, name)
    for file, text in files.items():
        with open(f'{name}/{file}.txt', 'a') as f: f.write(text)
    return name


def entry(phrase):
    return f'\n[focus.added]\nphrase = {phrase}\nrole = coo\nweight = 1\nsource = test\n'


def coded(name, path, code, words, *options, **more):
    r = run('--format', 'jsonl', *options, path, **more)
    row = json.loads(r.stdout.splitlines()[-1])
    expect(f'code {code}: {name}', (row.get('code'), row['role'], r.returncode) == (code, None, 2) and words in row['error'],
           (row, r.returncode))
    return code


def without_iconv():
    """The C library has no room to open its tables, once the program waits for its input."""
    p = subprocess.Popen([ROLECALL, '--format', 'jsonl', '-'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for _ in range(500):
        time.sleep(0.02)
        with open(f'/proc/{p.pid}/syscall') as f:
            if f.read().startswith('0 0x0 '): break  # read(0, ...
    resource.prlimit(p.pid, resource.RLIMIT_NOFILE, (3, 3))
    out, _ = p.communicate(b'<meta charset="big5"><p>\xa4\xa4\xa4\xe5 ' + PAGE.encode())
    row = json.loads(out)
    expect('code charset: the C library lacks a table', (row['status'], row.get('code')) == ('error', 'charset') and p.returncode == 2, row)
    return 'charset'


def codes():
    """Each code that a row or an exit status can tell."""
    write('page.html', PAGE)
    write('empty.html', '')
    write('binary', bytes(range(256)) * 20)
    write('broken.jsonl', '{"text": \n')
    write('table.csv', 'id,text\n1,You run the site.\n')
    write('long.html', '<p>' + 'a' * 500)
    write('job.pdf', b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')
    yield coded('too little working memory', 'page.html', 'memory', '--max-memory', '--max-memory', '1000')
    yield coded('a file that is not there', 'none.html', 'open', 'No such file')
    yield coded('a device', '/dev/full', 'open', 'neither a file nor a folder')
    yield coded('a file that cannot be read', '/proc/self/mem', 'read', 'cannot read')
    yield coded('no bytes', 'empty.html', 'empty', 'empty')
    yield coded('no text', 'binary', 'binary', 'not text')
    yield coded('JSON cut short', 'broken.jsonl', 'format', 'broken JSON')
    yield coded('over a limit', 'long.html', 'limit', '--max-document', '--max-document', '100')
    yield coded('a PDF', 'job.pdf', 'unsupported', 'PDF')
    yield coded('a URL', 'https://example.org/job', 'unsupported', 'save the page')
    yield coded('a column that is not there', 'table.csv', 'usage', 'no column', '--columns', 'text=Advert')
    if not SANITIZED: yield without_iconv()
    r = run('--format', 'jsonl', '-o', 'no/folder/x', 'page.html')
    expect('exit status: output that cannot be written', r.returncode == 2 and b'cannot open' in r.stderr, r.stderr)
    with open('/dev/full', 'w') as full: r = subprocess.run([ROLECALL, 'page.html'], stdout=full, stderr=subprocess.PIPE)
    expect('code write: a full disk', r.returncode == 2 and b'cannot write' in r.stderr, r.stderr)
    yield 'write'
    r = run('--lexicon', lexicon('bad', focus=entry('(a')), 'page.html')
    expect('code lexicon: its file, line and column', r.returncode == 2 and re.search(rb'bad/focus.txt:\d+:\d+: error', r.stderr), r.stderr)
    yield 'lexicon'


# what is said, the command that makes it say so, and what is read from standard input
def refusals():
    write('row.jsonl', json.dumps({'text': 'You run the site.', 'label': 'coo'}) + '\n')
    write('no-label.jsonl', json.dumps({'text': 'You run the site.'}) + '\n')
    write('chef.tsv', 'file\tlabel\npage.html\tchef\n')
    write('menu.html', '<html><body><nav>Home</nav></body></html>')
    write('chef.part', 'file\tlabel\npage.html\tchef\n')
    write('thin.tsv', 'file\tlabel\nmenu.html\tcoo\npage.html\tcoo\n')
    write('vast.tsv', 'file\tlabel\n' + 'page.html\tcoo\n' * 1300000)
    write('nul', b'page.html\0page.html\n')
    os.mkdir('folder')
    os.symlink('/dev/null', 'null.part')
    for i in range(30): write(f'folder/{i}.html', '')
    vast = lexicon('vast')
    os.truncate(vast + '/focus.txt', (16 << 20) + 1)
    odd = lexicon('odd')
    os.mkdir(odd + '/more.txt')
    many = ' | '.join(f'word{i}' for i in range(1025))
    sets = '\n[set.long]\nwords = ' + ' | '.join(f'word{i} site' for i in range(300)) + '\n'
    corpus = ['--lexicon', TINY, '--split', 'test', os.path.join(TOP, 'corpus/manifest.tsv')]
    yield 'takes a whole number from 1 to 10000, not: 10001', ['--max-depth', '10001', 'page.html']
    for option in ('output', 'errors', 'files-from', 'lexicon'): yield f'a name is missing after: --{option}', [f'--{option}', '', 'page.html']
    yield 'a name is missing after: --output', ['train', '--output=', 'chef.tsv']
    yield 'a name is missing after: --output', ['merge', '-o', '', 'row.jsonl']
    yield 'a name is missing after: --compare', ['eval', '--compare', '', 'row.jsonl']
    yield 'a port is a whole number from 0 to 65535', ['serve', '--port', '65536']
    yield 'a number from 0 to 1 was expected', ['eval', '--min-macro-f1', '1.5', 'chef.tsv']
    yield 'serve takes no files', ['serve', 'page.html']
    yield '--completion is bash, zsh or fish, not tcsh', ['help', '--completion', 'tcsh']
    yield 'a phrase is one line', ['lexicon', 'try', 'a\nb', 'page.html']
    yield 'needs a manifest with a column split', ['eval', '--split', 'test', 'row.jsonl']
    yield 'eval takes one file', ['eval', 'row.jsonl', 'row.jsonl']
    yield 'this record has no label', ['eval', 'no-label.jsonl']
    yield 'train takes one manifest', ['train', 'chef.tsv', 'chef.tsv']
    yield 'the lexicon has no role "chef"', ['train', '-o', 'w.tsv', 'chef.tsv']
    yield 'no text was found in it; left out', ['train', '-o', 'w.tsv', 'thin.tsv']
    yield 'cannot open no/folder/w.tsv.part', ['train', '-o', 'no/folder/w.tsv', *corpus]
    yield 'the name of the file to write is too long', ['train', '-o', 'w' * 5000, *corpus]
    yield 'the name of the file to write is too long', ['-o', 'w' * 5000, 'page.html']
    yield 'this is an input; it cannot be the output too', ['train', '-o', 'chef.tsv', 'chef.tsv']
    yield 'its .part is an input', ['train', '-o', 'chef', 'chef.part']
    yield "the name of the lexicon's folder is too long", ['train', '--lexicon', 'l' * 5000, 'chef.tsv']
    yield 'vast.tsv: error: over 16777216 bytes', ['eval', 'vast.tsv']
    yield 'is no file', ['--no-sandbox', '-f', 'jsonl', '-o', 'null', 'page.html']
    yield 'a database is a file', ['-f', 'sqlite', '-o', 'folder', 'page.html']
    yield 'further failures are gathered in errors.jsonl', ['-f', 'jsonl', '--errors', 'errors.jsonl', *[f'folder/{i}.html' for i in range(30)]]
    yield 'a NUL in a path', ['--files-from', 'nul']
    yield 'over 16777216 bytes', ['--lexicon', vast, 'page.html']
    yield 'more.txt: not a file', ['--lexicon', odd, 'page.html']
    yield 'over 1024 alternatives', ['lexicon', 'lint', lexicon('many', sets=f'\n[set.many]\nwords = {many}\n')]
    yield 'the phrase is too large', ['lexicon', 'lint', lexicon('large', sets=sets, focus=entry('@long @long'))]
    yield 'a line of a set over 16384 bytes', ['lexicon', 'lint', lexicon('line', sets=f'\n[set.line]\nwords = {"word | " * 3000}x\n')]
    yield 'No such file', ['lexicon', 'test', 'nowhere']
    yield 'No such file', ['lexicon', 'compile', 'nowhere']
    yield 'parenthesis', ['lexicon', 'compile', lexicon('open', focus=entry('/(a/'))]
    yield 'met its match limit', ['--lexicon', lexicon('slow', focus=entry('/(a|a|b){1,40}(a|aa|b){1,40}(a|aa|b){1,40}(a|aa){1,40}[cd]/')), '-'], b'<p>' + b'a' * 399


def main():
    with tempfile.TemporaryDirectory() as d:
        with open('src/base/err.h', encoding='utf-8') as f: all_codes = re.findall(r'\bERR_(\w+?)(?: = 0)?,? +/\*', f.read())
        os.chdir(d)
        reached = set(codes())
        # internal: a library below misbehaves, which no input of ours can bring about
        missing = {c.lower() for c in all_codes} - reached - {'internal'} - ({'charset'} if SANITIZED else set())
        expect(f'{len(reached)} codes reached, all of err.h but internal', len(all_codes) == 13 and not missing, (missing, all_codes))
        for words, arguments, *data in refusals():
            r = run(*arguments, timeout=60, **({'input': data[0]} if data else {}))
            told = (r.stderr + r.stdout).decode('utf-8', 'replace')
            want = (1, 2) if arguments[0] == 'lexicon' else (0,) if data else (2,)  # 1: lint and compile say no
            expect(f'told: {words}', words in told and r.returncode in want, (arguments, r.returncode, told[:400]))


main()
