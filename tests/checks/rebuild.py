#!/usr/bin/env python3
"""What make builds anew: nothing when nothing changed; all when the compiler's flags or the version did; a test when a
header that only tests include did."""
import os, subprocess, tempfile
from libruns import expect

BUILD = os.environ['BUILD']
# not the flags of the make that runs the tests: the first part is about a build of its own
CLEAN = {k: v for k, v in os.environ.items() if k not in ('MAKEFLAGS', 'MAKEOVERRIDES', 'MFLAGS', 'CFLAGS', 'CPPFLAGS', 'CI', 'VERSION')}


def compiles(source, target, *args, env=CLEAN):
    r = subprocess.run(['make', '--no-print-directory', target, *args], capture_output=True, text=True, timeout=300, env=env)
    return r.returncode == 0 and f'CC {source}' in r.stdout


def main():
    with tempfile.TemporaryDirectory() as d:
        def build(*args):
            return compiles('src/base/err.c', f'{d}/src/base/err.o', f'BUILD={d}', *args)
        expect('an object is built', build())
        expect('once', not build())
        expect('another version builds it anew', build('VERSION=9.9.9'))
        expect('once', not build('VERSION=9.9.9'))
        expect('and so does the old version again', build())
        expect('other flags build it anew', build('CFLAGS=-O0'))
        expect('once', not build('CFLAGS=-O0'))
    test = os.path.relpath(f'{BUILD}/tests/test_base')
    header = compiles('tests/unit/test_base.c', test, '-n', '-W', 'tests/unit/harness.h', f'BUILD={os.path.relpath(BUILD)}', env=None)
    expect("a test depends on the tests' headers", header)


main()
