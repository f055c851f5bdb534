check --lexicon tiny --color never titles/agree.html
