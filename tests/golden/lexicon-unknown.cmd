lexicon polish
