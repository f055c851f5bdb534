#!/usr/bin/env python3
"""The transcripts of the documents are what the program says: every fenced block that begins with `$ ` is run, in the
order in which it stands, and what it prints is compared. `tests/checks/transcripts.py --update` (a
part of `make update`) writes the blocks anew.

In a block a line `…` stands for any lines, ` … ` within a line for anything; blank space at the end of a line does not
count. Each document runs in a temporary folder of its own with copies of corpus/ and lexicons/; standard error goes
where standard output goes, as on a terminal. Where a document's reader does something by hand, a comment that readers do
not see does it here:
  <!-- replay: COMMAND -->            is run
  <!-- replay: append to FILE -->     appends the block that follows
A block that needs a program that is not installed is skipped. FIGURES are the counts within sentences.
"""
import difflib, glob, os, re, shutil, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
os.environ.setdefault('ROLECALL', os.path.abspath('build/rolecall'))
from libruns import ROLECALL, TOP, expect, run

DOCUMENTS = ('README.md', 'lexicons/README.md', 'src/report/schema.md', 'src/serve/api.md')
CUT, PORT = '…', '8737'


# ---- documents: a list of lines in which blocks are found ----

def blocks(lines):
    """(first, end, hidden): the lines within a fence, or the text of a hidden comment where there is no fence."""
    at = 0
    while at < len(lines):
        hidden = re.fullmatch(r'<!-- replay: (.*) -->', lines[at])
        if hidden: yield at, at, hidden.group(1)
        if lines[at].startswith('```'):
            end = next(i for i in range(at + 1, len(lines)) if lines[i].startswith('```'))
            yield at + 1, end, None
            at = end
        at += 1


def unfinished(command):
    """Does the next line belong to the command?"""
    return command[-1].endswith('\\') or '\n'.join(command).count('"') % 2


def steps(lines):
    """A block's commands with what stands below each: [(lines of the command, lines of its output)]."""
    found = []
    for line in lines:
        if line.startswith('$ '): found.append(([line], []))
        elif not found[-1][1] and unfinished(found[-1][0]): found[-1][0].append(line)
        else: found[-1][1].append(line)
    return found


# ---- comparing ----

def line_pattern(line, shape=False):
    """What a line with its cuts stands for; with `shape`, any figures for figures."""
    def literal(text):
        if not shape: return re.escape(text)
        return r'\d[\d.,]*'.join(re.escape(part) for part in re.split(r'\d[\d.,]*', text))
    pieces = [f'({literal(piece)})' for piece in line.rstrip().split(f' {CUT} ')]
    return re.compile(r'(?!(?<=\d)\d)(.*?)(?!(?<=\d)\d)'.join(pieces) + r'\s*')  # no cut goes through a number


def same(want, got):
    """Do the lines of `got` fit `want`?"""
    reach = {0}  # the lines of got that the lines of want so far may have taken
    for line in want:
        if line.strip() == CUT: reach = set(range(min(reach), len(got) + 1)) if reach else reach
        else: reach = {i + 1 for i in reach if i < len(got) and line_pattern(line).fullmatch(got[i])}
    return len(got) in reach


# ---- writing anew ----

def recut(line, got):
    """`got` with the cuts of `line`, where it still has that shape."""
    if f' {CUT} ' not in line: return got
    m = line_pattern(line, shape=True).fullmatch(got)
    return f' {CUT} '.join(m.groups()[::2]) if m else got


def anew(want, got, say):
    """`got` with the cuts of `want`: of its pieces between cuts the first is taken from the top, the last from the end,
    one between them from where a line looks most like its first."""
    pieces = [[]]
    for line in want:
        if line.strip() == CUT: pieces.append(line)
        if line.strip() == CUT: pieces.append([])
        else: pieces[-1].append(line)
    out, at = [], 0
    for i, piece in enumerate(pieces):
        if isinstance(piece, str) or not piece:
            if isinstance(piece, str): out.append(piece)
            continue
        first, last = i == 0, i == len(pieces) - 1
        if last and first: start, piece = 0, piece + [''] * (len(got) - len(piece))
        elif first: start = 0
        elif last: start = max(at, len(got) - len(piece))
        else:
            likeness = [difflib.SequenceMatcher(None, piece[0], line).ratio() for line in got[at:]]
            if not likeness or max(likeness) < 0.5:
                say(f'nothing looks like {piece[0]!r}: left out')
                continue
            start = at + likeness.index(max(likeness))
        at = min(start + len(piece), len(got))
        for old, new in zip(piece, got[start:at]): out.append(recut(old, new.rstrip()))
    if not same(out, got): say('the cuts could not be kept: read this block')
    return out if same(out, got) else got


# ---- running ----

