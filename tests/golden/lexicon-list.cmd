lexicon list tiny
