#!/usr/bin/env python3
"""A real Slurm array on this machine: tasks are killed, stopped and put back at random moments, and what is merged in
the end is compared with one run that nobody disturbed, byte for byte.

usage: tests/slurm/run.py [--build build] [--rounds 3] [--seed N]

munged, slurmctld and slurmd run with a configuration, keys and ports of their own in a temporary folder and are gone
afterwards, however it ends: the work is done by a child, and whichever of the two is left cleans up."""
import argparse, ctypes, os, random, shutil, signal, socket, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
TASKS, DOCUMENTS, TROUBLES = 5, 6000, 8
STARTED, ROUND_BEGINS, ALL = 30, 60, 170  # seconds: for the daemons, behind which no round begins, for everything

CONF = """ClusterName=check
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={d}/munge.socket
CredType=cred/munge
StateSaveLocation={d}/state
SlurmdSpoolDir={d}/spool
SlurmctldPidFile={d}/slurmctld.pid
SlurmdPidFile={d}/slurmd.pid
SlurmctldLogFile={d}/slurmctld.log
SlurmdLogFile={d}/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
PlugStackConfig=/dev/null
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1
KillWait=2
NodeName={host} NodeAddr=127.0.0.1 CPUs=8 RealMemory=8000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


# ---- processes: those that are ours name our folder in their command or environment ----

def text_of(pid, what):
    try:
        with open(f'/proc/{pid}/{what}', 'rb') as f: return f.read().decode('utf-8', 'replace')
    except OSError: return ''


def ours(d):
    pids = (int(p) for p in os.listdir('/proc') if p.isdigit())
    return [p for p in pids if p not in (os.getpid(), os.getppid()) and
            (f'{d}/' in text_of(p, 'environ') or f'{d}/' in text_of(p, 'cmdline'))]


def clean(d):
    """Nothing of it is left: no process, no file."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        until = time.monotonic() + 3
        while (pids := ours(d)) and time.monotonic() < until:
            for p in pids:
                try: os.kill(p, number)
                except ProcessLookupError: pass
            time.sleep(0.2)
    shutil.rmtree(d, ignore_errors=True)


# ---- Slurm ----

def free_ports(n):
    held = [socket.socket() for _ in range(n)]
    for s in held: s.bind(('127.0.0.1', 0))
    ports = [s.getsockname()[1] for s in held]
    for s in held: s.close()
    return ports


def ask(*words):
    return subprocess.run(words, capture_output=True, text=True, timeout=30).stdout.strip()


def start_slurm(d):
    for name in ('state', 'spool'): os.mkdir(os.path.join(d, name))
    conf, key = os.path.join(d, 'slurm.conf'), os.path.join(d, 'munge.key')
    with open(conf, 'w') as f: f.write(CONF.format(d=d, host=socket.gethostname().split('.')[0], ports=free_ports(2)))
    with open(key, 'wb') as f: f.write(os.urandom(1024))
    os.chmod(key, 0o600)
    os.environ['SLURM_CONF'] = conf
    munged = ['munged', '--foreground', '--num-threads=2', f'--key-file={key}']
    munged += [f'--{what}={d}/munge.{what[:-5]}' for what in ('pid-file', 'log-file', 'seed-file')]
    for words in (munged + [f'--socket={d}/munge.socket'], ['slurmctld', '-D'], ['slurmd', '-D']):
        with open(os.path.join(d, words[0] + '.out'), 'wb') as out:
            subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
        while words is not munged and words[0] == 'munged' and not os.path.exists(f'{d}/munge.socket'): time.sleep(0.05)
    until = time.monotonic() + STARTED
    while 'idle' not in ask('sinfo', '-h', '-o', '%T'):
        if time.monotonic() > until:
            for name in ('munged', 'slurmctld', 'slurmd'): print(text_of_file(f'{d}/{name}.out')[-1500:], file=sys.stderr)
            raise SystemExit('FAIL: Slurm did not start')
        time.sleep(0.2)


def text_of_file(path):
    with open(path, encoding='utf-8', errors='replace') as f: return f.read()


def no_waiting(d, held):
    """Slurm lets what is put back wait for two minutes, so that all of it has ended before it starts anew. Here it
    starts a second after its last process is gone. `held`: {job: when that was seen}."""
    steps, now = [text_of(p, 'cmdline') for p in ours(d)], time.monotonic()
    rows = [l.split(' ', 2) for l in ask('squeue', '-h', '-r', '-t', 'PD', '-o', '%A %i %r').splitlines()]
    back = [name for job, name, why in rows if why == 'BeginTime' and not any(f'slurmstepd: [{job}.' in s for s in steps)]
    for name in set(held) - set(back): del held[name]
    for name in back:
        if now - held.setdefault(name, now) > 1: ask('scontrol', 'update', f'JobId={name}', 'StartTime=now')


# ---- a round ----

def workers(out):
    """{pid: task} of the rolecall processes that classify into `out`."""
    found = {}
    for p in ours(out):
        words = text_of(p, 'cmdline').split('\0')
        if 'classify' in words and '-o' in words and not words[0].endswith('bash'):
            found[p] = words[words.index('-o') + 1]
    return found


def trouble(rng, pid, seen):
    """Something that happens to a task. Says what; '' where it was over already."""
    words = dict(w.split('=', 1) for w in text_of(pid, 'environ').split('\0') if '=' in w)
    what = rng.choices(('killed', 'warned', 'put back'), (5, 2, 2))[0]
    if not words: return ''
    job = f'{words["SLURM_ARRAY_JOB_ID"]}_{words["SLURM_ARRAY_TASK_ID"]}'
    if what == 'killed':
        try: os.kill(pid, signal.SIGKILL)
        except ProcessLookupError: return ''
    elif what == 'warned': ask('scancel', '--batch', '--signal=TERM', job)
    else: ask('scontrol', 'requeue', job)
    seen[what] = seen.get(what, 0) + 1
    return what


