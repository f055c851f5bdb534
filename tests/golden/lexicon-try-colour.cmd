lexicon try --lexicon tiny --color always 'boat pass' folder/1-head.html
