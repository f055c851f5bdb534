lexicon test slips
