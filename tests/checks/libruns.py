"""What the checks share: running rolecall, saying ok, and data in plenty, made from the corpus."""
import glob, json, os, random, subprocess

ROLECALL = os.environ['ROLECALL']
TOP = os.getcwd()
CORPUS = os.path.join(TOP, 'corpus', 'postings')


def run(*args, **more):
    more = {'timeout': 300, **more}
    return subprocess.run([ROLECALL, *args], stdin=more.pop('stdin', subprocess.DEVNULL) if 'input' not in more else None,
                          capture_output=True, **more)


def expect(name, ok, detail=''):
    if isinstance(detail, bytes): detail = detail.decode('utf-8', 'replace')
    print(f'ok {name}' if ok else f'not ok {name}: {str(detail)[:600]!r}', flush=True)
    return ok


def read(path):
    with open(path, 'rb') as f: return f.read()


def write(path, data):
    with open(path, 'wb') as f: f.write(data if isinstance(data, bytes) else data.encode())


def postings():
    """The texts of the corpus."""
    return [read(f).decode('utf-8', 'replace') for f in sorted(glob.glob(os.path.join(CORPUS, '*'))) if os.path.isfile(f)]


def records(path, count, seed=1, broken=0, variety=None):
    """A JSONL file of `count` postings drawn from the corpus; of `broken` lines in a hundred the JSON is cut short.
    With `variety` no more than that many postings are drawn from."""
    pick, texts = random.Random(seed), postings()[:variety]
    with open(path, 'w', encoding='utf-8') as f:
        for i in range(count):
            text = texts[pick.randrange(len(texts))]
            line = json.dumps({'id': f'r{i}', ('html' if '<' in text[:200] else 'text'): text})
            f.write((line[:len(line) // 2] if pick.randrange(100) < broken else line) + '\n')
