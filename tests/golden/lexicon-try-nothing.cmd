lexicon try --lexicon tiny 'zebra crossing' labelled.tsv
