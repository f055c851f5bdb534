#!/usr/bin/env python3
"""Speed and memory, side by side with what else is there. Everything is a ratio of two things run in turn on the same
machine, round after round; printed are the median and the middle half. CPU time (user and system) unless it says wall.
usage: bench/bench.py --build BUILD [--write] [--documents N] [--rounds N] PAGE..."""
import argparse, datetime, gzip, json, os, re, shutil, statistics, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import phrases, soak

QUIET = ['--quiet', '--format', 'jsonl', '--evidence', 'none']
table = []  # what is kept: (what, median, spread, bar)


def row(what, values, bar=None, unit=''):
    """Prints one measure; a bar is the most it may be."""
    values = sorted(values)
    middle, n = statistics.median(values), len(values)
    spread = f'{values[n // 4]:.3g} to {values[(3 * n - 1) // 4]:.3g}' if n > 1 else ''
    verdict = '' if bar is None else f'bar {bar:g} {"held" if middle <= bar else "MISSED"}'
    print(f'{what:<68} {middle:8.3f}{unit} {spread:<18} {verdict}', flush=True)
    table.append((what, f'{middle:.3f}{unit}', spread, verdict))


def note(text):
    print(text, flush=True)
    table.append((text, '', '', ''))


def once(command):
    """(CPU seconds, wall seconds) of one process."""
    null = os.open(os.devnull, os.O_RDWR)
    began = time.monotonic()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)])
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - began
    os.close(null)
    if os.waitstatus_to_exitcode(status) in (126, 127): sys.exit(f'bench: cannot run {command[0]}')
    return usage.ru_utime + usage.ru_stime, wall


def paired(a, b, rounds, wall=False):
    """Ratios of a to b, run in turn; the first round warms up."""
    once(a), once(b)
    found = []
    for _ in range(rounds):
        x, y = once(a)[wall], once(b)[wall]
        if y > 0: found.append(x / y)
    return found


