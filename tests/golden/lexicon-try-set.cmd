lexicon try --lexicon tiny 'run the @sites' folder
