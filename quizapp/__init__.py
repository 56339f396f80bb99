"""quizapp: timed science-literacy contests for a district."""