def peak(command, stdin=None):
    """MiB. GNU time, because what Python is told of a child begins at Python's own size."""
    with tempfile.NamedTemporaryFile('r') as f:
        subprocess.run(['/usr/bin/time', '-f', '%M', '-o', f.name, *command], stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return int(f.read().split()[-1]) / 1024


def has_jobs(rolecall): return '--jobs' in subprocess.run([rolecall, '--help'], capture_output=True, text=True).stdout


# ---- what is measured ----

def stages(o):
    bars = {'the whole, without evidence': 0.42, 'all evidence over none': 1.15}
    run = subprocess.run([f'{o.build}/bench/stages', 'lexicons/operations', str(o.rounds), *o.pages], capture_output=True, text=True, check=True)
    head, *lines = run.stdout.splitlines()
    note(head.split(';')[0] + "; stages as a ratio to libxml2's bare DOM parse")
    for line in lines:
        m = re.match(r'(.*?)\s+([\d.-]+)\s+\(([\d.-]+) to ([\d.-]+)\)', line)
        row('stage: ' + m[1], [float(m[3]), float(m[2]), float(m[4])], bars.get(m[1]))


def start(o):
    """One page, process and all, on pages of several sizes."""
    by_size = sorted(o.pages, key=os.path.getsize)
    for share, name in ((0.25, 'a small page'), (0.5, 'the page of median size'), (0.75, 'a large page')):
        page = by_size[int(share * (len(by_size) - 1))]
        row(f'start and {name} ({os.path.getsize(page) / 1e3:.0f} kB), over xmllint', paired([o.rolecall, page], ['xmllint', '--html', '--noout', page], o.starts), 1.3 if share == 0.5 else None)
    page = by_size[len(by_size) // 2]
    row('  the same in wall time', paired([o.rolecall, page], ['xmllint', '--html', '--noout', page], o.starts, wall=True))
    with tempfile.TemporaryDirectory() as d:
        shutil.copytree('lexicons/operations', d + '/operations')
        row('  the same with a lexicon without its image', paired([o.rolecall, '-l', d + '/operations', page], ['xmllint', '--html', '--noout', page], o.starts // 4))
    row('  start alone (--version)', paired([o.rolecall, '--version'], ['xmllint', '--html', '--noout', page], o.starts // 4))


def batch(o):
    ours, xmllint = [o.rolecall, *o.one, *QUIET, *o.pages], ['xmllint', '--html', '--noout', *o.pages]
    row('batch: all pages, over xmllint', paired(ours, xmllint, o.rounds * 2))
    if not o.one: note('two threads: left out, this rolecall has no --jobs')
    elif os.cpu_count() < 2: note('two threads: left out, this machine has one processor')
    else:
        many = o.pages * 16  # so that what each worker learns of the phrases once is a small part
        row('two threads over one, wall', paired([o.rolecall, '-j2', *QUIET, *many], [o.rolecall, '-j1', *QUIET, *many], o.rounds, wall=True), 0.58)
        row('two threads over one, CPU', paired([o.rolecall, '-j2', *QUIET, *many], [o.rolecall, '-j1', *QUIET, *many], o.rounds))


def compressed(o):
    with tempfile.TemporaryDirectory() as d:
        plain, packed = [], []
        for i, p in enumerate(o.pages):
            plain.append(f'{d}/{i}.html')
            packed.append(f'{d}/{i}.html.gz')
            shutil.copy(p, plain[-1])
            open(packed[-1], 'wb').write(gzip.compress(open(p, 'rb').read()))
        answer = subprocess.run([o.rolecall, *QUIET, packed[0]], capture_output=True, text=True).stdout
        if not answer or json.loads(answer.splitlines()[0])['status'] == 'error': return note('gzip: left out, this rolecall reads none')
        dom, added = float(subprocess.run([f'{o.build}/bench/stages', '--dom', *o.pages], capture_output=True, text=True, check=True).stdout), []
        for _ in range(o.rounds * 2):
            a, b = once([o.rolecall, *o.one, *QUIET, *packed])[0], once([o.rolecall, *o.one, *QUIET, *plain])[0]
            added.append((a - b) / dom)
        row('gzip adds, in DOM parses', added, 0.20)


def memory(o):
    with tempfile.TemporaryDirectory() as d:
        text = re.sub(r'(?is)<(script|style)\b.*?</\1>', '', open(max(o.pages, key=os.path.getsize), encoding='utf-8', errors='replace').read())
        for size, name in ((2 << 20, 'large'), (6 << 20, 'huge')):
            body = text if len(text) > 1000 else text * 1000
            with open(f'{d}/{name}.html', 'w', encoding='utf-8') as f: f.write((body * (size // max(1, len(body)) + 1))[:size])
        ours, start = [o.rolecall, *o.one, *QUIET], peak([o.rolecall, '--version'])
        row('peak memory, start alone (the libraries)', [start], None, ' MiB')
        row('peak memory, all pages', [peak([*ours, *o.pages])], None, ' MiB')
        whole = peak([*ours, *o.pages, d + '/large.html'])
        row('peak memory, all pages and one of 2 MB', [whole], None, ' MiB')
        row('  of which the thread and its lexicon', [whole - start], 12, ' MiB')
        row('peak memory over a document of 6 MB', [peak([*ours, d + '/huge.html']) / (os.path.getsize(d + '/huge.html') / 2 ** 20)], 6)
        if o.one: row('peak memory of each further thread', [(peak([o.rolecall, '-j4', *QUIET, *o.pages * 4]) - peak([*ours, *o.pages * 4])) / 3], 12, ' MiB')


def flat(o):
    few, many = soak.run(o.rolecall, 100, o.one), soak.run(o.rolecall, o.documents, o.one)
    row(f'{o.documents:,} documents: CPU for each', [many[2] / many[0] * 1e3], None, ' ms')
    row('peak memory, 100 documents', [few[3][1.0]], None, ' MiB')
    row(f'peak memory, {o.documents:,} documents', [many[3][1.0]], None, ' MiB')
    row('  over that of 100', [many[3][1.0] / few[3][1.0]], 1.2)
    row('  over that of their first tenth', [many[3][1.0] / many[3][0.1]], 1.1)


def python_with(*modules):
    for p in dict.fromkeys([sys.executable, '/usr/bin/python3']):
        if os.path.exists(p) and subprocess.run([p, '-c', 'import ' + ', '.join(modules)], capture_output=True).returncode == 0: return p
    return None


def labelled(o, path):
    """The corpus as `label<TAB>text`, for those that learn."""
    run = subprocess.run([o.rolecall, 'extract', '--quiet', '--format', 'jsonl', 'corpus/postings'], capture_output=True, check=True)
    text = {os.path.basename(d['id']): ' '.join((d.get('text') or '').lower().split()) for d in map(json.loads, run.stdout.splitlines())}
    head, *rows = [l.rstrip('\n').split('\t') for l in open('corpus/manifest.tsv', encoding='utf-8') if not l.startswith('#')]
    name, label = (head.index(c) for c in ('file', 'label'))
    with open(path, 'w', encoding='utf-8') as f:
        for r in rows:
            if text.get(os.path.basename(r[name])): f.write(f'{r[label]}\t{text[os.path.basename(r[name])]}\n')


def peers(o):
    """Each over xmllint on the same pages, as the batch above."""
    peer, xmllint = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'peers.py'), ['xmllint', '--html', '--noout', *o.pages]
    by_size = sorted(o.pages, key=os.path.getsize)
    page = by_size[len(by_size) // 2]
    one_page = ['xmllint', '--html', '--noout', page]
    with tempfile.TemporaryDirectory() as d:
        labelled(o, d + '/labelled.tsv')
        lxml, sklearn = python_with('lxml'), python_with('sklearn', 'lxml')
        if lxml:
            row('peer: lxml text and one alternation of re, batch', paired([lxml, peer, 'lxml', *o.pages], xmllint, 3))
            row('peer: lxml text and one alternation of re, start and one page', paired([lxml, peer, 'lxml', page], one_page, 5))
        else: note('peer lxml: left out, not installed (python3-lxml)')
        if sklearn:
            subprocess.run([sklearn, peer, 'train', d + '/model', d + '/labelled.tsv'], check=True)
            row('peer: lxml text and scikit-learn, batch', paired([sklearn, peer, 'sklearn', d + '/model', *o.pages], xmllint, 3))
            row('peer: lxml text and scikit-learn, start and one page', paired([sklearn, peer, 'sklearn', d + '/model', page], one_page, 5))
            row('  its peak memory', [peak([sklearn, peer, 'sklearn', d + '/model', *o.pages])], None, ' MiB')
        else: note('peer scikit-learn: left out, not installed (python3-sklearn)')
        if shutil.which('fasttext'): fasttext(o, d, xmllint, one_page)
        else: note('peer fastText: left out, not installed (fasttext)')
        if shutil.which('rg'):
            with open(d + '/words', 'w', encoding='utf-8') as f: f.write('\n'.join(phrases.plain()))
            row('peer: ripgrep, the plain phrases, no text taken out', paired(['rg', '-j1', '-i', '-c', '-F', '-f', d + '/words', *o.pages], xmllint, 5))
        else: note('peer ripgrep: left out, not installed (ripgrep)')
        gumbo = f'{o.build}/bench/gumbo'
        built = subprocess.run(f'cc -O2 -o {gumbo} bench/gumbo.c $(pkg-config --cflags --libs gumbo)', shell=True, capture_output=True).returncode == 0
        if built: row("peer: gumbo's parse, over libxml2's DOM parse", [float(subprocess.check_output([gumbo, *o.pages])) / float(subprocess.check_output([f'{o.build}/bench/stages', '--dom', *o.pages])) for _ in range(5)])
        else: note('peer gumbo: left out, not installed (libgumbo-dev)')


def fasttext(o, d, xmllint, one_page):
    with open(d + '/train', 'w', encoding='utf-8') as f:
        for line in open(d + '/labelled.tsv', encoding='utf-8'): f.write('__label__' + line.replace('\t', ' ', 1))
    subprocess.run(['fasttext', 'supervised', '-input', d + '/train', '-output', d + '/fast', '-epoch', '60', '-lr', '0.5', '-wordNgrams', '2', '-dim', '50', '-bucket', '200000', '-thread', '1'], check=True, capture_output=True)
    run = subprocess.run([o.rolecall, 'extract', '--quiet', '--format', 'jsonl', *o.pages], capture_output=True)
    texts = [' '.join((json.loads(l).get('text') or '').lower().split()) for l in run.stdout.splitlines()]
    open(d + '/texts', 'w', encoding='utf-8').write('\n'.join(texts) + '\n')
    open(d + '/one', 'w', encoding='utf-8').write(max(texts, key=len) + '\n')
    row('peer: fastText on text that is already taken out, batch', paired(['fasttext', 'predict', d + '/fast.bin', d + '/texts'], xmllint, 5))
    row('peer: fastText, start and one text', paired(['fasttext', 'predict', d + '/fast.bin', d + '/one'], one_page, 5))
    row('  its peak memory', [peak(['fasttext', 'predict', d + '/fast.bin', d + '/texts'])], None, ' MiB')


def machine(o):
    cpu = re.search(r'model name\s*:\s*(.*)', open('/proc/cpuinfo').read())
    versions = subprocess.run([o.rolecall, '--version'], capture_output=True, text=True).stdout.split('\n')
    system = re.search(r'PRETTY_NAME="(.*?)"', open('/etc/os-release').read())
    return f"{system[1] if system else 'Linux'}; {cpu[1] if cpu else 'unknown processor'}, {os.cpu_count()} cores; {'; '.join(v for v in versions if v)}"


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = {f.__name__: f for f in (stages, start, batch, compressed, memory, flat, peers)}
    a.add_argument('--build', default='build')
    a.add_argument('--write', action='store_true', help='keep the table in bench/results')
    a.add_argument('--documents', type=int, default=100000, help='generated, for flat memory')
    a.add_argument('--rounds', type=int, default=7)
    a.add_argument('--starts', type=int, default=200)
    a.add_argument('--only', choices=[*parts, 'matching'], action='append')
    a.add_argument('pages', nargs='+')
    o = a.parse_args()
    o.rolecall = os.path.join(o.build, 'rolecall')
    o.one = ['-j1'] if has_jobs(o.rolecall) else []
    load = os.getloadavg()[0]
    print(machine(o))
    if load > 0.5: note(f'The machine was busy (load {load:.1f}): ratios hold better than times.')
    for name, part in parts.items():
        if not o.only or name in o.only: part(o)
    if not o.only or 'matching' in o.only:
        for what, value, bar in phrases.matching(o.build, o.pages, o.rounds): row(what, [value], bar)
    if not o.write: return
    day = datetime.date.today().isoformat()
    with open(f'bench/results/speed-{day}.md', 'w', encoding='utf-8') as f:
        f.write(f'# Speed and memory, {day}\n\n`make bench`. {machine(o)}.\n\nRatios are medians of pairs run in turn, with the middle half; CPU time unless it says wall.\n\n| what | median | middle half | bar |\n| --- | ---: | --- | --- |\n')
        for r in table: f.write('| ' + ' | '.join(c.strip() for c in r) + ' |\n')
    print(f'kept in bench/results/speed-{day}.md')


main()
