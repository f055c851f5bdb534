#!/usr/bin/env python3
"""The extraction fixtures: pages with one trap each, and what must come out of them."""
import importlib.util, os

ROLECALL = os.environ['ROLECALL']
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'extract')


def main():
    spec = importlib.util.spec_from_file_location('extract_run', os.path.join(HERE, 'run.py'))
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    for name, wrong in run.results(ROLECALL, set()):
        print(f'skip {name}: {wrong[5:]}' if wrong.startswith('skip ') else f'not ok {name}: {wrong}' if wrong else f'ok {name}')


main()
