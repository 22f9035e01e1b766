"""What a language model is made of: tokenizer, template, files, size. No chat in here."""
