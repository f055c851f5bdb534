#!/usr/bin/env python3
"""What only a terminal is shown: progress while it lasts, wiped before anything else is said, and the files left out. The
same run told a file shows none of it. And that no page can speak to a terminal, in any format."""
import fcntl, json, os, pty, re, select, signal, struct, subprocess, tempfile, termios, time
import libruns
from libruns import ROLECALL, expect, records, write


def told(arguments, at_first=None):
    """Everything that a terminal of 80 columns gets as standard error, and the exit status; `at_first` once, on the first
    thing said."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
    process = subprocess.Popen([ROLECALL, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    text, ends = '', time.time() + 120
    while time.time() < ends and select.select([ours], [], [], ends - time.time())[0]:
        try: piece = os.read(ours, 65536)
        except OSError: break  # the other side is closed
        if not piece: break
        text += piece.decode('utf-8', 'replace')
        if at_first: at_first = at_first(process)
    os.close(ours)
    return text, process.wait()


def pause(process):
    """Long enough that the time left is told."""
    process.send_signal(signal.SIGSTOP)
    time.sleep(2.2)
    process.send_signal(signal.SIGCONT)


def controls():
    """DEL and U+0080 to U+009F, some of which a terminal may take for the beginning of an escape sequence."""
    all_of_them = ''.join(map(chr, [0x1b, *range(0x7f, 0xa0)]))
    page, table = f'job{all_of_them}.html', 'job.jsonl'
    write(page, f'<meta charset="utf-8"><title>Head of{all_of_them} Operations</title><p>You run the day-to-day {all_of_them} operations of our site.</p>')
    write(table, json.dumps({key: f'Operations{all_of_them}' for key in ('id', 'title', 'company', 'location', 'url')} |
                            {'text': f'You run the day-to-day operations of{all_of_them} our site, and lead its managers.'}))
    for command, formats in (('', 'text html json jsonl csv tsv'), ('extract', 'text markdown html json jsonl'), ('check', 'text json jsonl'),
                             ('explain', 'text json jsonl')):
        for format in formats.split():
            r = libruns.run(*([command] if command else []), '--color', 'never', '-f', format, page, table, 'none' + all_of_them)
            bad = re.findall('[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]', (r.stdout + r.stderr).decode())
            expect(f'{command or "classify"}, {format}: no control character', not bad and b'perations' in r.stdout, bad)


def main():
    with tempfile.TemporaryDirectory() as d:
        os.chdir(d)
        records('many.jsonl', 6000, broken=1)
        run = ['-j', '1', '-f', 'jsonl', '--evidence', 'none', '--errors', 'errors', 'many.jsonl']
        text, code = told(run, pause)
        steps = re.findall(r'\r\x1b\[Krolecall: (\d+) documents, (\d+) a second, (\d+) %(, \d+ s left)?(, \d+ failed)?', text)
        counts, shares = [int(s[0]) for s in steps], [int(s[2]) for s in steps]
        expect('progress goes on', len(steps) > 1 and counts == sorted(counts) and shares == sorted(shares) and shares[-1] <= 100, text[:300])
        expect('the time that is left', any(s[3] for s in steps), text[-600:])
        expect('what failed', any(s[4] for s in steps) and code == 2, (code, text[-300:]))
        left = re.split(r'\r\x1b\[K', text)
        expect('progress is wiped before anything is said', all(x.count('\n') == 0 or not re.match(r'rolecall: \d+ documents, ', x) for x in left), left[-3:])
        quiet, _ = told(['-q', *run])
        expect('-q shows none', 'a second' not in quiet and '\x1b[K' not in quiet, quiet[:300])
        r = libruns.run(*run, text=True)
        expect('a file is told no progress', '\r' not in r.stderr and '\x1b' not in r.stderr, r.stderr[:300])

        os.mkdir('folder')
        write('folder/job.html', '<h1>Cook</h1><p>You cook lunch for ninety children every day.</p>')
        write('folder/picture.png', b'\x89PNG\r\n\x1a\n' + bytes(100))
        text, code = told(['folder'])
        expect('files left out are counted for people', code == 0 and '1 other file of folders and archives left out' in text, (code, text))
        controls()


main()
