#!/usr/bin/env python3
"""Many generated postings through one run of rolecall, by pipe: documents, time, rate, and the most memory it had held
after a tenth, half and all of them. Exit 1 where a row is missing or memory is not flat.
usage: bench/soak.py ROLECALL COUNT [OPTION]..."""
import os, re, subprocess, sys, time


def held(pid):
    """Most memory so far, in MiB; None once the process is gone. (What wait4 says begins at Python's own size.)"""
    try: status = open(f'/proc/{pid}/status').read()
    except OSError: return None
    m = re.search(r'VmHWM:\s+(\d+)', status)
    return int(m[1]) / 1024 if m else None


def run(rolecall, count, options=(), seed=1):
    """(rows, seconds, CPU seconds of rolecall, {share: MiB})"""
    here = os.path.dirname(os.path.abspath(__file__))
    began = time.monotonic()
    source = subprocess.Popen([sys.executable, os.path.join(here, 'generate.py'), rolecall, str(count), str(seed)], stdout=subprocess.PIPE)
    child = subprocess.Popen([rolecall, '--quiet', '--format', 'jsonl', '--evidence', 'none', *options, '-'], stdin=source.stdout, stdout=subprocess.PIPE)
    source.stdout.close()
    rows, memory, shares = 0, {}, [0.1, 0.5, 1.0]
    last = 0.0
    while chunk := os.read(child.stdout.fileno(), 1 << 16):
        rows += chunk.count(b'\n')
        last = held(child.pid) or last
        while shares and rows >= shares[0] * count: memory[shares.pop(0)] = last
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if source.wait() or child.returncode: sys.exit(f'soak: rolecall ended with {child.returncode}')
    return rows, time.monotonic() - began, usage.ru_utime + usage.ru_stime, memory


def main():
    rolecall, count, options = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    rows, seconds, cpu, memory = run(rolecall, count, options)
    print(f'{rows:,} documents in {seconds:.0f} s ({rows / seconds:,.0f} a second; {cpu / rows * 1e3:.2f} ms of CPU each, the generator apart)')
    print('peak memory ' + ', '.join(f'{m:.1f} MiB after {s:.0%}' for s, m in memory.items()))
    flat = len(memory) == 3 and memory[1.0] <= memory[0.1] * 1.1 + 1
    print('memory is flat' if flat else 'memory GROWS')
    if rows != count: print(f'{count - rows} rows are MISSING')
    sys.exit(0 if flat and rows == count else 1)


if __name__ == '__main__': main()
