#!/usr/bin/env python3
"""What is installed works by itself: install into a folder, build the examples against it by pkg-config alone, run
them, look at the library's symbols, take everything away again and find nothing left."""
import os, re, shutil, subprocess, sys, tempfile

BUILD, CC = os.environ['BUILD'], os.environ.get('CC', 'cc').split()
LEXICON = 'lexicons/operations'
POSTING = 'corpus/postings/bitewell-aligners.html'


def expect(name, ok, detail=''):
    print(f'ok {name}' if ok else f'not ok {name}: {str(detail).strip()[-400:]}')
    return ok


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=600, **options)


def make(*targets):
    variables = [] if 'MAKEFLAGS' in os.environ else [f'BUILD={BUILD}']
    return run('make', '--no-print-directory', *variables, *targets)


def files(root):
    return sorted(os.path.relpath(os.path.join(d, f), root) for d, _, names in os.walk(root) for f in names)


def symbols(lib):
    lines = run('nm', '-D', '--defined-only', f'{lib}/librolecall.so').stdout.splitlines()
    got = sorted(line.split()[-1] for line in lines)
    want = open('src/packaging/symbols.txt', encoding='utf-8').read().split()
    expect('the shared library shows what symbols.txt lists, and nothing else', got == want,
           set(got) ^ set(want))
    header = set(re.findall(r'\b(rolecall_[a-z_]+)\(', re.sub(r'(?s)/\*.*?\*/', '', open('src/rolecall.h').read())))
    header -= {'rolecall_document_of', 'rolecall_options_default'}  # inline
    expect('these are the functions of the header', header == set(want), header ^ set(want))
    static = run('nm', '-g', '--defined-only', f'{lib}/librolecall.a').stdout
    named = re.findall(r' [A-TV-Z] (\S+)', static)
    expect('the static library shows the same', sorted(named) == want, set(named) ^ set(want))


def pkg_config(root, lib, *arguments):
    env = {**os.environ, 'PKG_CONFIG_PATH': f'{lib}/pkgconfig', 'PKG_CONFIG_SYSROOT_DIR': root}
    out = run('pkg-config', *arguments, 'rolecall', env=env)
    # what other libraries need lies outside of the folder
    return [a if not a.startswith(f'-I{root}') or os.path.exists(a[2:]) else f'-I{a[2 + len(root):]}'
            for a in out.stdout.split()]


def examples(root, lib, work):
    strict = ['-std=c11', '-D_POSIX_C_SOURCE=200809L', '-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Werror']
    for name in ('first', 'reporter', 'threads'):
        for kind in ('shared', 'static'):
            flags = pkg_config(root, lib, '--cflags', '--libs', *(['--static'] if kind == 'static' else []))
            if kind == 'static': flags = [f'{lib}/librolecall.a' if f == '-lrolecall' else f for f in flags]
            built = run(*CC, *strict, '-o', f'{work}/{name}-{kind}', f'tests/examples/{name}.c', *flags, '-lpthread')
            if not expect(f'{name}.c builds ({kind})', built.returncode == 0, built.stderr): return
    env = {**os.environ, 'LD_LIBRARY_PATH': lib}
    for kind in ('shared', 'static'):
        got = run(f'{work}/first-{kind}', LEXICON, POSTING, env=env)
        expect(f'ten lines to a verdict ({kind})', got.stdout == 'head-of-operations (title coo, promises-more)\n',
               got.stdout + got.stderr)
        got = run(f'{work}/reporter-{kind}', LEXICON, POSTING, env=env)
        expect(f'a reporter of one\'s own ({kind})', '% Head of Operations\n' in got.stdout and got.stdout.count('line ') == 3,
               got.stdout + got.stderr)
        postings = sorted(f'corpus/postings/{f}' for f in os.listdir('corpus/postings'))[:40]
        one, four = (run(f'{work}/threads-{kind}', LEXICON, n, *postings, env=env) for n in '14')
        expect(f'four threads answer as one ({kind})', one.stdout == four.stdout and one.stdout.count('\n') == 40, four.stderr)
    got = run(sys.executable, 'tests/examples/classify.py', f'{lib}/librolecall.so', LEXICON, POSTING)
    expect('from Python', got.stdout == f'head-of-operations {POSTING}\n', got.stdout + got.stderr)
    got = run(f'{work}/first-shared', '/nowhere', POSTING, env=env)
    expect('a folder that is none says so', got.returncode == 1 and 'nowhere' in got.stderr, got.stderr)
    if not shutil.which('valgrind'): return print('skip valgrind: not installed')
    for name, arguments in (('first', [POSTING]), ('reporter', [POSTING]), ('threads', ['2', *postings[:6]])):
        got = run('valgrind', '-q', '--leak-check=full', '--error-exitcode=9', f'{work}/{name}-shared', LEXICON, *arguments, env=env)
        expect(f'{name} is clean under valgrind', got.returncode == 0, got.stderr)
    if not shutil.which('g++'): return print('skip C++: not installed')
    open(f'{work}/cpp.cc', 'w').write('#include <rolecall.h>\nint main() { return rolecall_version() == nullptr; }\n')
    got = run('g++', '-Wall', '-Wextra', '-Werror', '-o', f'{work}/cpp', f'{work}/cpp.cc',
              *pkg_config(root, lib, '--cflags', '--libs'))
    expect('the header is C++ as well', got.returncode == 0, got.stderr)


def program(root, work):
    env = {k: v for k, v in os.environ.items() if k != 'ROLECALL_LEXICON'}
    env['MANPATH'] = f'{root}/usr/local/share/man'
    rolecall = f'{root}/usr/local/bin/rolecall'
    shutil.copy(POSTING, f'{work}/posting.html')
    got = run(rolecall, '--format', 'jsonl', '--evidence', 'none', f'{work}/posting.html', env=env, cwd=work)
    expect('the program finds its lexicon where it was installed',
           got.returncode == 0 and '"role":"head-of-operations"' in got.stdout, got.stderr)


def main():
    names = run('nm', f'{BUILD}/rolecall').stdout
    if '__asan_init' in names: return print('skip install: a build with sanitizers')
    if '__llvm_profile' in names: return print('skip install: a build that counts')
    with tempfile.TemporaryDirectory() as root, tempfile.TemporaryDirectory() as work:
        got = make('install', f'DESTDIR={root}')
        if not expect('make install', got.returncode == 0, got.stderr): return
        lib = f'{root}/usr/local/lib'
        laid = files(root)
        major = re.search(r'VERSION := (\d+)', open('Makefile').read()).group(1)
        for name in ('bin/rolecall', 'include/rolecall.h', f'lib/librolecall.so.{major}', 'lib/pkgconfig/rolecall.pc',
                     'share/man/man1/rolecall.1', 'share/man/man5/rolecall-lexicon.5',
                     'share/bash-completion/completions/rolecall', 'share/rolecall/lexicons/operations/weights.tsv'):
            expect(f'{name} is there', f'usr/local/{name}' in laid, laid)
        symbols(lib)
        examples(root, lib, work)
        program(root, work)
        got = make('uninstall', f'DESTDIR={root}')
        expect('uninstall leaves no file', got.returncode == 0 and files(root) == [], files(root) or got.stderr)


main()
