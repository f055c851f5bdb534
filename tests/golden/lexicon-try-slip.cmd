lexicon try --lexicon tiny 'run (the | our' labelled.tsv
