extract --format markdown readers/notes.md readers/saved.mhtml
