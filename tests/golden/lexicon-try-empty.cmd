lexicon try --lexicon tiny '' folder
