#!/usr/bin/env python3
"""What the tests run of src/, after they ran in a build that counts: tests/coverage.py BUILD [ONLY] (make coverage).
Writes tests/coverage.md: the share of lines, the files covered least, and every place that sets an error and was not
reached. Fails under 90 % of lines, and where such a place has no reason below to stay unreached. With ONLY, the tests
that ran, it is a shorter round: the share is told and judged, and nothing is written."""
import datetime, glob, os, re, subprocess, sys

LEAST = 90
SETS = re.compile(r'\b(?:err_set|err_set_at|err_memory|usage_error|console_say|api_error|fail|bad|give_up)\(')
# why a place that sets an error may stay unreached here: the first that fits
STAY = [(r'memory|MEMORY|malloc|fail\(out, http_status\(status\), &e\)', 'an allocation fails: make check-oom'),
        (r'strerror|ERR_READ|ERR_WRITE|SQLITE_FULL', 'a system call fails: make check-faults'),
        (r'ERR_INTERNAL|libarchive\.so|libmicrohttpd', 'a library misbehaves or is missing'),
        (r'GiB', 'more memory than a test should take'),
        (r'rolecall-serve, the program|it is a Debian package', 'standard error is a terminal, or the program is not installed'),
        (r'find_record|no WARC record begins here|SQLITE_CORRUPT|libxml2 gave|there is no posting in it|the folder.s name is too long', 'behind a check that comes first')]


def measured(build):
    """Of each file of src the lines that have code, and how often each ran, in all programs together."""
    profile, programs = f'{build}/counts.profdata', [f'{build}/rolecall', f'{build}/rolecall-serve', *glob.glob(f'{build}/tests/*')]
    programs = [p for p in programs if os.path.isfile(p) and os.access(p, os.X_OK)]
    call('llvm-profdata', 'merge', '-sparse', '-o', profile, *glob.glob(f'{build}/counts/*.profraw'))
    export = call('llvm-cov', 'export', '-format=lcov', '-instr-profile', profile, programs[0], *(f'-object={p}' for p in programs[1:]))
    here = os.getcwd() + '/'
    for record in export.split('end_of_record\n'):
        name = re.search(r'^SF:(.*)', record, re.M)
        path = name[1].removeprefix(here) if name else ''
        if not path.startswith('src/'): continue
        with open(path, encoding='utf-8') as f: source = f.read().split('\n')
        counts = {int(n): int(c) for n, c in re.findall(r'^DA:(\d+),(\d+)', record, re.M)}
        runs = {n: c for n, c in counts.items() if re.match(r'(?!\s*/\*).*\w', source[n - 1])}  # no comment, no bare brace
        if runs: yield path, source, runs


def call(*command):
    r = subprocess.run(command, capture_output=True, text=True)
    if r.returncode: sys.exit(r.stderr[-2000:])
    return r.stdout


def main():
    files, places, left = [], 0, []
    for path, source, runs in measured(sys.argv[1]):
        files.append((sum(n > 0 for n in runs.values()), len(runs), path))
        for number, count in runs.items():
            text = ' '.join(source[number - 1:number + 1]).strip()
            if not SETS.search(source[number - 1]) or re.match(r'(static|enum|NODISCARD)\b', text): continue
            places += 1
            if count == 0: left.append((f'{path}:{number}', text, next((why for what, why in STAY if re.search(what, text)), None)))
    run, lines = sum(f[0] for f in files), sum(f[1] for f in files)
    whole = f'{100 * run / lines:.1f} % of {lines:,} lines of src; {places - len(left)} of {places} places that set an error'
    out = ['# What the tests run', '', f'Written by `make coverage` on {datetime.date.today()}, which runs `make check`:', f'**{whole}**.', '', 'Files covered least:', '', '| file | lines | run |', '| --- | ---: | ---: |']
    out += [f'| {path} | {of} | {100 * n / of:.0f} % |' for n, of, path in sorted(files, key=lambda f: f[0] / f[1])[:12]]
    out += ['', 'Places that set an error and were not reached, and why they may stay so:', '', '| reason | places |', '| --- | --- |']
    for why in dict.fromkeys(x[2] for x in left):
        out.append(f'| {why or "none: it needs a test"} | {", ".join(x[0].removeprefix("src/") for x in left if x[2] == why)} |')
    print(f'coverage: {whole}')
    if sys.argv[2:] and sys.argv[2].strip(): sys.exit(100 * run < LEAST * lines)
    with open('tests/coverage.md', 'w', encoding='utf-8') as f: f.write('\n'.join(out) + '\n')
    bare = [x for x in left if not x[2]]
    for place, text, _ in bare: print(f'{place}: no test reaches this: {text[:110]}')
    sys.exit(bool(bare) or 100 * run < LEAST * lines)


main()
