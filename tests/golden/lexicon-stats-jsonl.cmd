lexicon stats --lexicon tiny labelled.jsonl
