"""Scripts that do as much of the same work as their kind can, run by bench.py as children: bench/peers.py KIND ARGUMENT...
  lxml PAGE...               the text by lxml, the operations lexicon's plain phrases by one alternation of re
  sklearn MODEL PAGE...      the text by lxml, TF-IDF and logistic regression from a pickle
  train MODEL LABELLED.tsv   makes that pickle from `label<TAB>text` lines"""
import pickle, re, sys

from phrases import plain


def text_of(path):
    from lxml import html
    root = html.parse(path).getroot()
    for e in list(root.iter('script', 'style', 'noscript')): e.drop_tree()
    return ' '.join(root.text_content().split())


def main():
    kind, rest = sys.argv[1], sys.argv[2:]
    if kind == 'lxml':
        pattern = re.compile(r'\b(?:' + '|'.join(map(re.escape, plain())) + r')\b', re.I)
        for p in rest: print(p, len(pattern.findall(text_of(p))))
    elif kind == 'sklearn':
        model = pickle.load(open(rest[0], 'rb'))
        for p, role in zip(rest[1:], model.predict([text_of(p) for p in rest[1:]])): print(p, role)
    elif kind == 'train':
        rows = [l.rstrip('\n').split('\t', 1) for l in open(rest[1], encoding='utf-8')]
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2), LogisticRegression(C=10, max_iter=2000))
        model.fit([t for _, t in rows], [l for l, _ in rows])
        pickle.dump(model, open(rest[0], 'wb'))


main()
