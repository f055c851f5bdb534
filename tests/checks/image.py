#!/usr/bin/env python3
"""The shipped lexicons answer the same with and without their images, over the whole corpus; an edited lexicon is read
from its text; `lexicon compile` says what it cannot do."""
import os, shutil, tempfile
from libruns import expect, run


def answers(folder):
    return run('--quiet', '--lexicon', folder, '--format', 'jsonl', 'corpus/postings').stdout


def main():
    with tempfile.TemporaryDirectory() as d:
        for name in ('operations', 'technology'):
            folder = f'{d}/{name}'
            shutil.copytree(f'lexicons/{name}', folder)
            text = answers(folder)
            made = run('lexicon', 'compile', folder)
            expect(f'{name}: compiled', made.returncode == 0 and os.path.exists(folder + '.image'), made.stderr)
            expect(f'{name}: the corpus is answered the same from the image', len(text) > 100000 and answers(folder) == text)
        # so much newer than any file that only sizes and times are looked at
        newest = max(int(os.stat(f'{folder}/{name}').st_ctime) for name in os.listdir(folder))
        expect('just copied, and compiled late enough to be trusted', int(os.stat(folder + '.image').st_mtime) > newest + 2, newest)
        expect('not edited: answered the same without a look at the text', answers(folder) == text)
        name, before = folder + '/focus.txt', os.stat(folder + '/focus.txt')
        with open(name, 'rb') as f: focus = f.read()
        with open(name, 'wb') as f: f.write(focus.replace(b'weight = 0.', b'weight = 3.'))
        os.utime(name, ns=(before.st_atime_ns, before.st_mtime_ns))
        expect('edited, with size and time put back: read from its text', answers(folder) != text and os.stat(name).st_size == before.st_size)
        with open(name, 'wb') as f: f.write(focus)
        with open(folder + '/lexicon.txt', 'a') as f: f.write('\n# edited\n')
        edited = answers(folder)
        os.remove(folder + '.image')
        expect('edited: read from its text', edited == answers(folder) and edited)
        with open(folder + '/weights.tsv', 'a') as f: f.write('no.such-entry\t1\n')
        made = run('lexicon', 'compile', folder)
        expect('warnings: no image is made, and they are told', made.returncode == 2 and b'no entry has this id' in made.stdout
               and b'no image is made' in made.stderr and not os.path.exists(folder + '.image'), made)
        with open(folder + '/lexicon.txt', 'a') as f: f.write('[role\n')
        made = run('lexicon', 'compile', folder)
        expect('errors: no image is made, and they are told', made.returncode == 1 and b'error' in made.stdout and not os.path.exists(folder + '.image'), made)


main()