def done_of(part):
    try: return int(text_of_file(part + '.state').split('\ndocuments=')[1].split()[0])
    except (OSError, IndexError, ValueError): return 0


def submit(d, data, out, *more, tasks=f'1-{TASKS}', **env):
    script = os.path.join(HERE, 'shards.sbatch')
    words = ['sbatch', '--parsable', f'--array={tasks}', '--cpus-per-task=1', '--mem-per-cpu=50', f'--output={out}.log',
             script, data, out, *more]
    run = subprocess.run(words, capture_output=True, text=True, timeout=30, env={**os.environ, **env})
    if run.returncode: raise SystemExit(f'FAIL: sbatch: {run.stderr}')
    return run.stdout.strip()


def submit_merge(job, rolecall, out, all):
    return ask('sbatch', '--parsable', f'--dependency=afterok:{job}', '--kill-on-invalid-dep=yes', f'--output={all}.log',
               '--open-mode=append', '--wrap', f'{rolecall} merge -q -o {all} {out}/part-*.jsonl')


def one_round(d, seed, rolecall, data, want, until):
    rng, out, all, seen, held, middle = random.Random(seed), f'{d}/out-{seed}', f'{d}/all-{seed}.jsonl', {}, {}, 0
    job = submit(d, data, out, '--checkpoint', '0.05')
    submit_merge(job, rolecall, out, all)
    next_at = time.monotonic()
    while ask('squeue', '-h', '-o', '%A'):
        if time.monotonic() > until: raise SystemExit(f'FAIL: seed {seed}: not done in time\n{text_of_file(out + ".log")[-2000:]}')
        no_waiting(d, held)
        running = workers(out)
        if running and time.monotonic() >= next_at and sum(seen.values()) < TROUBLES:
            time.sleep(rng.random() * 0.3)
            pid = rng.choice(sorted(running))
            at = done_of(running[pid])
            if trouble(rng, pid, seen): middle += 0 < at < DOCUMENTS
            next_at = time.monotonic() + rng.random() * 0.4
        else: time.sleep(0.1)
    log = text_of_file(out + '.log')
    if not os.path.exists(all):
        raise SystemExit(f'FAIL: seed {seed}: nothing was merged\n{log[-3000:]}\n{ask("squeue", "-a", "-r", "-t", "all", "-o", "%i %j %T %r")}')
    with open(all, 'rb') as f: got = f.read()
    if got != want: raise SystemExit(f'FAIL: seed {seed}: {got.count(10)} rows, not those of an undisturbed run\n{log[-3000:]}')
    if not middle: raise SystemExit(f'FAIL: seed {seed}: no task was met in its middle')
    told = ', '.join(f'{n} {what}' for what, n in sorted(seen.items()))
    print(f'ok seed {seed}: {TASKS} tasks, {told} ({middle} with documents done): {got.count(10)} rows, byte for byte', flush=True)
    return out


def foreign(d, rolecall, data, out):
    """Parts of another run are no success, and nothing is merged behind them."""
    job = submit(d, data, out, '--evidence', 'none', tasks='2', SHARDS=str(TASKS))
    submit_merge(job, rolecall, out, f'{d}/never.jsonl')
    until = time.monotonic() + 30
    while ask('squeue', '-h', '-o', '%A') and time.monotonic() < until: time.sleep(0.1)
    if os.path.exists(f'{d}/never.jsonl') or 'evidence was not given, is none' not in text_of_file(out + '.log'):
        raise SystemExit(f'FAIL: a part of another run\n{text_of_file(out + ".log")[-2000:]}')
    print('ok a part that another run left: its task fails, nothing is merged', flush=True)


def work(d, o, began):
    rolecall, data, whole = os.path.abspath(f'{o.build}/rolecall'), f'{d}/data.jsonl', f'{d}/whole.jsonl'
    os.environ.update(ROLECALL=rolecall, ROLECALL_LEXICON=os.path.join(TOP, 'lexicons', 'operations'))
    sys.path.insert(0, os.path.join(TOP, 'tests', 'checks'))
    os.chdir(TOP)
    import libruns
    libruns.records(data, DOCUMENTS, seed=o.seed, broken=2)
    start_slurm(d)
    libruns.run('-q', '--format', 'jsonl', data, '-o', whole)
    want = libruns.read(whole)
    out = None
    for n in range(o.rounds):
        if out and time.monotonic() - began > ROUND_BEGINS: break
        out = one_round(d, o.seed + n, rolecall, data, want, began + ALL)
    foreign(d, rolecall, data, out)


def main():
    a = argparse.ArgumentParser()
    a.add_argument('--build', default='build')
    a.add_argument('--rounds', type=int, default=3)
    a.add_argument('--seed', type=int, default=20261123)
    o, began = a.parse_args(), time.monotonic()
    d = tempfile.mkdtemp(prefix='rolecall-slurm-')
    os.chmod(d, 0o755)
    def stop(number, frame): raise SystemExit(128 + number)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(number, stop)
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
        try: work(d, o, began)
        finally: clean(d)
        print(f'check-slurm: all well ({time.monotonic() - began:.0f} s)')
        sys.exit(0)
    status = 1
    try: status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except SystemExit as x:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
        status = x.code
    clean(d)
    sys.exit(status and (status if status > 0 else 1))


main()
