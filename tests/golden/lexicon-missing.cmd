lexicon lint nowhere
