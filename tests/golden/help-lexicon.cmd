help lexicon
