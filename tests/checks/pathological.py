#!/usr/bin/env python3
"""Input made to be slow (tests/pathological): 160 kinds, each in time and memory; see the head of pathological.c. Under the
sanitizers time and memory say nothing, so there it only has to end well: each kind once, in a small size."""
import glob, os, subprocess, sys

program = os.path.join(os.environ['BUILD'], 'tests', 'pathological')
sanitized = b'__asan_init' in open(program, 'rb').read()
arguments = ['--ends'] if sanitized else []
run = subprocess.run([program, *arguments, 'lexicons/operations', *sorted(glob.glob('corpus/postings/*'))],
                     capture_output=True, text=True, errors='replace')
print(run.stdout, end='')
sys.exit(run.returncode)
