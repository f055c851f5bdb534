lexicon diff tiny tiny-other labelled.tsv
