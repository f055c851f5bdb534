check --lexicon tiny --color never folder titles
