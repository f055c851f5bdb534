lexicon lint slips