class Place:
    """The folder in which a document's commands run."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='transcripts-')
        self.server = self.port = None
        for name in ('corpus', 'lexicons'): shutil.copytree(os.path.join(TOP, name), os.path.join(self.folder, name))
        self.bin = os.path.join(self.folder, '.bin')
        os.mkdir(self.bin)
        os.symlink(ROLECALL, os.path.join(self.bin, 'rolecall'))

    def close(self):
        if self.server:
            self.server.terminate()
            self.server.communicate()
        shutil.rmtree(self.folder)

    def environment(self):
        env = {k: v for k, v in os.environ.items() if k not in ('NO_COLOR', 'ROLECALL_LEXICON')}
        return {**env, 'PATH': f"{self.bin}:{env['PATH']}", 'LC_ALL': 'C.UTF-8',
                'ROLECALL_LEXICON': 'lexicons/operations'}

    def serve(self):
        """The local page, for commands that ask it; false where it was not built."""
        if not self.server:
            self.server = subprocess.Popen([ROLECALL, 'serve', '--port', '0'], cwd=self.folder, env=self.environment(),
                                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            for line in self.server.stdout:
                address = re.search(r'127\.0\.0\.1:(\d+)', line)
                if address: self.port = address.group(1)
                if address: break
        return bool(self.port)

    def missing(self, command):
        """What is not installed of what the command needs."""
        program = command.split()[0]
        if not shutil.which(program, path=self.environment()['PATH']): return program
        return 'rolecall-serve' if f':{PORT}/' in command and not self.serve() else None

    def run(self, command):
        if self.port: command = command.replace(f':{PORT}/', f':{self.port}/')
        done = subprocess.run(['sh', '-c', command], cwd=self.folder, env=self.environment(), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        text = done.stdout.decode('utf-8', 'replace')
        return [line.rstrip() for line in (text.replace(f':{self.port}', f':{PORT}') if self.port else text).splitlines()]


def block(place, path, first, lines, update):
    """Runs a block; answers its lines as they should be."""
    out, previous = [], None
    for command, want in steps(lines):
        text = '\n'.join(command)[2:]
        name = f'{path}:{first + len(out) + 1}: {text.splitlines()[0][:90]}'
        needs = place.missing(text)
        if needs:
            print(f'skip {name}: {needs} is not installed')
            out += command + want
            continue
        got = place.run(text)
        room = [''] if want and not want[-1].strip() and not (got and not got[-1]) else []  # a blank line before the next
        want = want[:len(want) - len(room)]
        right = same(want, got)
        if not right and update and 'rolecall: error:' in '\n'.join(got) and 'rolecall: error:' not in '\n'.join(want):
            sys.exit(f'{name}: left as it was, and so is the whole document, for it fails now:\n' + '\n'.join(got))
        if not right and update: want = anew(want, got, lambda words: print(f'{name}: {words}'))
        if update: print(f"{'the same' if right else 'written '} {name}")
        else:
            diff = '\n'.join(list(difflib.unified_diff(want, got, 'the document', 'the program', lineterm='', n=0))[:30])
            expect(name, right, f'{diff}\n(make update writes it anew)')
        out += command + want + room
    return out


def document(path, update):
    with open(path, encoding='utf-8') as f: lines = f.read().split('\n')
    place, moved, append_to = Place(), 0, None
    try:
        for first, end, hidden in list(blocks(lines)):
            part = lines[first + moved:end + moved]
            if hidden:
                append_to = re.sub('^append to ', '', hidden) if hidden.startswith('append to ') else append_to
                if not hidden.startswith('append to '): place.run(hidden)
            elif append_to:
                with open(os.path.join(place.folder, append_to), 'a', encoding='utf-8') as f: f.write('\n' + '\n'.join(part) + '\n')
                append_to = None
            elif part and part[0].startswith('$ '):
                new = block(place, path, first + moved, part, update)
                lines[first + moved:end + moved] = new
                moved += len(new) - len(part)
    finally:
        place.close()
    if update:
        with open(path, 'w', encoding='utf-8') as f: f.write('\n'.join(lines))


# ---- figures within sentences ----

def lexicon(folder):
    """Entries and phrases."""
    text = run('lexicon', 'list', folder).stdout.decode()
    return [f'{int(n):,}' for n in reversed(re.search(r': (\d+) phrases in (\d+) entries', text).groups())]


def postings(manifest):
    with open(manifest, encoding='utf-8') as f: rows = [line.split('\t') for line in f if line.strip()]
    return rows[0], rows[1:]


def test_split():
    names, rows = postings('corpus/manifest.tsv')
    return [str(sum(row[names.index('split')].strip() == 'test' for row in rows))]


FIGURES = (  # document, the sentence with its figures, where they come from
    ('README.md', r'([\d,]+) entries with ([\d,]+) phrases', lambda: lexicon('lexicons/operations')),
    ('README.md', r'The corpus is ([\d,]+) postings', lambda: [f"{len(postings('corpus/manifest.tsv')[1]):,}"]),
    ('README.md', r'test split \(([\d,]+) postings\)', test_split),
    ('lexicons/README.md', r'(\d+)\s+entries and no line of code', lambda: lexicon('lexicons/technology')[:1]),
)


def figures(update):
    for path, pattern, source in FIGURES:
        with open(path, encoding='utf-8') as f: text = f.read()
        m, right = re.search(pattern, text), source()
        if not update:
            expect(f'{path}: {pattern}', m and list(m.groups()) == right, f'{m and m.groups()} is {right} (make update)')
        elif m:
            for i in reversed(range(len(right))): text = text[:m.start(i + 1)] + right[i] + text[m.end(i + 1):]
            with open(path, 'w', encoding='utf-8') as f: f.write(text)


def entries():
    """The entries that the README shows stand in the lexicon, word for word."""
    with open('README.md', encoding='utf-8') as f: shown = re.findall(r'(?ms)^```\n(\[[\w.-]+\]\n.*?)^```', f.read())
    texts = []
    for path in glob.glob('lexicons/operations/*.txt'):
        with open(path, encoding='utf-8') as f: texts.append(f.read())
    for entry in shown:
        expect(f'README.md: {entry.split()[0]} stands in lexicons/operations', any(entry in text for text in texts), entry)


def main():
    update = '--update' in sys.argv[1:]
    for path in DOCUMENTS: document(path, update)
    figures(update)
    if not update: entries()


main()
