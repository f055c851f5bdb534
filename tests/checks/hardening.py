#!/usr/bin/env python3
"""How the program is linked: position-independent, read-only relocations bound at the start, no executable stack, stack
protector, checked libc calls. A build with sanitizers is another matter."""
import os, subprocess

ROLECALL = os.environ['ROLECALL']


def readelf(*what):
    return subprocess.run(['readelf', '-W', *what, ROLECALL], capture_output=True, text=True).stdout


if b'__asan_init' in open(ROLECALL, 'rb').read() or b'__gcov_' in open(ROLECALL, 'rb').read():
    print('skip hardening: not in this build')
else:
    head, segments, dynamic, symbols = readelf('-h'), readelf('-l'), readelf('-d'), readelf('--dyn-syms')
    stack = next((x for x in segments.splitlines() if 'GNU_STACK' in x), '')
    for name, good in (('position-independent', 'DYN' in head), ('RELRO', 'GNU_RELRO' in segments),
                       ('bound at the start', 'BIND_NOW' in dynamic or 'NOW' in dynamic),
                       ('no executable stack', ' RW ' in stack and 'RWE' not in stack),
                       ('stack protector', '__stack_chk_fail' in symbols), ('checked calls', '_chk@' in symbols)):
        print(f'ok {name}' if good else f'not ok {name}')
