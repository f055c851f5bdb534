lexicon try --lexicon tiny --color never '(rota* | @site | own | officer)' labelled.tsv
