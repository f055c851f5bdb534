lexicon diff tiny tiny labelled.tsv
