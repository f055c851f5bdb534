lexicon try onlyone
