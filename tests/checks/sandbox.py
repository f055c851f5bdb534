#!/usr/bin/env python3
"""The sandbox: what a parser that a page has taken over would try is stopped (tests/sandbox/break_out.c), what the program
needs still works, and the programs themselves are inside while they read, unless they are told otherwise: the attempts are
made by rolecall and by rolecall-serve too, on the thread that parses a page, by a library that is loaded before libxml2."""
import http.client, os, re, shutil, socket, subprocess, sys, tempfile, time

ROLECALL, BUILD = os.environ['ROLECALL'], os.environ['BUILD']
PROGRAM = os.path.join(BUILD, 'tests', 'break_out')
PAGE = b'<html><title>Head of Operations</title><h1>Head of Operations</h1><p>You run the day-to-day work of our site.</p>'


class Room:
    """A folder as break_out.c wants it, and somebody who listens; what became of them."""
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = self.folder.name
        os.makedirs(self.path + '/out')
        os.mkfifo(self.path + '/out/fifo')
        os.makedirs(self.path + '/elsewhere/empty')
        with open(self.path + '/elsewhere/victim', 'w') as f: f.write('12345678')
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.listener.settimeout(0.2)
        self.env = {**os.environ, 'BREAK_OUT_PORT': str(self.listener.getsockname()[1])}
        return self

    def wrong(self, said):
        """(what came off, the number of attempts stopped) from what was told, the file and the listener."""
        rows = [line.split(' ', 1) for line in said.splitlines()]
        wrong = [' '.join(row).split(':')[0] for row in rows if row[0] in ('got', 'broken')]
        victim = self.path + '/elsewhere/victim'
        if not os.path.exists(victim) or open(victim).read() != '12345678': wrong.append('the file elsewhere was changed')
        try:
            self.listener.accept()
            wrong.append('somebody was called')
        except TimeoutError: pass
        if not any(row[1].startswith('execute a program') for row in rows): wrong.append('it ended early')
        return wrong, sum(row[0] == 'stopped' for row in rows)

    def __exit__(self, *_):
        self.listener.close()
        self.folder.cleanup()
        if os.path.exists('/tmp/rolecall-break-out'): os.remove('/tmp/rolecall-break-out')


def break_out(mode):
    with Room() as room:
        r = subprocess.run([PROGRAM, room.path, mode], capture_output=True, text=True, timeout=30, env=room.env)
        first, _, rest = r.stdout.partition('\n')
        return [int(x) for x in first.split()[1:3]], room.wrong(rest), rest


