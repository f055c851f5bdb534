lexicon test tiny
