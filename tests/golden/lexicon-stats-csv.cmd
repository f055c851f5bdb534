lexicon stats --lexicon tiny --format csv --split test labelled.tsv
