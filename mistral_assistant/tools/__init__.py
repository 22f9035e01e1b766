"""Small tools that work out an answer: calculator, dates, counting."""
