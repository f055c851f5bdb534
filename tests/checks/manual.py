#!/usr/bin/env python3
"""Help, manual page and completions say the same: each option of each command's --help stands in the page and in the
completions of bash, zsh and fish, and the other way round. The pages are in order by mandoc; the completions by their
shells, and bash's is tried out."""
import os, re, shutil, subprocess, tempfile

ROLECALL = os.path.join(os.environ['BUILD'], 'rolecall')
BASH_CALL = r'''
compopt() { :; }
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
_rolecall
printf '%s\n' "${COMPREPLY[@]}"
'''


def expect(name, ok, detail=''):
    print(f'ok {name}' if ok else f'not ok {name}: {str(detail).strip()[-600:]}')


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def told(*arguments):
    return run(ROLECALL, 'help', *arguments).stdout


def help_options(command):
    rows = re.findall(r'^  (?:-(\w), |    )--([\w-]+)(=\S+)?', told(command).split('\nOptions:\n')[1], re.M)
    return {(letter, name, bool(value)) for letter, name, value in rows}


def man_options(page, commands):
    of = dict(re.findall(r'^\.Ss (?:rolecall )?(.+)\n((?:(?!\.S[sh]).*\n)*)', page, re.M))
    rows = {part: {(letter, name, bool(value)) for letter, name, value in
                   re.findall(r'^\.It (?:Fl (\w) , )?Fl Fl ([\w-]+)( Ns = Ns Ar \S+)?$', text, re.M)}
            for part, text in of.items()}
    return {c: rows.get(c, set()) | rows['Options of all commands'] for c in commands}


def bash_options(path, command):
    return {(name.strip('-='), name.endswith('=')) for name in complete(path, 'rolecall', command, '--')}


def complete(path, *words):
    return set(run('bash', '-c', BASH_CALL, 'bash', path, *words).stdout.split())


def zsh_options(text, command):
    part = re.search(rf'^    {command}\)\n((?:      .*\n|        .*\n)*)', text, re.M).group(1)
    both = re.findall(r"'\(-(\w) --([\w-]+)\)'\{-\w,--[\w-]+(=?)\}", part)
    return {(a, b, bool(v)) for a, b, v in both} | {('', b, bool(v)) for b, v in re.findall(r"^        '--([\w-]+)(=?)\[", part, re.M)}


def fish_options(text, command):
    rows = re.findall(rf"__fish_seen_subcommand_from {command}' -l ([\w-]+)(?: -s (\w))?( -r -F| -x)?", text)
    return {(letter, name, bool(value)) for name, letter, value in rows}


def compare(commands, files):
    man = man_options(told('--man'), commands)
    zsh, fish = (open(files[s], encoding='utf-8').read() for s in ('zsh', 'fish'))
    for c in commands:
        want = help_options(c)
        expect(f'{c}: the manual page has the options of --help', man[c] == want, man[c] ^ want)
        expect(f'{c}: zsh completes them', zsh_options(zsh, c) == want, zsh_options(zsh, c) ^ want)
        expect(f'{c}: fish completes them', fish_options(fish, c) == want, fish_options(fish, c) ^ want)
        plain = {(name, value) for _, name, value in want}
        got = bash_options(files['bash'], c)
        expect(f'{c}: bash completes them', got == plain, got ^ plain)


def help_itself(files):
    """`rolecall help` has options of its own, which the overview names."""
    want = {'man', 'completion'}
    overview = told()
    expect('help: the overview names its options', all(f'--{n}' in overview for n in want), overview[:900])
    page = re.search(r'\.Ss rolecall help\n((?:(?!\.S[sh]).*\n)*)', told('--man')).group(1)
    expect('help: the page has them', set(re.findall(r'Fl Fl ([\w-]+)', page)) == want, page)
    expect('help: bash', {n for n, _ in bash_options(files['bash'], 'help')} == want)
    for shell, reader in (('zsh', zsh_options), ('fish', fish_options)):
        got = {name for _, name, _ in reader(open(files[shell], encoding='utf-8').read(), 'help')}
        expect(f'help: {shell}', got == want, got)


def tried_out(path, commands):
    for words, want in [
            (['rolecall', 'he'], {'help'}),
            (['rolecall', 'help', 'exp'], {'explain'}),
            (['rolecall', '--ev'], {'--evidence='}),
            (['rolecall', 'classify', '--evidence', '=', 't'], {'top'}),
            (['rolecall', 'classify', '--evidence', 't'], {'top'}),
            (['rolecall', 'check', '-f', 'js'], {'json', 'jsonl'}),
            (['rolecall', '-l', 'lexicons/oper'], {'lexicons/operations'}),
            (['rolecall', 'help', '--completion', '=', ''], {'bash', 'zsh', 'fish'}),
            (['rolecall', 'classify', 'README'], {'README.md'}),
            (['rolecall', 'classify', '--jobs', '=', ''], set())]:
        got = complete(path, *words)
        expect(f'bash: {" ".join(words)} completes to {sorted(want)}', want <= got if words[-1] == 'README' else got == want, got)
    expect('bash: the commands', set(commands) | {'help'} <= complete(path, 'rolecall', ''))


def in_order(files, folder):
    if shutil.which('mandoc'):
        page = os.path.join(folder, 'rolecall.1')
        with open(page, 'w', encoding='utf-8') as f: f.write(told('--man'))
        for path in (page, 'src/cli/man/rolecall-lexicon.5.in'):
            got = [line for line in run('mandoc', '-Tlint', path).stdout.splitlines() if 'referenced manual not found' not in line]
            expect(f'mandoc has nothing to say about {os.path.basename(path)}', got == [], '\n'.join(got))
    else:
        print('skip mandoc: not installed')
    for shell, path in files.items():
        if not shutil.which(shell):
            print(f'skip {shell}: not installed')
            continue
        got = run(shell, '-n', path)
        expect(f'{shell} can read its completion', got.returncode == 0 and not got.stderr, got.stderr)


def main():
    commands = re.findall(r'^  (\w+) +[A-Z]', told(), re.M)
    commands = [c for c in commands if c != 'help']
    expect('commands are found', len(commands) >= 9, commands)
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for shell in ('bash', 'zsh', 'fish'):
            files[shell] = os.path.join(folder, shell)
            with open(files[shell], 'w', encoding='utf-8') as f: f.write(told(f'--completion={shell}'))
        compare(commands, files)
        help_itself(files)
        tried_out(files['bash'], commands)
        in_order(files, folder)


main()
