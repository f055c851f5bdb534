lexicon stats --lexicon tiny labelled.tsv
