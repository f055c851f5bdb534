lexicon lint --strict tiny