def inside_program(name, mode, command, use):
    """The attempts made by a program itself while `use` has it read a page."""
    with Room() as room, tempfile.TemporaryFile('w+') as told:
        preload = ' '.join([os.environ.get('LD_PRELOAD', ''), os.path.join(BUILD, 'tests', 'break_out.so')]).strip()
        env = {**room.env, 'LD_PRELOAD': preload, 'BREAK_OUT_DIR': room.path, 'BREAK_OUT_MODE': mode, 'BREAK_OUT_TELL': str(told.fileno())}
        process = subprocess.Popen([x.replace('DIR', room.path) for x in command], env=env, pass_fds=[told.fileno()],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try: answered = use(process)
        finally:
            process.kill()
            process.wait()
        told.seek(0)
        wrong, stopped = room.wrong(told.read())
    if mode == 'free': good = len(wrong) > 20
    else: good = answered and not wrong and stopped > 30
    print(f'not ok {name}: {wrong}, {stopped} stopped, answered {answered}' if not good else
          f'ok {name}: {len(wrong)} attempts come off' if mode == 'free' else f'ok {name}: {stopped} attempts stopped, the page was answered')


def by_input(process):
    return b'head-of-operations' in process.communicate(PAGE, timeout=60)[0] or process.returncode == 0


def by_request(process):
    port = int(re.search(rb':(\d+)/', process.stdout.readline()).group(1))
    c = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
    try:
        c.request('POST', '/api/classify', PAGE, {'Content-Type': 'text/html'})
        return c.getresponse().status == 200
    except OSError: return False
    finally: c.close()


def inside(arguments):
    """/proc/PID/status of the program while it waits for its input, and what it says in the end."""
    p = subprocess.Popen([ROLECALL, *arguments, '-f', 'jsonl', '-'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    status = {}
    for _ in range(200):
        time.sleep(0.02)
        with open(f'/proc/{p.pid}/status') as f: status = dict(x.strip().split(':', 1) for x in f if ':' in x)
        with open(f'/proc/{p.pid}/syscall') as f: waits = f.read().startswith('0 0x0 ')  # read(0, ...
        if waits: break
    out, _ = p.communicate(PAGE)
    return status, p.returncode == 0 and b'"role":"head-of-operations"' in out


with open(PROGRAM, 'rb') as f: sanitized = b'__asan_init' in f.read()
if sanitized:  # which traces itself in the end, so that its filter is a small one
    print('skip breaking out: a build with sanitizers')
    sys.exit()
(_, (real, _), said) = break_out('free')
print(f'ok {len(real)} attempts come off without the sandbox' if len(real) > 30
      else f'not ok attempts come off without the sandbox: only {said}')

(landlock, seccomp), _, _ = break_out('none')
both, serve = landlock and seccomp, ROLECALL + '-serve'
if not both: print('skip the attempts: this kernel has not both layers')
for mode in ('none', 'output', 'fifo', 'accept') if both else ():
    _, (wrong, stopped), _ = break_out(mode)
    print(f'not ok sandbox for {mode}: {"; ".join(wrong)}' if wrong else f'ok sandbox for {mode}: {stopped} attempts stopped')
if both:
    inside_program('rolecall itself', 'none', [ROLECALL, '-f', 'jsonl', '-'], by_input)
    inside_program('rolecall itself with -o', 'output', [ROLECALL, '-f', 'jsonl', '-o', 'DIR/out/answers', '-'], by_input)
    inside_program('rolecall itself with -o FIFO', 'fifo', ['sh', '-c', 'cat DIR/out/fifo & exec "$0" -f jsonl -o DIR/out/fifo -', ROLECALL], by_input)
    inside_program('rolecall itself with -o -', 'none', ['sh', '-c', 'cd DIR/out && exec "$0" -f jsonl -o - -', ROLECALL], by_input)
    inside_program('rolecall itself with --no-sandbox', 'free', [ROLECALL, '--no-sandbox', '-f', 'jsonl', '-'], by_input)
    if os.path.exists(serve):
        command = [serve, '--lexicon', os.environ['ROLECALL_LEXICON'], '--port', '0', '--quiet']
        inside_program('rolecall-serve itself', 'accept', command, by_request)
        inside_program('rolecall-serve itself with --no-sandbox', 'free', [*command, '--no-sandbox'], by_request)
    else: print('skip rolecall-serve itself: it was not built')

for arguments, wanted in (([], '2'), (['--no-sandbox'], '0')):
    status, answered = inside(arguments)
    name = 'program ' + (' '.join(arguments) or 'as it is')
    if not seccomp: wanted = '0'
    got = status.get('Seccomp', '?').strip()
    print(f'ok {name}' if got == wanted and answered else f'not ok {name}: Seccomp {got}, answered {answered}')

ANSWER = b'"role":"head-of-operations"'
with tempfile.TemporaryDirectory() as d:
    with open(d + '/page.html', 'wb') as f: f.write(PAGE)
    def sh(words): return subprocess.run(['bash', '-c', words, ROLECALL], capture_output=True, cwd=d, timeout=60)
    for words in ('"$0" -f jsonl -o /dev/stdout page.html', '"$0" -f jsonl -o /dev/stdout page.html | cat', '"$0" -f jsonl -o /dev/fd/7 page.html 7>&1',
                  'ln -s /dev/stdout link; "$0" -f jsonl -o link page.html | cat', '"$0" -f jsonl -o >(cat) page.html | cat', '"$0" -f jsonl -o - page.html',
                  'mkfifo pipe; cat pipe & "$0" -f jsonl -o pipe page.html; wait', '"$0" -f jsonl -o /dev/stdout page.html > file; cat file',
                  '"$0" -f jsonl -o /dev/null --errors /dev/stdout none.html'):
        r = sh(words)
        want = b'"code":"open"' if '--errors' in words else ANSWER
        print(f'ok {words}' if want in r.stdout and not os.path.exists('/dev/null.part') else f'not ok {words}: {r}')
    r = sh('ulimit -n 4; "$0" -f jsonl -o out page.html')
    print('ok too few open files are told' if r.returncode == 2 and b'(ulimit -n)' in r.stderr or not landlock else f'not ok too few open files are told: {r}')

with tempfile.TemporaryDirectory() as d:  # train writes into the lexicon's folder
    shutil.copytree('lexicons/technology', d + '/lexicon')
    r = subprocess.run([ROLECALL, 'lexicon', 'lint', d + '/lexicon'], capture_output=True, text=True)
    print('ok lexicon lint inside' if r.returncode == 0 else f'not ok lexicon lint inside: {r.stderr[-300:]}')
